"""An inspection bundle is read and verified on a machine without the application."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from comparability.files.uploads import upload_store
from comparability.model.errors import NotAllowed, NotFound, Refused
from comparability.model.people import Actor
from comparability.model.vocabulary import Role
from comparability.storage.audit import AuditEntry
from comparability.storage.engine import make_engine
from comparability.storage.results import ImportBatch, Result
from comparability.storage.sessions import Database, state_reason
from comparability.storage.switches import Arm
from comparability.usecases.inspection import inspection_bundle, write_bundle, zipped
from comparability.verification.package import verify
from tests.reports.reading import ReadPdf
from tests.usecases.assessing import AFTER, BEFORE, LATER, Line, a_line
from tests.usecases.register import a_product, a_supplier, writing

pytestmark = pytest.mark.requirement("RC-01")

INSPECTOR = Actor(id=1, user_name="insp", full_name="Inspector", roles=frozenset({Role.INSPECTOR}))


def concluded(database, store: Path) -> Line:
    line = a_line(database)
    line.concluded()
    line.issue(line.approve(line.assemble()), store)
    return line


def write(line: Line, store: Path, folder: Path, code: str = "GT-101", actor: Actor = INSPECTOR) -> None:
    with line.writing(actor) as session:
        bundle = inspection_bundle(session, code, data_dir=store.parent, actor=actor, now=LATER)
        write_bundle(bundle, folder)


def run(folder: Path) -> subprocess.CompletedProcess:
    """As on another machine: isolated from our packages, from a place that is not ours."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py")], capture_output=True, text=True, cwd="/"
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory, sqlite_template) -> Path:
    """One bundle for the tests that damage a copy of it."""
    folder = tmp_path_factory.mktemp("inspected")
    url = f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'lots.sqlite3')}"
    line = concluded(Database(make_engine(url)), folder / "packages")
    write(line, folder / "packages", folder / "bundle")
    return folder / "bundle"


