"""Disposal needs an ended retention and two people, and leaves a signed tombstone that verifies."""

import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from comparability.model.errors import Invalid, NotAllowed, Refused
from comparability.model.people import Actor
from comparability.model.retention import retained_until
from comparability.model.vocabulary import PackageStatus, Role
from comparability.storage import rows
from comparability.storage.audit import AuditEntry
from comparability.storage.awaiting import awaiting
from comparability.storage.chain import verify_chain
from comparability.storage.engine import fingerprint, make_engine
from comparability.storage.packages import UNSIGNED, registered_files
from comparability.storage.products import Product
from comparability.storage.replay import History, _apply
from comparability.storage.sessions import Database, record_event, state_reason
from comparability.usecases import evidence_signing
from comparability.usecases.inspection import inspection_bundle, write_bundle
from comparability.usecases.packages import evidence_file, package_file
from comparability.usecases.record_texts import record_json
from tests.usecases.assessing import LATER, a_line
from tests.usecases.disposing import WHY, Keeper, a_superseded_package

pytestmark = pytest.mark.requirement("RC-02")

ERASE = "UPDATE package SET status = 'disposed of', content = '', version = version + 1 WHERE id = 1"
ATTACKS = (
    ERASE,
    "UPDATE package SET content = '{}' WHERE id = 1",
    "DELETE FROM package WHERE id = 1",
    "DELETE FROM disposal",
    "UPDATE disposal SET reason = 'Another.'",
)
INSPECTOR = Actor(id=1, user_name="insp", full_name="Inspector", roles=frozenset({Role.INSPECTOR}))


@pytest.fixture(scope="module")
def template(tmp_path_factory, sqlite_template) -> tuple[Path, Keeper]:
    """A database with a superseded package, made once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("superseded")
    file = Path(shutil.copyfile(sqlite_template, folder / "made.sqlite3"))
    made = a_superseded_package(a_line(Database(make_engine(f"sqlite:///{file}"))), folder / "packages")
    made.line.database.engine.dispose()
    return file, made


def copied(template: tuple[Path, Keeper], folder: Path) -> Keeper:
    file, made = template
    database = Database(make_engine(f"sqlite:///{shutil.copyfile(file, folder / 'copy.sqlite3')}"))
    store = Path(shutil.copytree(made.store, folder / "packages"))
    return replace(made, line=replace(made.line, database=database), store=store)


@pytest.fixture
def keeper(template, tmp_path):
    return copied(template, tmp_path)


@pytest.fixture(scope="module")
def disposed(template, tmp_path_factory):
    """Disposed of by two people; nobody changes anything after it."""
    made = copied(template, tmp_path_factory.mktemp("disposed"))
    made.approve(made.propose())
    return made


def attack(keeper, *statements: str) -> None:
    """Plain SQL with the application's own connection, as somebody who may write."""
    with keeper.line.writing(keeper.line.staff.regulatory) as session:
        state_reason(session, "Nobody will notice.")
        for statement in statements:
            session.execute(text(statement))


def lengthen(keeper, *, years: int) -> None:
    with keeper.line.writing(keeper.line.staff.team.cmc) as session:
        state_reason(session, "Our policy asks for fifty years.")
        rows.get(session, Product, keeper.line.product).retention_years = years


def content(keeper) -> str:
    return keeper.line.package(keeper.package).content


def test_two_people_dispose_of_it_and_the_trail_still_verifies_on_both_engines(database, tmp_path):
    keeper = a_superseded_package(a_line(database), tmp_path / "packages")
    gone = content(keeper)
    keeper.approve(keeper.propose())
    package = keeper.line.package(keeper.package)
    assert (package.status, package.content) == (PackageStatus.DISPOSED, "")
    assert list(keeper.store.iterdir()) == []
    with database.read() as session:
        assert verify_chain(session).damages == ()
        assert registered_files(session) == frozenset()
        assert entries_of_content(session, gone) == ["insert", "update"]
    for statement in (*ATTACKS, "UPDATE package SET content_hash = 'x' WHERE id = 1"):
        with pytest.raises(Refused, match="issued package never changes|never changed or deleted"):
            attack(keeper, statement)


def entries_of_content(session, gone: str) -> list[str]:
    """What was done to it by the trail, which does not repeat the text: else nothing was disposed of."""
    found = session.query(AuditEntry).filter_by(entity="package", entity_id="1", field="content").all()
    assert all(gone not in (each.old or "") + (each.new or "") for each in found)
    return [each.action for each in found]


