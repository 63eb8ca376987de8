"""The pack as a document to sign: what was tested, what is not proved, each requirement with its tests."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading
from reports.content import PageSize
from reports.document import Document, numbered
from reports.finish import Metadata
from reports.lines import printable
from reports.pages import Running
from reports.render import render_document
from reports.styles import BAD, GOOD, OPEN, PAGE_SIZES, Styles, styles
from reports.tables import Align, Cell, Column, Group, Row, Table
from reports.text import Text, paragraph
from reports.typefaces import admit
from reports.wording import ENGLISH
from validation.installation import Checked
from validation.requirements import Requirement
from validation.results import Case, Run
from validation.sbom import Component
from validation.trace import Status, Traced

FACTS = (Column("", names_row=True), Column(""))
SIGNATURES = (
    Column("", names_row=True),
    Column("Printed name", width_mm=50),
    Column("Signature", width_mm=55),
    Column("Date (yyyy-mm-dd)", width_mm=38),
)
SIGNERS = ("Author", "Reviewer")
NOT_PROVED = (Column("No.", names_row=True), Column("Requirement"), Column("Status"), Column("Why"))
REQUIREMENTS = (
    Column("No.", names_row=True),
    Column("Requirement and source"),
    Column("Tests passed", Align.RIGHT),
    Column("Breakages", Align.RIGHT),
    Column("Status"),
)
TESTS = (
    Column("Test", names_row=True),
    Column("Cases", Align.RIGHT),
    Column("Database"),
    Column("Outcome"),
)
COMPONENTS = (Column("Component", names_row=True), Column("Version"), Column("Licence"))
APPENDICES = "tests"
COLOURS = {Status.PROVED: GOOD, Status.PARTLY: OPEN, Status.FAILED: BAD, Status.GAP: BAD}
SIGNS = {Status.PROVED: "✓", Status.PARTLY: "?", Status.FAILED: "✗", Status.GAP: "–"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Everything the document prints. trace_hash: SHA-256 of `requirements.csv`, which has every case."""

    run: Run
    rows: tuple[Traced, ...]
    checks: tuple[Checked, ...]
    components: tuple[Component, ...]
    trace_hash: str

    def counted(self, status: Status) -> int:
        return sum(row.status is status for row in self.rows)


def pack_pdf(pack: Pack) -> bytes:
    """PDF/A-2a; the same pack gives the same bytes. Raises MissingGlyph and FontsNotCollected."""
    return render_document(_document(pack))


def _document(pack: Pack) -> Document:
    look = styles(ENGLISH)
    build = pack.run.build
    title = f"Validation pack of comparability {build.version}"
    admit(printable("".join(_texts(pack)) + "✓✗?–"), language="en")
    return numbered(
        _front(pack, title, look),
        [
            *_not_proved(pack.rows, look),
            *_installation(pack.checks, look),
            *_requirements(pack.rows, look),
            *_tests(pack.rows, look),
            *_components(pack.components, look),
        ],
        appendices_from=APPENDICES,
        running=Running(
            head_left=title,
            head_right=f"tested {pack.run.finished}",
            marking="" if pack.run.left_out is None else "PARTIAL RUN",
            foot_left=f"tree {build.tree}",
        ),
        metadata=Metadata(
            title=title,
            author="comparability",
            subject="Requirements, tests, results and build",
            created=pack.run.finished,
            language="en",
            software=f"comparability {build.version}",
            content_hash=pack.trace_hash,
        ),
        styles=look,
        page_size=PAGE_SIZES[PageSize.A4],
        language="en",
    )


def _texts(pack: Pack) -> Iterable[str]:
    """What comes from outside this file and has to be printable."""
    for row in pack.rows:
        yield from (row.requirement.says, row.requirement.source, row.reason, row.requirement.remark or "")
        yield from (case.function for case in row.cases)
    yield from (check.in_short for check in pack.checks)
    yield from (f"{each.name}{each.version}{each.licence}" for each in pack.components)