@pytest.fixture
def bundle(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


def again_listed(bundle: Path, name: str) -> None:
    """The list of hashes made to agree with a changed file, as a careful forger would."""
    lines = (bundle / "SHA256SUMS").read_text().splitlines()
    digest = hashlib.sha256((bundle / name).read_bytes()).hexdigest()
    kept = [line if not line.endswith(f"  {name}") else f"{digest}  {name}" for line in lines]
    (bundle / "SHA256SUMS").write_text("\n".join(kept) + "\n")


def test_a_bundle_verifies_itself_without_the_application_on_both_engines(database, tmp_path):
    line = concluded(database, tmp_path / "packages")
    write(line, tmp_path / "packages", tmp_path / "out")
    done = run(tmp_path / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    with database.read() as session:
        last = session.execute(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).scalar_one()
        results = session.scalar(select(func.count(Result.id)))
    # That the bundle was made is the last entry in it.
    assert (last.entity, last.actor) == ("inspection", "insp")
    assert f"last audit entry {last.seq}, {last.hash}" in done.stdout
    records = json.loads((tmp_path / "out" / "records.json").read_text(encoding="utf-8"))["records"]
    assert len(records["result"]) == results == 7
    assert {row["entered"] for row in records["result"]} == {*BEFORE.values(), *AFTER.values()}


def test_every_issued_package_is_in_it_with_an_evidence_copy_that_verifies(bundle):
    names = sorted(path.name for path in (bundle / "packages").iterdir())
    assert names == ["cmp-sw-01-hsa-v1-evidence.pdf", "cmp-sw-01-hsa-v1.pdf"]
    assert verify((bundle / "packages" / names[0]).read_bytes()).differences == ()
    assert ReadPdf((bundle / "packages" / names[1]).read_bytes()).holds("Klein Eva")


def test_records_hold_values_as_typed_and_as_exact_decimals(bundle):
    records = json.loads((bundle / "records.json").read_text(encoding="utf-8"))["records"]
    first = next(row for row in records["result"] if row["entered"] == "1.00E13")
    assert first["value"] == "1.00E+13"
    assert {row["user_name"] for row in records["person"]} >= {"min.kim", "jo.park"}
    assert not [name for row in records["person"] for name in row if "password" in name and "hash" in name]


def test_signatures_are_shown_with_their_validity(bundle):
    found = json.loads((bundle / "records.json").read_text(encoding="utf-8"))
    assert len(found["records"]["signature"]) == 4
    assert set(found["signatures_valid"].values()) == {True}


def test_a_signature_on_what_changed_since_is_shown_as_not_valid(sqlite_database, tmp_path):
    line = concluded(sqlite_database, tmp_path / "packages")
    with line.writing(line.staff.team.cmc) as session:
        state_reason(session, "Renamed.")
        session.scalars(select(Arm).limit(1)).one().name = "Another name"
    write(line, tmp_path / "packages", tmp_path / "out")
    found = json.loads((tmp_path / "out" / "records.json").read_text(encoding="utf-8"))
    entity = {str(row["id"]): row["entity"] for row in found["records"]["signature"]}
    invalid = {entity[number] for number, is_valid in found["signatures_valid"].items() if not is_valid}
    assert invalid == {"protocol"}


@pytest.mark.requirement("SEC-04")
def test_the_table_of_results_is_read_by_a_spreadsheet(bundle):
    rows = list(csv.DictReader(io.StringIO((bundle / "results.csv").read_text(encoding="utf-8-sig"))))
    assert {(row["lot"], row["as entered"]) for row in rows} == {*BEFORE.items(), *AFTER.items()}


@pytest.mark.parametrize(
    "name", ["records.json", "results.csv", "packages/cmp-sw-01-hsa-v1.pdf", "README.txt"]
)
def test_a_changed_file_is_named(bundle, name):
    with (bundle / name).open("ab") as stream:
        stream.write(b" ")
    done = run(bundle)
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, f"DIFFERS {name} was changed")


def test_a_file_that_was_added_or_removed_is_named(bundle):
    (bundle / "results.csv").unlink()
    (bundle / "extra.txt").write_text("more")
    done = run(bundle)
    assert done.returncode == 1
    assert "DIFFERS results.csv is missing" in done.stdout
    assert "DIFFERS extra.txt is not listed" in done.stdout


@pytest.mark.parametrize("damage", ["removed", "changed", "cut"])
def test_a_damaged_trail_is_named_although_the_list_of_hashes_was_mended(bundle, damage):
    lines = (bundle / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    match damage:
        case "removed":
            del lines[20]
        case "changed":
            lines[20] = json.dumps({**json.loads(lines[20]), "actor": "eve"})
        case "cut":
            del lines[-1]
    (bundle / "audit.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    again_listed(bundle, "audit.jsonl")
    done = run(bundle)
    said = {"removed": "audit entry 21 is missing", "changed": "audit entry 21 was changed", "cut": "ends at"}
    assert done.returncode == 1
    assert said[damage] in done.stdout.splitlines()[0]


def test_a_changed_record_contradicts_the_trail_although_the_list_was_mended(bundle):
    text = (bundle / "records.json").read_text(encoding="utf-8")
    (bundle / "records.json").write_text(text.replace('"1.00E13"', '"1.01E13"'), encoding="utf-8")
    again_listed(bundle, "records.json")
    done = run(bundle)
    assert done.returncode == 1
    assert "result 1, entered: '1.01E13', the trail says '1.00E13'" in done.stdout


def test_only_who_may_read_records_and_trail_gets_a_bundle(sqlite_database, tmp_path):
    line = a_line(sqlite_database)
    for role in (Role.SUPPLIER, Role.ADMINISTRATOR):
        who = Actor(id=1, user_name="x", full_name="X", roles=frozenset({role}))
        with pytest.raises(NotAllowed):
            write(line, tmp_path, tmp_path / "out", actor=who)
    assert not (tmp_path / "out").exists()


def test_an_unknown_product_is_named(sqlite_database, tmp_path):
    with pytest.raises(NotFound, match="NO-1"):
        write(a_line(sqlite_database), tmp_path, tmp_path / "out", code="NO-1")


def test_a_bundle_is_written_into_no_folder_that_holds_something(sqlite_database, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="not empty"):
        write(a_line(sqlite_database), tmp_path, tmp_path)


def test_an_issued_file_that_is_gone_stops_the_bundle(sqlite_database, tmp_path):
    line = concluded(sqlite_database, tmp_path / "packages")
    for path in (tmp_path / "packages").iterdir():
        path.unlink()
    with pytest.raises(Refused, match="missing"):
        write(line, tmp_path / "packages", tmp_path / "out")


def test_the_files_that_were_imported_are_in_it(sqlite_database, tmp_path):
    line = concluded(sqlite_database, tmp_path / "packages")
    data = b"lot,titre\nA-1,1.00E13\n"
    upload_store(tmp_path).keep_for_good(data)
    with writing(sqlite_database) as session:
        batch = ImportBatch(
            product_id=line.product,
            file_name="=cmd.CSV",
            file_sha256=hashlib.sha256(data).hexdigest(),
            mapping={},
            lots_created=0,
            results_created=0,
            imported_by_id=1,
            imported_at=LATER,
        )
        session.add(batch)
    write(line, tmp_path / "packages", tmp_path / "out")
    assert (tmp_path / "out" / "imports" / "import-1.csv").read_bytes() == data
    assert run(tmp_path / "out").returncode == 0


def test_a_bundle_is_taken_away_from_the_page_of_the_product(sqlite_database, tmp_path):
    """The same files in one archive, and its making is an entry."""
    line = concluded(sqlite_database, tmp_path / "packages")
    with line.writing(INSPECTOR) as session:
        made = inspection_bundle(session, "GT-101", data_dir=tmp_path, actor=INSPECTOR, now=LATER)
    with zipfile.ZipFile(io.BytesIO(zipped(made, now=LATER))) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert run(tmp_path / "unpacked" / "bundle").returncode == 0


def test_records_of_another_product_are_not_in_it(sqlite_database, tmp_path):
    line = concluded(sqlite_database, tmp_path / "packages")
    with writing(sqlite_database) as session:
        a_product(session, code="OTHER-1")
        a_supplier(session, "Nobody's supplier")
    write(line, tmp_path / "packages", tmp_path / "out")
    records = json.loads((tmp_path / "out" / "records.json").read_text(encoding="utf-8"))["records"]
    assert [row["code"] for row in records["product"]] == ["GT-101"]
    assert {row["name"] for row in records["supplier"]} == {"CDMO A", "CDMO B"}
