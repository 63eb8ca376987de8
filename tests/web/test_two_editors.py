"""Every form of an edit: saved untouched it changes nothing, and of two editors neither loses a word."""

import html
import re
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from comparability.model.vocabulary import Role
from comparability.storage.audit import AuditEntry
from comparability.storage.criteria import criteria_of
from comparability.storage.switches import differences_of
from tests.conftest import CHECKOUT
from tests.usecases.publishing import a_line_of_papers
from tests.web.assessing import signed_in
from tests.web.register import fill
from tests.web.sent_forms import form_of
from tests.web.switching import set_up
from tests.web.test_published_summaries import PAPER

FORMS = CHECKOUT / "comparability" / "web" / "forms"


@dataclass(frozen=True, slots=True)
class Editable:
    """field: a text of the form that two people change; `*` stands for the number of a row."""

    form: str
    role: Role
    page: str
    field: str = "notes"
    mine: str = "Mine, kept."
    theirs: str = "Theirs, saved first."


CASES = {
    "supplier": Editable("EditSupplierForm", Role.CMC, "/suppliers/{supplier}/edit"),
    "site": Editable("EditSiteForm", Role.CMC, "/sites/{site}/edit", "name"),
    "laboratory": Editable("EditLaboratoryForm", Role.CMC, "/laboratories/{laboratory}/edit", "name"),
    "material": Editable("EditMaterialForm", Role.CMC, "/materials/{material}/edit", "name"),
    "product": Editable("EditProductForm", Role.CMC, "/products/{product}/edit", "name"),
    "attribute": Editable("EditAttributeForm", Role.CMC, "/attributes/{attribute}/edit", "name"),
    "method": Editable("EditMethodForm", Role.CMC, "/methods/{method}/edit", "name"),
    "method version": Editable(
        "EditVersionForm", Role.CMC, "/method-versions/{method_version}/edit", "lod", "2.10E9", "2.20E9"
    ),
    "lot": Editable("EditLotForm", Role.QC, "/lots/{lot}/edit"),
    "retain": Editable("EditRetainForm", Role.QC, "/retains/{retain}/edit", "quantity", "5 mL", "4 mL"),
    "person": Editable("PersonEditForm", Role.ADMINISTRATOR, "/people/{person}/edit", "full_name"),
    "switch": Editable("EditSwitchForm", Role.CMC, "/switches/{switch}/edit", "title"),
    "protocol": Editable(
        "EditProtocolForm", Role.STATISTICIAN, "/protocols/{protocol}/edit", "lots_justification"
    ),
    "criterion": Editable("CriterionForm", Role.STATISTICIAN, "/criteria/{criterion}", "source"),
    "published figures": Editable(
        "EditFiguresForm", Role.CMC, "/published-figures/{summary}/edit", "source_page"
    ),
    "differences": Editable("DifferencesForm", Role.CMC, "/switches/{switch}/differences", "*-before"),
    "risks": Editable("RisksForm", Role.CMC, "/switches/{switch}/risks", "*-rationale"),
    "criteria": Editable("CriteriaForm", Role.STATISTICIAN, "/protocols/{protocol}/criteria", "*-source"),
}
# A save of these is a new version; `test_plans`, `test_narratives`, `test_text_blocks` speak of two editors.
ELSEWHERE = {"NarrativeForm", "PlanForm", "TextBlockForm"}


@pytest.fixture
def opened(request, client_as, add_person, sqlite_database):
    """The case, somebody who may edit, and the address of the page."""
    case = CASES[request.param]
    numbers = _world(case, client_as, add_person, sqlite_database)
    return case, client_as(case.role), case.page.format(**numbers)