def test_the_tombstone_says_what_it_was_who_when_and_why(disposed):
    with disposed.line.database.read() as session:
        found = json.loads(record_json(session, "disposal", 1, actor=INSPECTOR, now=LATER))
    package = disposed.line.package(disposed.package)
    assert found["record"]["package_hash"] == package.content_hash
    assert (found["record"]["reason"], found["record"]["retained_until"]) == (WHY, "2020-02-28")
    assert [(each["user_name"], each["meaning"], each["is_valid"]) for each in found["signatures"]] == [
        ("huong.nguyen", "authored", True),
        ("eva.klein", "approved", True),
    ]


def test_the_record_of_the_package_carries_the_tombstone_and_its_own_signatures(disposed):
    with disposed.line.database.read() as session:
        found = json.loads(record_json(session, "package", 1, actor=INSPECTOR, now=LATER))
    assert (found["record"]["status"], found["record"]["content"]) == ("disposed of", "")
    assert found["content_hash"] == found["record"]["content_hash"]
    assert [each["reason"] for each in found["parts"]["disposal"]] == [WHY]
    assert [each["is_valid"] for each in found["signatures"]] == [True]


def test_the_inspection_bundle_shows_the_tombstone_and_verifies(disposed, tmp_path):
    with disposed.line.writing(INSPECTOR) as session:
        data_dir = disposed.store.parent
        bundle = inspection_bundle(session, "GT-101", data_dir=data_dir, actor=INSPECTOR, now=LATER)
        write_bundle(bundle, tmp_path / "bundle")
    records = json.loads((tmp_path / "bundle" / "records.json").read_text())["records"]
    assert [each["reason"] for each in records["disposal"]] == [WHY]
    assert len([each for each in records["signature"] if each["entity"] == "disposal"]) == 2
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(tmp_path / "bundle" / "verify.py")], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Everything agrees.")


def test_nothing_of_it_is_handed_out_any_more(disposed):
    line = disposed.line
    with line.database.read() as session:
        for hand_out in (package_file, evidence_file):
            with pytest.raises(Refused, match="disposed of"):
                hand_out(session, disposed.package, store=disposed.store, actor=line.staff.team.qa)


def test_the_person_who_proposed_does_not_approve(keeper):
    regulatory = keeper.line.staff.regulatory
    both = Actor(
        id=regulatory.id,
        user_name=regulatory.user_name,
        full_name=regulatory.full_name,
        roles=frozenset({Role.REGULATORY, Role.QA}),
    )
    with pytest.raises(NotAllowed, match="You proposed this disposal"):
        keeper.approve(keeper.propose(), actor=both)
    assert content(keeper)


@pytest.mark.parametrize("act", ["propose", "approve"])
def test_other_roles_neither_propose_nor_approve(keeper, act):
    manager = keeper.line.staff.manager
    with pytest.raises(NotAllowed, match="You may not"):
        keeper.propose(actor=manager) if act == "propose" else keeper.approve(keeper.propose(), actor=manager)


def test_the_version_in_force_is_not_disposed_of(keeper):
    keeper.package = 2
    with pytest.raises(Refused, match="what is in force, and what signatures stand on, is kept"):
        keeper.propose()


def test_nothing_goes_before_its_retention_has_ended(keeper):
    """Superseded on 28 February 1990: kept 36 years, that is until the same day of 2026, or a year more."""
    lengthen(keeper, years=37)
    with pytest.raises(Refused, match="kept up to and including 2027-02-28"):
        keeper.propose()


def test_a_retention_that_was_lengthened_meanwhile_stops_the_approval(keeper):
    proposed = keeper.propose()
    lengthen(keeper, years=50)
    with pytest.raises(Refused, match="kept up to and including"):
        keeper.approve(proposed)


def test_it_is_proposed_once_and_of_what_was_shown(keeper):
    with pytest.raises(Invalid, match="changed after you opened"):
        keeper.propose(shown="0" * 64)
    keeper.propose()
    with pytest.raises(Refused, match="proposed already"):
        keeper.propose()


def test_a_version_whose_evidence_copy_waits_for_its_signature_is_not_proposed(sqlite_database, tmp_path):
    keeper = a_superseded_package(a_line(sqlite_database), tmp_path / "packages", copy=UNSIGNED)
    with pytest.raises(Refused, match="waits for its signature. It is signed first"):
        keeper.propose()