def _front(pack: Pack, title: str, look: Styles) -> list[Flowable]:
    run, build = pack.run, pack.run.build
    counts = ", ".join(f"{pack.counted(status)} {status}" for status in Status)
    facts = (
        ("Requirements", f"{len(pack.rows)}: {counts}"),
        ("Run", "whole" if run.left_out is None else f"partial: {run.left_out}"),
        ("Tested", f"{run.started} to {run.finished}"),
        ("Program", f"comparability {build.version}"),
        ("Commit", build.commit or "none: not built from a version-controlled folder"),
        ("Tree SHA-256", build.tree),
        *((f"{name.rpartition('/')[2]} SHA-256", value) for name, value in build.locks.items()),
        ("Python", build.python),
        ("System", build.system),
        ("requirements.csv SHA-256", pack.trace_hash),
    )
    boxes = [(Cell(text=who, strong=True), "\n\n", "", "") for who in SIGNERS]
    return [
        Text(title, look.title, tag="H1"),
        Text("Requirements, tests, results and build", look.subtitle),
        Table(FACTS, [(Cell(text=name, strong=True), value) for name, value in facts], look),
        heading("Signatures", look, place="signatures"),
        *captioned_table("Author and reviewer", SIGNATURES, boxes, look, place="table-signatures"),
    ]


def _not_proved(rows: Sequence[Traced], look: Styles) -> list[Flowable]:
    story: list[Flowable] = [heading("What is not proved", look, place="gaps")]
    open_rows = [row for row in rows if row.status is not Status.PROVED]
    if not open_rows:
        return [*story, paragraph("Every requirement is proved by tests that passed.", look.body)]
    lines = [(row.requirement.id, row.requirement.says, _status(row), row.reason) for row in open_rows]
    caption = "Requirements that are not proved, or not in whole"
    return story + captioned_table(caption, NOT_PROVED, lines, look, place="table-gaps")


def _installation(checks: Sequence[Checked], look: Styles) -> list[Flowable]:
    lines = [
        (
            Cell(text=check.command, strong=True),
            Cell(text=f"exit {check.exit_code}\n{check.in_short}", colour=BAD if check.exit_code else None),
        )
        for check in checks
    ]
    return [
        heading("Installation", look, place="installation"),
        paragraph(
            "What the commands of this installation say of it. Long answers are cut; check.txt is whole.",
            look.body,
        ),
        *captioned_table("Commands and their answers", FACTS, lines, look, place="table-installation"),
    ]


def _requirements(rows: Sequence[Traced], look: Styles) -> list[Flowable]:
    explained = (
        "A requirement is proved when every test that names it passed. Breakages counts the rules that are "
        "broken on purpose, one at a time, to see such a test fail. requirements.csv has every case."
    )
    story: list[Flowable] = [
        heading("Requirements and results", look, place="requirements"),
        paragraph(explained, look.body),
    ]
    for title, members in groupby(rows, key=lambda row: row.requirement.group):
        place = f"group-{title.lower().replace(' ', '-')}"
        lines = [
            (
                row.requirement.id,
                _described(row.requirement),
                f"{row.count('passed')} of {len(row.cases)}",
                str(len(row.breakages)),
                _status(row),
            )
            for row in members
        ]
        story += [
            heading(title, look, place=place, level=2),
            *captioned_table(title, REQUIREMENTS, lines, look, place=f"table-{place}", listing=True),
        ]
    return story


def _described(required: Requirement) -> str:
    return "\n".join(filter(None, (required.says, required.source, required.remark)))


def _status(row: Traced) -> Cell:
    return Cell(text=f"{SIGNS[row.status]} {row.status}", colour=COLOURS[row.status])


def _tests(rows: Sequence[Traced], look: Styles) -> list[Flowable]:
    lines: list[Row] = []
    for row in rows:
        lines.append(Group(text=f"{row.requirement.id} ({row.status})"))
        for name, cases in groupby(row.cases, key=lambda case: case.function):
            lines.append(_tested(name, list(cases)))
        if not row.cases:
            lines.append((row.reason, "0", "", "not run"))
    return [
        heading("Tests by requirement", look, place=APPENDICES),
        *captioned_table("Tests and outcomes", TESTS, lines, look, place="table-tests", listing=True),
    ]


def _tested(name: str, cases: Sequence[Case]) -> tuple[str | Cell, ...]:
    engines = ", ".join(sorted({case.engine for case in cases if case.engine}))
    outcomes = [case.outcome for case in cases]
    counted = {outcome: outcomes.count(outcome) for outcome in ("failed", "skipped", "passed")}
    said = ", ".join(
        outcome if count == len(cases) else f"{count} {outcome}"
        for outcome, count in counted.items()
        if count
    )
    return name, str(len(cases)), engines, Cell(text=said, colour=BAD if counted["failed"] else None)


def _components(components: Sequence[Component], look: Styles) -> list[Flowable]:
    lines = [(each.name, each.version, each.licence or "not stated") for each in components]
    return [
        heading("Software of others", look, place="components"),
        paragraph("sbom.json has the same list with the hash of every file, in CycloneDX.", look.body),
        *captioned_table(
            "Components to run", COMPONENTS, lines, look, place="table-components", listing=True
        ),
    ]
