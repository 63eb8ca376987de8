import re
from hashlib import sha256

import pytest

from comparability.model.vocabulary import ProtocolStatus, Role
from comparability.storage.protocols import Protocol, criteria_of, draft_protocol, frozen_protocol
from tests.usecases.presence import PASSWORD
from tests.usecases.register import trail
from tests.usecases.sites import a_line_of_sites
from tests.usecases.switching import criterion
from tests.web.assessing import signed_in
from tests.web.switching import set_up

RULE = {
    "mode": "prospective",
    "alpha": "0.05",
    "difference_level": "0.95",
    "planned_pre": "6",
    "planned_post": "4",
    "lots_justification": "Six on hand, four to come.",
    "minimum_lots": "3",
    "eligible_uses": ["pivotal"],
    "eligible_statuses": ["released"],
    "eligible_occasions": ["release"],
    "failed_lots": "Listed, not compared.",
}


@pytest.fixture
def stage(client_as, sqlite_database):
    return set_up(client_as, sqlite_database)


def row_of(stage, protocol, code="vg-titre"):
    with stage.database.read() as session:
        return criterion(session, protocol, code).row


def table(stage, protocol):
    """What a browser would send back for a table in which nothing was touched."""
    data = {}
    with stage.database.read() as session:
        for line in criteria_of(session, protocol.id):
            row = line.row
            data |= {f"{row.id}-version": str(row.version), f"{row.id}-kind": row.kind.value}
            if row.contrast:
                data[f"{row.id}-contrast"] = row.contrast.value
    return data


def margin(row, **changes):
    cells = {
        "low": "0.50", "high": "2.0", "justification": "dose", "justification_text": "Given by volume.",
        "source": "CSR-7, table 14.2",
    }  # fmt: skip
    return {f"{row.id}-{name}": text for name, text in {**cells, **changes}.items()}


def test_a_drafted_protocol_leads_to_its_criteria_which_say_what_is_missing(client_as, stage):
    response = client_as(Role.STATISTICIAN).post(
        f"/switches/{stage.switch}/protocol/new", data=RULE, follow_redirects=True
    )
    assert response.request.path.endswith("/criteria")
    assert "margin, class of justification, justification and source missing" in response.text


@pytest.mark.parametrize("typed", ["0,05", "5 %", "nan", "０.05", "1e400"])
def test_a_level_that_is_no_plain_number_is_refused_with_what_was_typed(client_as, stage, typed):
    response = client_as(Role.STATISTICIAN).post(
        f"/switches/{stage.switch}/protocol/new", data=RULE | {"alpha": typed}
    )
    assert (response.status_code, typed in response.text, 'id="alpha-error"' in response.text) == (
        422, True, True,
    )  # fmt: skip


def test_many_criteria_are_saved_at_once_as_typed(client_as, stage):
    protocol = stage.draft()
    row = row_of(stage, protocol)
    data = table(stage, protocol) | margin(row)
    response = client_as(Role.STATISTICIAN).post(f"/protocols/{protocol.id}/criteria", data=data)
    assert response.status_code == 302
    saved = row_of(stage, protocol)
    assert (saved.margin_low, saved.margin_high, saved.source) == ("0.50", "2.0", "CSR-7, table 14.2")


@pytest.mark.parametrize(
    ("changes", "cell"),
    [({"source": ""}, "source"), ({"low": "1,5"}, "low"), ({"low": "3"}, "low"),
     ({"justification": "history of lots"}, "impact_rationale")],
    ids=["no source", "comma", "swapped", "history alone"],
)  # fmt: skip
def test_a_margin_that_breaks_a_rule_is_refused_in_its_cell(client_as, stage, changes, cell):
    protocol = stage.draft()
    row = row_of(stage, protocol)
    data = table(stage, protocol) | margin(row, **changes)
    response = client_as(Role.STATISTICIAN).post(f"/protocols/{protocol.id}/criteria", data=data)
    assert response.status_code == 422
    assert f'id="{row.id}-{cell}-error"' in response.text
    assert "Given by volume." in response.text


@pytest.mark.requirement("DI-02")
def test_a_saved_table_in_which_nothing_changed_changes_nothing(client_as, stage):
    protocol = stage.complete_draft()
    before = row_of(stage, protocol).version
    data = table(stage, protocol)
    row = row_of(stage, protocol)
    data |= margin(row, low=row.margin_low, high=row.margin_high, justification_text=row.justification_text,
                   source=row.source)  # fmt: skip
    client_as(Role.STATISTICIAN).post(f"/protocols/{protocol.id}/criteria", data=data)
    assert row_of(stage, protocol).version == before


