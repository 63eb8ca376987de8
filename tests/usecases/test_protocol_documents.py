"""The document of a protocol: as it stood at the freeze, whoever asks and whatever came later."""

import re
import shutil
from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy import select

from comparability.model.authorities import authorities
from comparability.model.errors import Invalid, NotAllowed
from comparability.model.people import GRANTS, Actor, Permission
from comparability.model.vocabulary import (
    ArmClaim,
    ArmPairs,
    ProtocolStatus,
    ReportableRule,
    Role,
    ValidationStatus,
)
from comparability.storage.attributes import attribute_by_code
from comparability.storage.engine import make_engine
from comparability.storage.people import Person
from comparability.storage.products import Product
from comparability.storage.protocol_records import protocol_record
from comparability.storage.protocols import frozen_protocol, protocols_of
from comparability.storage.sessions import Database, state_reason
from comparability.storage.suppliers import Supplier
from comparability.storage.switches import Risk, Switch, differences_of
from comparability.usecases.contents.protocol_document import document
from comparability.usecases.criteria import CriterionChange, save_criteria
from comparability.usecases.methods import MethodEntry, MethodVersionEntry, create_method
from comparability.usecases.protocol_documents import protocol_file, record_export
from comparability.usecases.protocols import amend_protocol
from comparability.usecases.switches import DifferenceEntry, add_difference
from reports.wording import LANGUAGES, Words
from tests.reports.reading import ReadPdf
from tests.usecases.assessing import AFTER, BEFORE, FROZEN_AT, LATER, a_line, freeze
from tests.usecases.register import trail
from tests.usecases.sites import a_line_of_sites
from tests.usecases.switching import criterion, justified

LATE = MethodVersionEntry(
    label="9.9", reportable_rule=ReportableRule.SINGLE, validation_status=ValidationStatus.VALIDATED
)
AFTER_THE_FREEZE = FROZEN_AT + timedelta(days=1)


@pytest.fixture
def line(sqlite_database):
    return a_line(sqlite_database)


@pytest.fixture(scope="module")
def printed(tmp_path_factory, sqlite_template):
    """The document of a frozen version, made once for all tests that read its pages."""
    file = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("protocol") / "lots.sqlite3")
    return ReadPdf(made(a_line(Database(make_engine(f"sqlite:///{file}")))).data)


def version_of(line, number=1):
    with line.database.read() as session:
        return next(each for each in protocols_of(session, line.switch) if each.number == number)


def made(line, number=1, **asked):
    """The file of a version, by default for HSA, taken by regulatory affairs."""
    with line.database.read() as session:
        wanted = {"authority": "HSA", "actor": line.staff.regulatory} | asked
        return protocol_file(session, version_of(line, number).id, **wanted)


def content_of(line, number=1, language="en"):
    with line.database.read() as session:
        record = protocol_record(session, version_of(line, number))
        words = Words(language)
        return document(record, authority=authorities()["HSA"], words=words, document_id="PRT-SW-01")


def rewrite_everything(line):
    """What may be edited after a freeze: names, descriptions, risks, methods, and all the results."""
    cmc = line.staff.team.cmc
    with line.writing(cmc, AFTER_THE_FREEZE) as session:
        state_reason(session, "Edited after the freeze.")
        switch = session.get_one(Switch, line.switch)
        switch.description, switch.title = "Another description.", "Another title"
        session.get_one(Product, line.product).name = "Another product"
        for supplier in session.scalars(select(Supplier)):
            supplier.name += ", renamed"
        for person in session.scalars(select(Person)):
            person.full_name += ", renamed"
        attribute_by_code(session, line.product, "vg-titre").name = "Another attribute"
        difference = differences_of(session, line.switch)[0]
        difference.after, difference.is_resolved = "Another plant", False
        for risk in session.scalars(select(Risk).where(Risk.switch_id == line.switch)):
            risk.severity, risk.rationale = 1, "Another rationale."
        session.flush()
        late = DifferenceEntry(aspect="A late row", before="a", after="b", impact="none", is_resolved=True)
        add_difference(session, line.switch, late, actor=cmc)
        titre = attribute_by_code(session, line.product, "vg-titre")
        create_method(session, titre.id, MethodEntry(name="A late method"), first=LATE, actor=cmc)
    line.measure(BEFORE | AFTER)


def amend(line, *, reason="The margin was too wide."):
    """A second version with a narrower margin, frozen."""
    who = line.staff.team.statistician
    with line.writing(who) as session:
        old = frozen_protocol(session, line.switch)
        draft = amend_protocol(session, old.id, reason=reason, actor=who, now=LATER)
        row = criterion(session, draft, "vg-titre").row
        entry = justified(margin_low="0.67", margin_high="1.50")
        change = CriterionChange(criterion_id=row.id, version=row.version, entry=entry)
        save_criteria(session, draft.id, (change,), reason="Narrowed.", actor=who)
    freeze(line, draft.id, LATER)


@pytest.mark.requirement("ES-03")
def test_a_frozen_version_says_the_same_whatever_is_edited_later(database):
    line = a_line(database)
    first = content_of(line)
    rewrite_everything(line)
    assert content_of(line) == first


