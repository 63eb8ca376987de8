"""Readiness of one switch and of all, and the conclusion that a person signs."""

import re
from html import unescape

import pytest

from comparability.model.vocabulary import Role
from comparability.storage.dossiers import decision_on
from comparability.storage.switches import ArmSource, arms_of, sources_of
from comparability.usecases.switches import DifferenceEntry, add_difference
from tests.usecases.assessing import AFTER, BEFORE, FAR_AWAY
from tests.usecases.presence import PASSWORD
from tests.web.assessing import set_up, signature


@pytest.fixture
def line(client_as, add_person, sqlite_database):
    return set_up(client_as, add_person, sqlite_database)


def readiness(client, line):
    return client.get(f"/switches/{line.switch}/readiness").text


def decision_form(actor, assessment, **changes):
    return signature(
        actor,
        PASSWORD,
        content_hash=assessment.content_hash,
        meaning="approved",
        conclusion="highly similar",
        justification="Every attribute lies inside its margin.",
        residual_uncertainty="Old and new lots were tested in different runs.",
        **changes,
    )


def test_before_the_assessment_the_page_says_what_is_missing_and_where_it_is_done(client_as, line):
    line.record("A-1", "1.00E13")
    text = readiness(client_as(Role.CMC), line)
    assert re.search(r"</svg>collecting</span>", text)
    assert "1 result is not verified." in text
    assert "Lot B-1 has no result of Vector-genome titre." in text
    assert f'href="/switches/{line.switch}/assessments"' in text


def test_an_open_difference_leads_to_the_table(client_as, line):
    cmc = line.staff.team.cmc
    with line.writing(cmc) as session:
        add_difference(session, line.switch, DifferenceEntry(aspect="Resin lot"), actor=cmc)
    text = readiness(client_as(Role.CMC), line)
    assert "1 difference of the side-by-side table is not resolved." in text
    assert f'<a href="/switches/{line.switch}/differences">Open the table</a>' in text


def test_exceptions_stand_before_what_is_settled(client_as, line):
    line.measure(BEFORE | FAR_AWAY)
    line.run()
    text = readiness(client_as(Role.MANAGER), line)
    assert text.index("</svg>different</span>") < text.index("</svg>never blocks</span>")
    assert re.search(r"</svg>blocked</span>", text)


def test_a_verdict_leads_to_its_cell_and_its_audit_entries_in_four_clicks(client_as, line):
    """Readiness row, attribute with plot and lots, result with its history, entries of the trail."""
    line.assessed()
    client = client_as(Role.INSPECTOR)
    row = re.search(r'href="(/assessments/\d+/attributes/\d+)">Vector-genome titre', readiness(client, line))
    attribute = client.get(row[1]).text
    assert "Lots by arm" in attribute
    result = re.search(rf'href="(/results/\d+[^"]*)"[^>]*>{re.escape(AFTER["B-1"])}</a>', attribute)
    history = client.get(result[1])
    assert history.status_code == 200
    trail = re.search(r'href="(/audit/\?[^"]*)"', history.text)
    entries = client.get(trail[1].replace("&amp;", "&"))
    assert entries.status_code == 200
    assert AFTER["B-1"] in entries.text


def test_the_proposal_is_called_a_proposal(client_as, line):
    line.assessed()
    text = readiness(client_as(Role.MANAGER), line)
    assert "proposal of the tool" in text
    assert "“highly similar”" in text
    assert "Nobody has concluded yet." in text


def test_a_manager_concludes_by_signature_and_the_page_shows_it(client_as, line):
    assessment = line.assessed()
    line.review(assessment)
    client = client_as(Role.MANAGER)
    page = f"/assessments/{assessment.id}/decide"
    assert client.get(page).status_code == 200
    text = client.post(page, data=decision_form(client.actor, assessment), follow_redirects=True).text
    assert "Concluded: highly similar." in text
    assert "Every attribute lies inside its margin." in text
    assert "Manager Example" in text
    assert re.search(r"</svg>decided</span>", text)


def test_nobody_is_asked_to_sign_what_cannot_be_concluded(client_as, line):
    assessment = line.assessed()
    text = client_as(Role.MANAGER).get(f"/assessments/{assessment.id}/decide").text
    assert "has not been reviewed" in text
    assert 'name="password"' not in text


def test_each_unmet_attribute_asks_for_its_text_and_nothing_typed_is_lost(client_as, line):
    line.measure(BEFORE | FAR_AWAY)
    assessment = line.run()
    line.review(assessment)
    client, page = client_as(Role.MANAGER), f"/assessments/{assessment.id}/decide"
    name = f"unmet-{line.line(assessment).attribute.id}"
    assert f'name="{name}"' in client.get(page).text
    response = client.post(page, data=decision_form(client.actor, assessment))
    assert response.status_code == 422
    assert f'id="{name}-error"' in response.text
    assert "Old and new lots were tested in different runs." in response.text


def test_highly_similar_is_refused_beside_its_field_while_tier_a_is_unmet(client_as, line):
    line.measure(BEFORE | FAR_AWAY)
    assessment = line.run()
    line.review(assessment)
    client = client_as(Role.MANAGER)
    name = f"unmet-{line.line(assessment).attribute.id}"
    form = decision_form(client.actor, assessment, **{name: "Two further lots follow."})
    response = client.post(f"/assessments/{assessment.id}/decide", data=form)
    assert response.status_code == 422
    assert 'id="conclusion-error"' in response.text
    with line.database.read() as session:
        assert decision_on(session, assessment.id) is None


def test_a_change_after_the_conclusion_is_said_beside_it(client_as, line):
    line.concluded()
    line.correct(1, "1.01E13")
    text = readiness(client_as(Role.MANAGER), line)
    assert "The data changed after this conclusion." in text
    assert re.search(r"</svg>blocked</span>", text)


def test_the_portfolio_shows_each_switch_with_its_state_and_what_blocks_first(client_as, line):
    line.measure(BEFORE | FAR_AWAY)
    reason = line.item(line.run()).reason
    text = client_as(Role.MANAGER).get("/portfolio").text
    assert f'href="/switches/{line.switch}/readiness"' in text
    assert re.search(r"</svg>blocked</span>", text)
    assert f"Vector-genome titre: {reason}" in unescape(text)


def test_the_portfolio_and_a_supplier_say_who_can_replace_whom(client_as, line):
    line.concluded()
    client = client_as(Role.MANAGER)
    text = client.get("/portfolio").text
    assert text.count("</svg>proven</span>") == 2
    supplier = re.search(r'href="(/suppliers/\d+)">([^<]+)<', text)
    other = re.search(rf"{supplier[2]}</a></th>.*?<td>([^<]+)</td>", text, re.DOTALL)
    assert other[1] in client.get(supplier[1]).text


def test_an_empty_portfolio_says_the_next_step(client_as):
    assert "Describe the first one" in client_as(Role.CMC).get("/portfolio").text


def test_the_portfolio_stays_readable_when_a_lot_has_two_arms(client_as, line):
    """One switch that is not in order must not hide the others."""
    with line.writing(line.staff.team.cmc) as session:
        pre, post = arms_of(session, line.switch)
        source = next(each for each in sources_of(session, line.switch) if each.arm_id == pre.id)
        # Past the use-case, which refuses it: a new lot can bring the same about.
        session.add(ArmSource(arm_id=post.id, supplier_id=source.supplier_id))
    response = client_as(Role.MANAGER).get("/portfolio")
    assert response.status_code == 200
    assert "belongs to the arms" in response.text