def test_one_criterion_is_written_with_everything(client_as, stage):
    protocol = stage.draft()
    row = row_of(stage, protocol)
    data = {
        "version": "1", "tier": "A", "kind": "non-inferiority", "contrast": "ratio of geometric means",
        "margin_low": "0.67", "justification": "clinical relevance", "justification_text": "Half is enough.",
        "source": "Study 2",
    }  # fmt: skip
    response = client_as(Role.STATISTICIAN).post(f"/criteria/{row.id}", data=data)
    assert response.status_code == 302
    assert row_of(stage, protocol).margin_low == "0.67"


def sign(client, protocol, **changes):
    page = client.get(f"/protocols/{protocol.id}/freeze").text
    shown = re.search(r'name="content_hash"[^>]*value="([0-9a-f]{64})"', page)
    data = {
        "content_hash": shown.group(1) if shown else "0" * 64,
        "meaning": "approved",
        "declaration": "None.",
        "user_name": client.actor.user_name,
        "password": PASSWORD,
    }
    return client.post(f"/protocols/{protocol.id}/freeze", data=data | changes)


def test_qa_freezes_by_user_name_and_password(client_as, stage):
    protocol = stage.complete_draft()
    assert sign(client_as(Role.QA), protocol).status_code == 302
    text = client_as(Role.INSPECTOR).get(f"/protocols/{protocol.id}").text
    assert "frozen" in text
    assert "no longer valid" not in text
    with stage.database.read() as session:
        assert frozen_protocol(session, stage.switch).post_data_seen == "None."


@pytest.mark.requirement("ES-01", "ES-06")
def test_a_wrong_password_freezes_nothing(client_as, stage):
    protocol = stage.complete_draft()
    response = sign(client_as(Role.QA), protocol, password="another harbour 12345")
    assert response.status_code == 422
    with stage.database.read() as session:
        assert draft_protocol(session, stage.switch).status is ProtocolStatus.DRAFT


@pytest.mark.requirement("ES-04")
def test_what_was_not_shown_is_not_signed_and_the_page_shows_it_anew(client_as, stage):
    protocol = stage.complete_draft()
    response = sign(client_as(Role.QA), protocol, content_hash="a" * 64)
    assert response.status_code == 409
    assert 'value="' + "a" * 64 not in response.text


def test_an_incomplete_protocol_offers_no_signature_but_the_reasons(client_as, stage):
    protocol = stage.draft()
    text = client_as(Role.QA).get(f"/protocols/{protocol.id}/freeze").text
    assert "cannot be frozen yet" in text
    assert "Sign and freeze" not in text


@pytest.mark.requirement("ES-07")
def test_an_author_who_is_qa_too_is_told_that_another_person_approves(client_as, add_person, stage):
    client = client_as(actor=add_person(Role.QA, Role.STATISTICIAN, user_name="both"))
    response = client.post(f"/switches/{stage.switch}/protocol/new", data=RULE)
    number = int(response.headers["Location"].split("/")[-2])
    assert "You wrote part of this protocol" in client.get(f"/protocols/{number}/freeze").text


def test_an_amendment_shows_what_differs_from_the_version_before(client_as, stage):
    protocol = stage.complete_draft()
    sign(client_as(Role.QA), protocol)
    client = client_as(Role.STATISTICIAN)
    client.post(f"/protocols/{protocol.id}/amend", data={"reason": "Margin narrowed after review."})
    with stage.database.read() as session:
        draft = draft_protocol(session, stage.switch)
        row = criterion(session, draft, "vg-titre").row
    data = table(stage, draft) | margin(
        row, low="0.67", high=row.margin_high, justification_text=row.justification_text, source=row.source
    )
    client.post(f"/protocols/{draft.id}/criteria", data=data | {"reason": "As the authority asked."})
    text = client.get(f"/protocols/{draft.id}").text
    assert "Margin narrowed after review." in text
    assert re.search(r"<td>0\.50</td>\s*<td class=\"changed-value\">0\.67</td>", text)


def test_the_canonical_content_hashes_to_what_was_signed(client_as, stage):

    protocol = stage.complete_draft()
    sign(client_as(Role.QA), protocol)
    body = client_as(Role.INSPECTOR).get(f"/protocols/{protocol.id}/content.json").data
    with stage.database.read() as session:
        assert sha256(body).hexdigest() == frozen_protocol(session, stage.switch).content_hash