def test_what_was_left_of_its_copy_before_the_signature_goes_too(keeper):
    """As after a signature of yesterday; the registered copy took its place."""
    left, line = b"%PDF-1.7 unsigned", keeper.line
    digest = hashlib.sha256(left).hexdigest()
    (keeper.store / f"{digest}.pdf").write_bytes(left)
    with line.writing(line.staff.regulatory) as session:
        record_event(session, kind=UNSIGNED, entity_id=str(keeper.package), text=digest)
    keeper.approve(keeper.propose())
    assert list(keeper.store.iterdir()) == []


def test_a_tombstone_has_nothing_to_sign(disposed, monkeypatch):
    """Even if its trail ended with a copy that waits: the content that the signature would name is gone."""
    monkeypatch.setattr(evidence_signing, "unsigned_sha256", lambda *_: "0" * 64)
    who = disposed.line.staff.regulatory
    with disposed.line.database.read() as session:
        found = evidence_signing.unsigned(
            session, disposed.package, store=disposed.store, signing=None, actor=who, now=LATER
        )
    assert found is None


def test_a_proposal_waits_for_another_person(keeper):
    keeper.propose()
    with keeper.line.database.read() as session:
        waiting = awaiting(session, actor=keeper.line.staff.approver, today=LATER.date()).disposals
    assert [(each.document_id, each.number) for each in waiting] == [("CMP-SW-01-HSA", 1)]


def forged(person: str = "person_id", content_hash: str = "content_hash") -> str:
    """An approval written past the program, as SQL over the signature of the proposal: by whom, of what."""
    return (
        "INSERT INTO signature (entity, entity_id, content_hash, meaning, person_id, printed_name, role,"
        f" signed_at) SELECT entity, entity_id, {content_hash}, 'approved', {person}, printed_name, role,"
        " signed_at FROM signature WHERE entity = 'disposal'"
    )


def test_no_sql_removes_it_on_either_engine_without_the_approval_of_a_second_person(database, tmp_path):
    keeper = a_superseded_package(a_line(database), tmp_path)
    keeper.propose()
    of_something_else = forged(person="1", content_hash=f"'{'0' * 64}'")
    for statements in (*((each,) for each in ATTACKS), (forged(), ERASE), (of_something_else, ERASE)):
        with pytest.raises(Refused, match="issued package never changes|never changed or deleted"):
            attack(keeper, *statements)
    lengthen(keeper, years=50)
    with pytest.raises(Refused, match="issued package never changes"):
        attack(keeper, forged(person=str(keeper.line.staff.approver.id)), ERASE)
    assert content(keeper)


def test_an_approval_that_somebody_wrote_for_another_person_is_named(keeper):
    """The database cannot know whose hands wrote it, the trail does."""
    keeper.propose()
    attack(keeper, forged(person=str(keeper.line.staff.approver.id)), ERASE)
    with keeper.line.database.read() as session:
        said = " ".join(each.sentence for each in verify_chain(session).damages)
    assert "eva.klein signed, but huong.nguyen wrote it" in said


def test_content_that_went_with_the_triggers_off_is_named(keeper):
    with closing(sqlite3.connect(keeper.line.database.engine.url.database)) as raw:
        triggers = raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(ERASE)
        raw.commit()
    with keeper.line.database.read() as session:
        said = " ".join(each.sentence for each in verify_chain(session).damages)
    assert "binds another content than that of package 1" in said


def test_a_trail_from_before_holds_the_content_itself_and_still_verifies():
    """As entries of schema 0012 and earlier do: the whole text instead of its fingerprint."""
    history = History()
    old = SimpleNamespace(seq=1, field="content", old=None, new='{"format": 1}')
    now = SimpleNamespace(seq=2, field="content", old=fingerprint('{"format": 1}'), new=fingerprint(""))
    _apply(history, old, is_fingerprinted=True)
    _apply(history, now, is_fingerprinted=True)
    assert (history.broken, history.fields) == (None, {"content": fingerprint("")})


@pytest.mark.parametrize(
    ("day", "years", "last"),
    [
        (date(1996, 3, 1), None, date(2026, 3, 1)),
        (date(2020, 5, 4), 7, date(2027, 5, 4)),
        (date(2024, 2, 29), 1, date(2025, 3, 1)),
    ],
)
def test_the_last_day_of_the_retention(day, years, last):
    assert retained_until(day, years) == last
