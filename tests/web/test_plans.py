"""Pages of the plan: who sees it, who makes it, what stays when it is refused, and where it is used."""

import re
from html import unescape

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.plans import latest_plan, plans_of
from comparability.storage.protocols import draft_protocol
from comparability.usecases.protocols import create_protocol
from comparability.usecases.switches import create_switch
from tests.usecases.assessing import Staff
from tests.usecases.planning import STATED, a_planning
from tests.usecases.register import NOW, a_supplier
from tests.usecases.switching import Team, arms, justified, protocol_entry, switch_entry
from tests.web.switching import set_up

PLAN = {
    "after": "", "n_pre": "4", "n_post": "4", "post_from": "3", "post_to": "8", "target_each": "0.8",
    "target_joint": "0.7", "sd_ratio": "1", "correlation_source": "one number for all, as stated",
    "correlation": "0.3", "cost_post": "500000", "cost_retest": "4000", "currency": "USD",
    "months_first": "11", "months_between": "1.5",
}  # fmt: skip
READERS = [Role.MANAGER, Role.QA, Role.REGULATORY, Role.INSPECTOR, Role.CMC, Role.STATISTICIAN]


@pytest.fixture
def planning(client_as, add_person, sqlite_database):
    roles = (Role.CMC, Role.STATISTICIAN, Role.QA, Role.QC)
    staff = Staff(
        team=Team(*(client_as(role).actor for role in roles)),
        reviewer=add_person(Role.STATISTICIAN, user_name="reviewer"),
        approver=add_person(Role.QA, user_name="approver"),
        regulatory=client_as(Role.REGULATORY).actor,
        manager=client_as(Role.MANAGER).actor,
    )
    return a_planning(sqlite_database, staff=staff)


def typed(planning, **changes):
    """The form as a person fills it; a change names the field, or code and column with two underscores."""
    data = dict(PLAN)
    for code, row in STATED.items():
        data |= {f"{planning.attributes[code]}-{column}": text for column, text in row.items()}
    for name, text in changes.items():
        code, _, column = name.partition("__")
        data[f"{planning.attributes[code.replace('_', '-')]}-{column}" if column else name] = text
    return data


def address(planning, page="plan"):
    return f"/switches/{planning.line.switch}/{page}"


def words(text):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def test_a_plan_is_two_clicks_from_the_switch_and_shows_its_answer_first(client_as, planning):
    client = client_as(Role.STATISTICIAN)
    assert f'href="{address(planning)}"' in client.get(f"/switches/{planning.line.switch}").text
    empty = client.get(address(planning)).text
    assert "No plan is saved" in empty and f'href="{address(planning, "plan/edit")}"' in empty
    response = client.post(address(planning, "plan/edit"), data=typed(planning), follow_redirects=True)
    assert response.status_code == 200
    text = words(response.text)
    assert "Version 1 of the plan is saved." in text
    assert text.index("4 pre lots and 4 post lots") < text.index("Which design")
    assert "simulated" in text and "If independent" in text and "10,000 draws from seed 1" in text


def test_the_page_shows_every_answer_that_a_plan_has_to_give(client_as, planning):
    planning.save()
    text = words(client_as(Role.MANAGER).get(address(planning)).text)
    for heading in (
        "Which design", "Attribute by attribute", "All together", "What this number of lots cannot show",
        "Ranges at these numbers of lots", "Not planned here", "What is assumed", "Provenance",
    ):  # fmt: skip
        assert heading in text
    for words_of in (
        "Lots needed", "Largest spread", "Smallest margin", "Actual size", "Over the SD’s uncertainty",
        "cheapest that reaches the target", "stated: Validation MV-0112",
    ):  # fmt: skip
        assert words_of in text, words_of


@pytest.mark.parametrize("role", READERS, ids=lambda role: role.name)
def test_readers_see_a_plan_and_only_planners_are_offered_a_change(client_as, planning, role):
    planning.save()
    response = client_as(role).get(address(planning))
    assert response.status_code == 200
    assert ("Change the assumptions" in response.text) is (role in (Role.CMC, Role.STATISTICIAN))


def test_a_supplier_user_opens_no_plan(client_as, planning):
    plan = planning.save()
    client = client_as(Role.SUPPLIER)
    for path in (address(planning), f"/plans/{plan.id}", address(planning, "plan/edit")):
        assert client.get(path).status_code == 403


def test_a_manager_cannot_save_a_plan(client_as, planning):
    response = client_as(Role.MANAGER).post(address(planning, "plan/edit"), data=typed(planning))
    assert response.status_code == 403
    with planning.database.read() as session:
        assert latest_plan(session, planning.line.switch) is None


def test_the_first_form_offers_the_pre_lots_and_never_a_true_shift(client_as, planning):
    planning.measure("vg-titre")
    text = client_as(Role.STATISTICIAN).get(address(planning, "plan/edit")).text
    number = planning.attributes["vg-titre"]
    assert re.search(rf'name="{number}-sd"[^>]* value="7\.\d+"', text)
    assert "4 verified pre lots (A-1, A-2, A-3 and A-4), 3 degrees of freedom" in words(text)
    for each in planning.attributes.values():
        assert not re.search(rf'name="{each}-shift"[^>]* value="[^"]', text)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vg_titre__shift": ""}, "vg-titre-shift"),
        ({"vg_titre__shift": "3"}, "vg-titre-shift"),
        ({"potency__sd": "a lot"}, "potency-sd"),
        ({"potency__note": ""}, "potency-note"),
        ({"target_each": "80 %"}, "target_each"),
        ({"currency": "US"}, "currency"),
        ({"correlation": ""}, "correlation"),
        ({"n_post": "many"}, "n_post"),
    ],
    ids=str,
)
def test_a_refused_plan_keeps_what_was_typed_and_says_why_beside_the_field(
    client_as, planning, changes, field
):
    client = client_as(Role.CMC)
    response = client.post(
        address(planning, "plan/edit"), data=typed(planning, comment="Kept text.", **changes)
    )
    code, _, column = field.rpartition("-")
    name = f"{planning.attributes[code]}-{column}" if code else field
    assert response.status_code == 422
    assert f'id="{name}-error"' in response.text
    assert "Kept text." in response.text and 'value="500000"' in response.text


