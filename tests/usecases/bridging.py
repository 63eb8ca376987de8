"""A switch whose method version changed with the supplier, and a study that bridges it. Holds no test."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from comparability.model.people import Actor
from comparability.model.vocabulary import (
    Bridged,
    Contrast,
    Occasion,
    ReportableRule,
    ValidationStatus,
)
from comparability.storage.attributes import attribute_by_code, versions_of
from comparability.storage.bridging_studies import StudyLine, study_of
from comparability.storage.sessions import Database
from comparability.storage.switches import Bridging
from comparability.usecases.bridging_studies import StudyEntry
from comparability.usecases.bridgings import BridgingEntry, approve_bridging, record_bridging
from comparability.usecases.methods import (
    MethodEntry,
    MethodVersionEntry,
    create_method,
    create_method_version,
)
from tests.model.bridged import TYPED, pairs
from tests.usecases.assessing import AFTER, BEFORE, Line, a_line
from tests.usecases.register import CMC, NOW

OLD, NEW = "ddPCR, version 1", "ddPCR, version 2"
BOTH = {"A-1": "1.03E13", "A-2": "1.14E13", "A-3": "0.95E13", "A-4": "1.09E13"}  # BEFORE, by the new version
RECORD = BridgingEntry(
    covers=Bridged.METHOD_VERSION,
    before=OLD,
    after=NEW,
    document="BR-014",
    performed_on=date(2026, 6, 1),
    conclusion="The retained lots agreed within 4 %.",
)


@dataclass(slots=True, kw_only=True)
class Bridge:
    """A line of lots, pre lots measured with one version and post lots with another."""

    line: Line
    attribute: int
    versions: tuple[int, int]

    def record(
        self, study: StudyEntry | None = None, *, actor: Actor | None = None, **changes: Any
    ) -> Bridging:
        who = actor or self.line.staff.team.statistician
        entry = replace(RECORD, attribute_id=self.attribute)
        with self.line.writing(who) as session:
            return record_bridging(
                session, self.line.product, replace(entry, **changes), study=study, actor=who, now=NOW
            )

    def approve(self, row: Bridging, **more: Any) -> Bridging:
        qa = self.line.staff.team.qa
        with self.line.writing(qa) as session:
            return approve_bridging(
                session, row.id, version=row.version, reason="Report read.", actor=qa, now=NOW, **more
            )

    def study(self, row: Bridging) -> StudyLine:
        with self.line.database.read() as session:
            found = study_of(session, row.id)
            assert found is not None
            return found

    def measure_apart(self) -> None:
        """Before lots with the old version only, after lots with the new one: they stand in the way."""
        self.line.measure(BEFORE, method_version_id=self.versions[0])
        self.line.measure(AFTER, method_version_id=self.versions[1])

    def measure_both_ways(self, values: dict[str, str] = BOTH, **more: Any) -> None:
        """Retained before lots once more, side by side, with the new version."""
        self.line.measure(
            values, **({"method_version_id": self.versions[1], "occasion": Occasion.SIDE_BY_SIDE} | more)
        )


def a_bridge(database: Database, line: Line | None = None) -> Bridge:
    line = line or a_line(database)
    with line.writing(CMC, NOW) as session:
        attribute = attribute_by_code(session, line.product, "vg-titre")
        assert attribute is not None
        method = create_method(
            session, attribute.id, MethodEntry(name="ddPCR"), first=_version("1"), actor=CMC
        )
        create_method_version(session, method.id, _version("2"), actor=CMC)
        by_label = {each.label: each.id for each in versions_of(session, method.id)}
        return Bridge(line=line, attribute=attribute.id, versions=(by_label["1"], by_label["2"]))


def study_entry(**changes: Any) -> StudyEntry:
    """Six lots that agree within the margin."""
    return StudyEntry(**(TYPED | {"contrast": Contrast.RATIO, "pairs": pairs()} | changes))


OPEN = {"margin_low": "0.99", "margin_high": "1.01"}  # a margin that six such lots do not reach


def _version(label: str) -> MethodVersionEntry:
    return MethodVersionEntry(
        label=label,
        reportable_rule=ReportableRule.SINGLE,
        validation_status=ValidationStatus.VALIDATED,
    )
