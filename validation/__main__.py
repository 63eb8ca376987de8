"""Writes the validation pack: `python -m validation [--results FILE] [ARGUMENTS OF PYTEST …]`.

Without --results the tests that name a requirement are run first. Exit 0 only if the run was whole, the
installation works, and every requirement is proved or is a gap with its reason in `requirements.toml`.
"""

import argparse
import hashlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.mutants import entries
from validation import builds, requirements, results, sbom
from validation.document import Pack, pack_pdf
from validation.installation import Checked, as_text, check_installation
from validation.results import Run
from validation.table import trace_csv
from validation.trace import Breakage, Status, Traced, trace

TARGET = builds.CHECKOUT / "build" / "validation"
RECORD = ("-p", "validation.recorder", "--record-requirements")


def main(arguments: Sequence[str]) -> int:
    asked, others = _parser().parse_known_args(arguments)
    record = asked.results or _run_tests(TARGET / "results.json", others)
    return write_pack(results.read(record), TARGET)


def write_pack(run: Run, target: Path) -> int:
    """Write the pack of a run into a folder; returns the exit status."""
    target.mkdir(parents=True, exist_ok=True)
    rows = trace(requirements.read(), run, _breakages())
    checks = check_installation(target / "installation")
    parts = sbom.components()
    table = trace_csv(rows, run)
    pack = Pack(
        run=run,
        rows=rows,
        checks=checks,
        components=parts,
        trace_hash=hashlib.sha256(table).hexdigest(),
    )
    (target / "requirements.csv").write_bytes(table)
    (target / "validation.pdf").write_bytes(pack_pdf(pack))
    (target / "check.txt").write_text(as_text(checks), encoding="utf-8")
    (target / "sbom.json").write_text(
        sbom.cyclonedx(parts, created=run.finished, tree=run.build.tree), encoding="utf-8"
    )
    for line in _said(pack, target):
        print(line)
    return 1 if run.left_out or not _is_acceptable(rows, checks) else 0


def _run_tests(record: Path, others: Sequence[str]) -> Path:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "requirement"]
    record.unlink(missing_ok=True)
    # Its verdict is in the record: a failed test is a row of the pack, not the end of it.
    subprocess.run([*command, *RECORD, str(record), *others], cwd=builds.CHECKOUT, check=False)
    if not record.is_file():
        raise SystemExit("the tests could not be run, so there is nothing to report")
    return record


def _breakages() -> list[Breakage]:
    return [Breakage(rule=entry.rule, test=entry.test) for entry in entries.read()]


def _is_acceptable(rows: Sequence[Traced], checks: Sequence[Checked]) -> bool:
    explained = all(
        row.status is Status.PROVED or (row.status is Status.GAP and row.requirement.gap) for row in rows
    )
    return explained and not any(check.exit_code for check in checks)


def _said(pack: Pack, target: Path) -> list[str]:
    counts = ", ".join(f"{pack.counted(status)} {status}" for status in Status)
    return [
        *(f"PARTIAL RUN: {pack.run.left_out}" for _ in range(pack.run.left_out is not None)),
        *(f"FAIL {check.command} (exit {check.exit_code})" for check in pack.checks if check.exit_code),
        *(
            f"{row.status.upper():15} {row.requirement.id}: {row.reason}"
            for row in pack.rows
            if row.status is not Status.PROVED
        ),
        f"{len(pack.rows)} requirements: {counts}",
        f"written to {target}: requirements.csv, validation.pdf, check.txt, sbom.json",
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="validation", description="The validation pack. Other arguments go to pytest."
    )
    parser.add_argument(
        "--results", type=Path, metavar="FILE", help="of a run with --record-requirements, instead of running"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
