"""A switch with people who can sign in, for the tests of its pages. No test lives here."""

from dataclasses import dataclass

from comparability.model.vocabulary import Role
from comparability.storage.protocols import Protocol
from comparability.storage.sessions import Database
from tests.usecases.register import NOW
from tests.usecases.remembering import remembered
from tests.usecases.switching import Scene, Team, a_complete_draft, a_draft, a_switch


@dataclass(frozen=True, slots=True)
class Stage:
    team: Team
    scene: Scene
    database: Database

    @property
    def switch(self) -> int:
        return self.scene.switch.id

    def draft(self, **changes) -> Protocol:
        with self.database.write(actor=self.team.statistician, now=NOW) as session:
            return a_draft(session, self.team, self.scene, **changes)

    def complete_draft(self, **changes) -> Protocol:
        def draft() -> Protocol:
            with self.database.write(actor=self.team.statistician, now=NOW) as session:
                return a_complete_draft(session, self.team, self.scene, **changes)

        return draft() if changes else remembered(self.database, "complete draft", draft)


def set_up(client_as, database: Database) -> Stage:
    roles = (Role.CMC, Role.STATISTICIAN, Role.QA, Role.QC)
    team = Team(*(client_as(role).actor for role in roles))

    def scene() -> Scene:
        with database.write(actor=team.cmc, now=NOW) as session:
            return a_switch(session, team)

    return Stage(team=team, scene=remembered(database, "switch", scene), database=database)
