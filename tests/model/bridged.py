"""A bridging study for the tests of its model and its records. No test lives here."""

from types import SimpleNamespace
from typing import Any

from comparability.model.bridging.design import BothSides, read_design
from comparability.model.bridging.judgement import BridgingFinding, judge_bridging
from comparability.model.bridging.pairs import MethodPair
from comparability.model.vocabulary import Bridged, Contrast

TYPED = {
    "contrast": Contrast.RATIO,
    "margin_low": "0.80",
    "margin_high": "1.25",
    "margin_justification": "A quarter of the titre is below what the dose tolerates (CSR-7).",
    "alpha": "0.05",
    "error_variance_ratio": "1",
    "coverage": "0.95",
    "level": "0.95",
}
DIFFERENCE = {"contrast": Contrast.DIFFERENCE, "margin_low": "-1", "margin_high": "1"}
OLD = ("1.10E13", "0.92E13", "1.31E13", "1.05E13", "0.98E13", "1.22E13")
NEW = ("1.14E13", "0.95E13", "1.29E13", "1.09E13", "0.97E13", "1.26E13")


def typed(**changes: Any) -> SimpleNamespace:
    return SimpleNamespace(**(TYPED | changes))


def pairs(old: Any = OLD, new: Any = NEW) -> tuple[MethodPair, ...]:
    return tuple(
        MethodPair(lot=f"A-{number}", before=str(before), after=str(after))
        for number, (before, after) in enumerate(zip(old, new, strict=True), start=1)
    )


def sides(**changes: Any) -> BothSides:
    values: dict[str, Any] = {
        "covers": Bridged.METHOD_VERSION,
        "before": "ddPCR, version 1",
        "after": "ddPCR, version 2",
        "unit": "vg/mL",
        "decimals": 2,
        "is_scientific": True,
    }
    return BothSides(**(values | changes))


def judged(old: Any = OLD, new: Any = NEW, *, of: BothSides | None = None, **changes: Any) -> BridgingFinding:
    return judge_bridging(pairs(old, new), read_design(typed(**changes)), sides=of or sides())


def figures(found: BridgingFinding) -> dict[str, float]:
    return {figure.name: figure.value for figure in found.figures}
