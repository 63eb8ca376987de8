"""A switch with lots and results, and its people signed in. No test lives here."""

from comparability.model.vocabulary import Role
from comparability.storage.sessions import Database
from tests.usecases.assessing import Line, Staff, a_line
from tests.usecases.switching import Team


def signed_in(client_as, add_person) -> Staff:
    """Everybody who works on a switch, those with one role signed in."""
    roles = (Role.CMC, Role.STATISTICIAN, Role.QA, Role.QC)
    return Staff(
        team=Team(*(client_as(role).actor for role in roles)),
        reviewer=add_person(Role.STATISTICIAN, user_name="reviewer"),
        approver=add_person(Role.QA, user_name="approver"),
        regulatory=client_as(Role.REGULATORY).actor,
        manager=client_as(Role.MANAGER).actor,
    )


def set_up(client_as, add_person, database: Database, **protocol) -> Line:
    return a_line(database, staff=signed_in(client_as, add_person), **protocol)


def signature(actor, password: str, **more: str) -> dict[str, str]:
    """What a person types to sign."""
    return {"user_name": actor.user_name, "password": password, **more}
