"""The default attribute panel of each vector type, as data with sources and marks.

A panel is where a product starts; its own attributes, tiers and units replace the defaults. Nothing is judged
here.
"""

import functools
from dataclasses import dataclass
from typing import Any

from comparability.model.sources import Source, load, refuse_unknown
from comparability.model.values.units import units
from comparability.model.vocabulary import Basis, ReportedAs, Scale, Stage, Tier, VectorType, Worry

_FILES = {
    VectorType.AAV: "panels/aav.toml",
    VectorType.LENTIVIRUS: "panels/lentivirus.toml",
    VectorType.ADENOVIRUS: "panels/adenovirus.toml",
    VectorType.PLASMID: "panels/plasmid.toml",
}
_KEYS = frozenset(
    {
        "code", "name", "stages", "process_performance", "basis", "scale", "units", "worry", "tier", "gate",
        "reported_as", "allowed_words", "conforming_words", "decimals", "scientific", "methods", "numerator",
        "denominator", "linked", "composition", "between_run_cv", "note", "vectors", "source", "mark", "link",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelAttribute:
    """One attribute as a panel proposes it.

    code: stable slug, unique in its panel.
    process_performance: the stages at which it measures the process rather than the product.
    units: the choices, the usual one first; empty for a qualitative attribute.
    reported_as: the forms an empty-to-full figure may be reported in; empty for every other attribute.
    allowed_words, conforming_words: vocabulary of a qualitative attribute, and the part that conforms.
    decimals: of computed figures, of the significand when is_scientific.
    numerator, denominator: codes of the attributes it is derived from, None when it is measured.
    linked: codes algebraically linked with it: passes of both are not independent confirmations.
    composition: the name that the parts of one whole share; None for what is no part of one.
    between_run_cv: percent, as text with its context; None where none is known.
    """

    code: str
    name: str
    stages: tuple[Stage, ...]
    process_performance: tuple[Stage, ...]
    basis: Basis
    scale: Scale
    units: tuple[str, ...]
    worry: Worry
    tier: Tier
    is_gate: bool
    reported_as: tuple[ReportedAs, ...]
    allowed_words: tuple[str, ...]
    conforming_words: tuple[str, ...]
    decimals: int
    is_scientific: bool
    methods: tuple[str, ...]
    numerator: str | None
    denominator: str | None
    linked: tuple[str, ...]
    composition: str | None
    between_run_cv: str | None
    note: str | None
    source: Source

    def __post_init__(self) -> None:
        for wrong, complaint in (
            (not self.stages, "no stage"),
            (not set(self.process_performance) <= set(self.stages), "process performance at a foreign stage"),
            (bool(self.allowed_words) == bool(self.units), "needs either units or words"),
            (self.is_qualitative and not self.conforming_words, "no word conforms"),
            (
                not set(self.conforming_words) <= set(self.allowed_words),
                "a conforming word is not allowed",
            ),
            (self.is_qualitative and self.scale is not Scale.LIMIT, "words are judged by a limit test"),
            (not set(self.units) <= units().keys(), "unknown unit"),
            ((self.numerator is None) != (self.denominator is None), "half a ratio"),
            (not 0 <= self.decimals <= 6, "decimals"),
        ):
            if wrong:
                raise ValueError(f"attribute {self.code}: {complaint}")

    @property
    def is_qualitative(self) -> bool:
        return bool(self.allowed_words)

    def tier_at(self, stage: Stage) -> Tier:
        """Tier at a stage; where the attribute measures the process it is only described."""
        return Tier.C if stage in self.process_performance else self.tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The attributes of one vector type in reading order, the ones common to all vectors last."""

    vector_type: VectorType
    attributes: tuple[PanelAttribute, ...]

    def __post_init__(self) -> None:
        codes = [attribute.code for attribute in self.attributes]
        if len(codes) != len(set(codes)):
            raise ValueError(f"{self.vector_type}: a code is used twice")
        for attribute in self.attributes:
            named = {*attribute.linked, attribute.numerator, attribute.denominator} - {None}
            if not named <= set(codes):
                raise ValueError(f"{self.vector_type}, {attribute.code}: names an attribute of no panel")

    def attribute(self, code: str) -> PanelAttribute:
        """The attribute with this code. Raises KeyError."""
        for attribute in self.attributes:
            if attribute.code == code:
                return attribute
        raise KeyError(code)


@functools.cache
def panel(vector_type: VectorType) -> Panel:
    """The default panel of a vector type. Raises ValueError when the data contradict themselves."""
    own = _attributes(_FILES[vector_type])
    common = _attributes("panels/common.toml", vector_type)
    return Panel(vector_type=vector_type, attributes=own + common)


def scale_as_reported(reported_as: ReportedAs) -> Scale:
    """The natural scale of an empty-to-full figure: shares are logits, ratios are logarithms."""
    match reported_as:
        case ReportedAs.PERCENT_FULL | ReportedAs.PERCENT_EMPTY:
            return Scale.LOGIT
        case ReportedAs.EMPTY_TO_FULL | ReportedAs.FULL_TO_EMPTY:
            return Scale.LOG


def worry_as_reported(reported_as: ReportedAs) -> Worry:
    """Fewer full capsids are the concern, whichever way round the figure is reported."""
    match reported_as:
        case ReportedAs.PERCENT_FULL | ReportedAs.FULL_TO_EMPTY:
            return Worry.LOW
        case ReportedAs.PERCENT_EMPTY | ReportedAs.EMPTY_TO_FULL:
            return Worry.HIGH


def unit_as_reported(reported_as: ReportedAs) -> str:
    """The unit of an empty-to-full figure in the form it is reported."""
    return "%" if scale_as_reported(reported_as) is Scale.LOGIT else "ratio"


def _attributes(file: str, vector_type: VectorType | None = None) -> tuple[PanelAttribute, ...]:
    data = load(file)
    entries = ({**data["defaults"], **entry} for entry in data["attribute"])
    return tuple(
        _attribute(entry, file)
        for entry in entries
        if vector_type is None or vector_type in entry.get("vectors", list(VectorType))
    )


def _attribute(entry: dict[str, Any], file: str) -> PanelAttribute:
    refuse_unknown(entry, known=_KEYS, where=f"{file}, {entry['code']}")
    return PanelAttribute(
        code=entry["code"],
        name=entry["name"],
        stages=tuple(map(Stage, entry["stages"])),
        process_performance=tuple(map(Stage, entry.get("process_performance", ()))),
        basis=Basis(entry["basis"]),
        scale=Scale(entry["scale"]),
        units=tuple(entry.get("units", ())),
        worry=Worry(entry["worry"]),
        tier=Tier(entry["tier"]),
        is_gate=entry.get("gate", False),
        reported_as=tuple(map(ReportedAs, entry.get("reported_as", ()))),
        allowed_words=tuple(entry.get("allowed_words", ())),
        conforming_words=tuple(entry.get("conforming_words", ())),
        decimals=entry["decimals"],
        is_scientific=entry.get("scientific", False),
        methods=tuple(entry["methods"]),
        numerator=entry.get("numerator"),
        denominator=entry.get("denominator"),
        linked=tuple(entry.get("linked", ())),
        composition=entry.get("composition"),
        between_run_cv=entry.get("between_run_cv"),
        note=entry.get("note"),
        source=Source.of(entry),
    )