def test_everything_that_is_missing_is_named_at_once(client_as, planning):
    planning.save()
    client = client_as(Role.CMC)
    data = typed(planning, after="1", vg_titre__shift="", potency__sd="", currency="")
    text = client.post(address(planning, "plan/edit"), data=data).text
    names = [f"{planning.attributes['vg-titre']}-shift", f"{planning.attributes['potency']}-sd", "currency"]
    for name in (*names, "reason"):
        assert f'id="{name}-error"' in text, name


def test_a_later_version_needs_a_reason_and_the_earlier_one_can_still_be_read(client_as, planning):
    first = planning.save()
    client = client_as(Role.STATISTICIAN)
    data = typed(planning, after="1", n_post="6")
    refused = client.post(address(planning, "plan/edit"), data=data)
    assert refused.status_code == 422 and 'id="reason-error"' in refused.text
    saved = client.post(
        address(planning, "plan/edit"), data=data | {"reason": "Six can be made."}, follow_redirects=True
    )
    assert "Version 2 of the plan is saved." in saved.text and "Six can be made." in saved.text
    earlier = client.get(f"/plans/{first.id}")
    assert "A later version of the plan exists." in words(earlier.text)


def test_the_second_of_two_planners_sees_what_was_saved_meanwhile(client_as, planning):
    planning.save(n_post=6)
    client = client_as(Role.CMC)
    response = client.post(address(planning, "plan/edit"), data=typed(planning))
    assert response.status_code == 409
    assert "Somebody else saved a plan" in response.text
    assert "Saved meanwhile by somebody else" in response.text
    again = client.post(
        address(planning, "plan/edit"), data=typed(planning, after="1", reason="Four after all.")
    )
    assert again.status_code == 302
    with planning.database.read() as session:
        assert [line.plan.number for line in plans_of(session, planning.line.switch)] == [2, 1]


def test_other_criteria_than_the_planned_ones_are_said(client_as, planning):
    planning.save()
    client = client_as(Role.INSPECTOR)
    assert "The criteria have changed" not in client.get(address(planning)).text
    planning.state("potency", justified(margin_low="0.60", margin_high="1.7"))
    assert "The criteria have changed since this plan was saved" in client.get(address(planning)).text


def test_one_click_fills_the_protocol_and_the_person_edits(client_as, planning):
    plan = planning.save(n_post=6)
    client = client_as(Role.STATISTICIAN)
    with planning.database.read() as session:
        draft = draft_protocol(session, planning.line.switch)
    link = f"/protocols/{draft.id}/edit?plan={plan.id}"
    assert f'href="{link}"' in client.get(address(planning)).text
    form = client.get(link).text
    assert plan.justification in unescape(form)
    assert re.search(r'name="planned_post"[^>]* value="6"', form)
    assert "Filled from version 1 of the plan." in form
    with planning.database.read() as session:
        assert draft_protocol(session, planning.line.switch).planned_post == 4


def test_a_plan_of_another_switch_fills_nothing(client_as, planning, sqlite_database):
    plan = planning.save()
    team = planning.line.staff.team
    with sqlite_database.write(actor=team.cmc, now=NOW) as session:
        before, after = a_supplier(session, "CDMO C"), a_supplier(session, "CDMO D")
        other = create_switch(
            session,
            planning.line.product,
            switch_entry(code="SW-02"),
            arms=arms(before, after),
            actor=team.cmc,
        )
    with sqlite_database.write(actor=team.statistician, now=NOW) as session:
        draft = create_protocol(session, other.id, protocol_entry(), actor=team.statistician)
    client = client_as(Role.STATISTICIAN)
    form = client.get(f"/protocols/{draft.id}/edit?plan={plan.id}").text
    assert protocol_entry().lots_justification in unescape(form)
    assert plan.justification not in unescape(form)
    assert client.get(f"/protocols/{draft.id}/edit?plan={plan.id + 99}").status_code == 404


def test_without_a_protocol_the_page_leads_to_its_draft(client_as, sqlite_database):
    stage = set_up(client_as, sqlite_database)
    client = client_as(Role.STATISTICIAN)
    for page in ("plan", "plan/edit"):
        text = client.get(f"/switches/{stage.switch}/{page}").text
        assert "Draft the protocol first" in text
        assert f'href="/switches/{stage.switch}/protocol/new"' in text


def test_without_a_margin_the_page_leads_to_the_criteria(client_as, sqlite_database):
    stage = set_up(client_as, sqlite_database)
    protocol = stage.draft()
    text = client_as(Role.STATISTICIAN).get(f"/switches/{stage.switch}/plan").text
    assert "State the margins first" in text
    assert f'href="/protocols/{protocol.id}/criteria"' in text


def test_readiness_and_portfolio_say_when_and_at_what_cost(client_as, planning):
    client = client_as(Role.MANAGER)
    before = words(client.get(address(planning, "readiness")).text)
    assert "1 planned post lot is still to make; no plan says what a lot costs" in before
    planning.save(n_post=6)
    text = words(client.get(address(planning, "readiness")).text)
    assert "3 planned post lots are still to make: 1,500,000 USD, 4.5 months." in text
    portfolio = words(client.get("/portfolio").text)
    assert "3 lots , 4.5 months, 1,500,000 USD" in portfolio