def _world(case, client_as, add_person, database) -> dict[str, int]:
    if "{switch}" in case.page or "{protocol}" in case.page or "{criterion}" in case.page:
        stage = set_up(client_as, database)
        protocol = stage.complete_draft()
        with database.read() as session:
            lines = criteria_of(session, protocol.id)
            assert differences_of(session, stage.switch)
        return {"switch": stage.switch, "protocol": protocol.id, "criterion": lines[0].row.id}
    if "{summary}" in case.page:
        line = a_line_of_papers(database, staff=signed_in(client_as, add_person))
        return {"summary": _a_summary(client_as, line)}
    register = fill(database)
    if "{person}" in case.page:
        return {"person": add_person(Role.QC, user_name="edited").id}
    return {name: getattr(register, name) for name in register.__dataclass_fields__}


def _a_summary(client_as, line) -> int:
    page = f"/switches/{line.switch}/published-figures/new"
    text = client_as(Role.CMC).get(page).text
    arm = re.findall(r'name="arm_id".*?</select>', text, re.S)[0]
    attribute = re.search(r'<option value="(\d+)">[^<]*Vector-genome titre', text)[1]
    typed = {
        "arm_id": re.findall(r'value="(\d+)"', arm)[-1], "attribute_id": attribute,
        "kind": "comparison with the pre arm", "lots": "253", "lots_pre": "253", "centre": "1.234",
        "low": "1.03", "high": "1.48", "level": "0.95", "source_document": PAPER, "source_page": "abstract",
    }  # fmt: skip
    made = client_as(Role.CMC).post(page, data=typed)
    assert made.status_code == 302, said(made.text)
    return 1


def entries(database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(AuditEntry.seq)))


def field_of(case, form) -> str:
    """The name of the field that both change."""
    wanted = re.compile(re.escape(case.field).replace(r"\*", r"\d+"))
    return next(name for name in form if wanted.fullmatch(name))


def said(text) -> list[str]:
    """What a refused form says."""
    return re.findall(r'class="error"[^>]*>(?:<svg.*?</svg>)?(.*?)</p>', text, re.S)


def untouched(form) -> dict[str, list[str]]:
    return {name: values for name, values in form.items() if name not in ("form_token", "csrf_token")}


def test_every_form_of_an_edit_is_walked():
    """A new form is added to the cases, or the tests of both editors below do not know it."""
    source = "".join(file.read_text(encoding="utf-8") for file in FORMS.glob("*.py"))
    known = set(re.findall(r"^class (\w+)\([^)]*\b(?:EditForm|TableForm)\)", source, re.M)) - {"TableForm"}
    assert known == {case.form for case in CASES.values()} | ELSEWHERE


@pytest.mark.requirement("DI-02")
@pytest.mark.parametrize("opened", CASES, indirect=True)
def test_a_form_saved_untouched_changes_nothing_and_logs_nothing(opened, sqlite_database):
    _, client, page = opened
    form = form_of(client.get(page).text)
    before = entries(sqlite_database)
    done = client.post(page, data=form)
    assert done.status_code == 302, said(done.text)
    assert entries(sqlite_database) == before
    assert untouched(form_of(client.get(page).text)) == untouched(form)


@pytest.mark.requirement("CC-01")
@pytest.mark.parametrize("opened", CASES, indirect=True)
def test_the_second_of_two_editors_sees_both_versions_and_keeps_the_typing(opened, sqlite_database):
    case, client, page = opened
    first, second = (form_of(client.get(page).text) for _ in range(2))
    field = field_of(case, first)
    saved = client.post(page, data=first | {field: case.theirs, "reason": "Checked with the source."})
    assert saved.status_code == 302, said(saved.text)
    before = entries(sqlite_database)
    refused = client.post(page, data=second | {field: case.mine, "reason": "Read from the label."})
    assert refused.status_code == 409
    assert entries(sqlite_database) == before
    text = html.unescape(refused.text)
    assert "Somebody else saved this record after you opened it" in text
    assert re.search(rf"Saved meanwhile[^<]*<strong>{re.escape(case.theirs)}</strong>", text)
    again = form_of(refused.text)
    assert (again[field], again["reason"]) == ([case.mine], ["Read from the label."])
    assert client.post(page, data=again).status_code == 302
    assert form_of(client.get(page).text)[field] == [case.mine]