def test_the_same_version_gives_the_same_bytes_and_holds_no_result(line):
    before = made(line)
    rewrite_everything(line)
    after = made(line)
    assert (after.name, after.data) == ("prt-sw-01-v1-hsa-en.pdf", before.data)
    printed = ReadPdf(after.data)
    assert not any(printed.holds(text) for text in (*AFTER.values(), *BEFORE.values(), "B-1"))


def test_the_first_page_names_the_protocol_its_hash_its_freeze_and_who_signed(printed):
    (digest,) = set(re.findall(r"[0-9a-f]{64}", printed.pages[0]))
    for text in ("PRT-SW-01, version 1", digest, "2026-11-23 08:14:22 UTC", "Lim Ana", "approved"):
        assert 1 in printed.pages_with(text), text


def test_criterion_margin_alpha_justification_and_source_are_printed(printed):
    for text in (
        "The 90\u00a0% interval of the ratio of geometric means lies strictly inside 0.50 to 2.0.",
        "The dose is given by volume; a factor of two was studied.",
        "Clinical study report CSR-7, table 14.2",
        "Six lots are on hand and four can be made before the filing.",
        "A failed batch is listed with its cause and is not compared.",
        "Outliers: none is left out on statistics alone.",
        "This is the first version: nothing was amended.",
    ):
        assert printed.holds(text), text


def test_a_draft_is_marked_on_every_page_and_signed_by_nobody(sqlite_database):
    file = made(a_line(sqlite_database, is_frozen=False))
    printed = ReadPdf(file.data)
    assert printed.pages_with("DRAFT") == set(range(1, len(printed.pages) + 1))
    assert printed.holds("Nobody has signed this version.") and printed.holds("not yet")
    assert file.name.endswith("-draft.pdf")


def test_a_frozen_one_is_not_marked_as_a_draft(printed):
    assert not printed.pages_with("DRAFT")


def test_an_open_criterion_of_a_draft_says_what_is_missing(sqlite_database):
    line = a_line(sqlite_database, is_frozen=False)
    with line.writing(line.staff.team.statistician) as session:
        state_reason(session, "Taken back.")
        criterion(session, version_of(line), "vg-titre").row.source = None
    (titre,) = (each for each in content_of(line).attributes if each.key == "vg-titre")
    assert titre.criterion.sentence.startswith("Open: ") and "source" in titre.criterion.sentence


@pytest.mark.requirement("ES-03")
def test_an_amended_version_says_what_changed_and_why_and_the_old_one_what_follows_it(line):
    amend(line)
    (amendment,) = content_of(line, 2).amendments
    assert (amendment.reference, amendment.reason) == ("version 1 → 2", "The margin was too wide.")
    assert [(each.field, each.before, each.after) for each in amendment.fields] == [
        ("margin low", "0.50", "0.67"),
        ("margin high", "2.0", "1.50"),
    ]
    old = content_of(line)
    assert (old.amendments, old.freezing.superseded_by) == ((), "PRT-SW-01, version 2")
    assert version_of(line).status is ProtocolStatus.SUPERSEDED


def test_superseding_leaves_the_content_of_the_old_version_as_it_was(line):
    first = content_of(line)
    amend(line)
    old = content_of(line)
    assert old.freezing != first.freezing
    assert {**vars_of(old), "freezing": None} == {**vars_of(first), "freezing": None}


def vars_of(value):
    return {field.name: getattr(value, field.name) for field in fields(value)}


def test_of_several_arms_each_pair_has_to_pass(sqlite_database):
    line = a_line_of_sites(sqlite_database, arm_pairs=ArmPairs.EACH_WITH_PRE, arm_claim=ArmClaim.ALL)
    titre = next(each for each in content_of(line).attributes if each.criterion.margin)
    assert "for every pair that is compared" in titre.criterion.sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fixed_text_of_it_stays_in_english(sqlite_database, language):
    line = a_line(sqlite_database)
    amend(line)
    assert content_of(line, 2, language).record.english == ()


@pytest.mark.parametrize("role", [role for role in Role if Permission.READ not in GRANTS[role]])
def test_who_may_not_read_the_records_takes_no_protocol_away(sqlite_database, role):
    stranger = Actor(id=1, user_name="s", full_name="S", roles=frozenset({role}))
    with pytest.raises(NotAllowed):
        made(a_line(sqlite_database), actor=stranger)


@pytest.mark.parametrize(
    ("asked", "field"), [({"authority": "XYZ"}, "authority"), ({"language": "tlh"}, "language")]
)
def test_an_unknown_authority_or_language_is_refused(sqlite_database, asked, field):
    with pytest.raises(Invalid) as refused:
        made(a_line(sqlite_database), **asked)
    assert refused.value.field == field


def test_who_took_which_document_away_is_on_the_chain(sqlite_database):
    line = a_line(sqlite_database)
    file = made(line)
    with line.writing(line.staff.regulatory) as session:
        record_export(session, version_of(line).id, file, actor=line.staff.regulatory)
    with line.database.read() as session:
        ((_, _, _, said, _),) = trail(session, "protocol-document")
    assert said.startswith(f"frozen: {file.name}, SHA-256 ")