def test_nobody_but_qa_opens_the_freezing_page(client_as, stage):
    protocol = stage.complete_draft()
    assert client_as(Role.STATISTICIAN).get(f"/protocols/{protocol.id}/freeze").status_code == 403


def test_a_frozen_table_of_criteria_leads_to_the_version_as_signed_and_takes_no_change(client_as, stage):
    protocol = stage.complete_draft()
    row = row_of(stage, protocol)
    data = table(stage, protocol) | margin(row, low="0.9", high="1.1") | {"reason": "Narrower."}
    sign(client_as(Role.QA), protocol)
    client = client_as(Role.STATISTICIAN)
    page = f"/protocols/{protocol.id}/criteria"
    assert client.get(page).headers["Location"].endswith(f"/protocols/{protocol.id}#criteria")
    response = client.post(page, data=data)
    assert (response.status_code, "Amend it with a reason" in response.text) == (422, True)
    assert row_of(stage, protocol).margin_low == "0.50"


def a_draft_of_sites(client_as, add_person, database, **protocol):
    line = a_line_of_sites(database, is_frozen=False, staff=signed_in(client_as, add_person), **protocol)
    with database.read() as session:
        return draft_protocol(session, line.switch).id


def test_several_arms_are_asked_about_only_where_there_are_several(client_as, stage):
    page = client_as(Role.STATISTICIAN).get(f"/switches/{stage.switch}/protocol/new").text
    assert "Which arms are compared" not in page


def test_a_switch_of_three_arms_asks_which_are_compared_and_what_is_claimed(
    client_as, add_person, sqlite_database
):
    protocol = a_draft_of_sites(client_as, add_person, sqlite_database)
    client = client_as(Role.STATISTICIAN)
    page = client.get(f"/protocols/{protocol}/edit").text
    assert "2 pairs with the pre arm, 3 pairs in all" in page
    refused = client.get(f"/protocols/{protocol}/freeze")
    assert refused.status_code == 403
    reasons = client_as(Role.QA).get(f"/protocols/{protocol}/freeze").text
    assert "does not say which are compared with which and what is claimed of them" in reasons
    with sqlite_database.read() as session:
        version = session.get_one(Protocol, protocol).version
    stated = {"arm_pairs": "each arm with the pre arm", "arm_claim": "the arms that pass"}
    saved = client.post(
        f"/protocols/{protocol}/edit",
        data=RULE | stated | {"version": str(version), "reason": "Both sites, each by itself."},
    )
    assert saved.status_code == 302, saved.text
    shown = client.get(f"/protocols/{protocol}").text
    assert "alpha divided by the number of pairs" in shown
    assert "does not say which" not in client_as(Role.QA).get(f"/protocols/{protocol}/freeze").text


READERS = (Role.REGULATORY, Role.QA, Role.STATISTICIAN, Role.CMC, Role.MANAGER, Role.INSPECTOR)


def test_everybody_who_reads_the_records_is_offered_the_document(client_as, stage):
    page = f"/protocols/{stage.complete_draft().id}"
    offered = {role for role in Role if f'action="{page}/document"' in client_as(role).get(page).text}
    assert offered >= set(READERS)
    assert not offered & {Role.SUPPLIER, Role.ADMINISTRATOR}


def test_the_document_is_taken_away_as_a_pdf_and_put_on_record(client_as, stage):
    page = f"/protocols/{stage.complete_draft().id}"
    response = client_as(Role.INSPECTOR).post(f"{page}/document", data={"authority": "HSA"})
    assert response.mimetype == "application/pdf" and response.data.startswith(b"%PDF")
    name = "prt-sw-01-v1-hsa-en-draft.pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    with stage.database.read() as session:
        ((_, _, _, said, _),) = trail(session, "protocol-document")
    assert said == f"draft: {name}, SHA-256 {sha256(response.data).hexdigest()}"


def test_without_an_authority_the_page_says_what_is_missing_and_nothing_is_made(client_as, stage):
    page = f"/protocols/{stage.complete_draft().id}"
    response = client_as(Role.QA).post(f"{page}/document", data={"authority": "XYZ"})
    assert (response.status_code, 'id="authority-error"' in response.text) == (422, True)


def test_a_supplier_takes_no_protocol_away(client_as, stage):
    page = f"/protocols/{stage.complete_draft().id}"
    assert client_as(Role.SUPPLIER).post(f"{page}/document", data={"authority": "HSA"}).status_code == 403
