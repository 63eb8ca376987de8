"""What each kind of switch starts with: the aspects to compare side by side and the default risks, as data.

A default risk is a starting point that a person confirms or replaces with a reason; it decides nothing.
"""

import enum
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from comparability.model.panels import panel
from comparability.model.sources import Entry, Source, load, refuse_unknown
from comparability.model.vocabulary import SwitchKind, VectorType

_KIND_KEYS = frozenset({"kind", "summary", "aspects", "many_arms", "source", "mark", "link"})
_RISK_KEYS = frozenset({"kinds", "attributes", "level", "reason", "source", "mark", "link"})


class RiskLevel(enum.StrEnum):
    """How likely and how harmful a change of the attribute is, as ranked for a kind of switch (ICH Q9)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One row of the side-by-side difference table. code: stable slug; prompt: what to fill in."""

    code: str
    name: str
    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultRisk:
    """The risk that a kind of switch poses to an attribute, with the reason why."""

    attribute_code: str
    level: RiskLevel
    reason: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchKindDefaults:
    """aspects: the rows the difference table starts with, what usually changes first.

    has_many_arms: whether more than one post arm is usual.
    """

    kind: SwitchKind
    summary: str
    aspects: tuple[Aspect, ...]
    has_many_arms: bool
    source: Source
    _risks: Mapping[str, DefaultRisk]

    def risk(self, attribute_code: str) -> DefaultRisk | None:
        """The default risk for an attribute, or None where the data name none: a person ranks it.

        An attribute that is measured at several stages has a code for each, which ends with the stage.
        """
        code, _, stage = attribute_code.rpartition("-")
        return self._risks.get(code if stage in ("ip", "ds", "dp") else attribute_code)

    def ground(self, attribute_code: str, rationale: str) -> str:
        """What the default is backed by, where a rationale is still that of the default; otherwise empty."""
        default = self.risk(attribute_code)
        if default is None or rationale != default.reason:
            return ""
        return f"{default.source.mark.meaning}: {default.source.text}"

    def risks(self, vector_type: VectorType) -> tuple[DefaultRisk, ...]:
        """The default risks for the attributes of a panel, in the panel's order."""
        codes = (attribute.code for attribute in panel(vector_type).attributes)
        return tuple(risk for code in codes if (risk := self._risks.get(code)) is not None)


@functools.cache
def switch_kinds() -> Mapping[SwitchKind, SwitchKindDefaults]:
    """Defaults of every kind of switch. Raises ValueError when the data contradict themselves."""
    data = load("switch_kinds.toml")
    aspects = {entry["code"]: Aspect(**entry) for entry in data["aspect"]}
    risks = _risks(data)
    known_codes = {a.code for vector_type in VectorType for a in panel(vector_type).attributes}
    unknown = {code for found in risks.values() for code in found} - known_codes
    if unknown:
        raise ValueError(f"risks name attributes of no panel: {', '.join(sorted(unknown))}")
    kinds: dict[SwitchKind, SwitchKindDefaults] = {}
    for entry in data["kind"]:
        entry = {**data["defaults"], **entry}
        refuse_unknown(entry, known=_KIND_KEYS, where=f"switch kind {entry['kind']}")
        kind = SwitchKind(entry["kind"])
        kinds[kind] = SwitchKindDefaults(
            kind=kind,
            summary=entry["summary"],
            aspects=tuple(aspects[code] for code in entry["aspects"]),
            has_many_arms=entry.get("many_arms", False),
            source=Source.of(entry),
            _risks=MappingProxyType(risks.get(kind, {})),
        )
    missing = set(SwitchKind) - kinds.keys()
    if missing:
        raise ValueError(f"no defaults for: {', '.join(sorted(missing))}")
    return MappingProxyType(kinds)


def _risks(data: Entry) -> dict[SwitchKind, dict[str, DefaultRisk]]:
    """Default risks by kind and attribute code; one entry may cover several of both."""
    by_kind: dict[SwitchKind, dict[str, DefaultRisk]] = {}
    for entry in data["risk"]:
        entry = {**data["defaults"], **entry}
        refuse_unknown(entry, known=_RISK_KEYS, where=f"risk of {entry['attributes']}")
        for kind in map(SwitchKind, entry["kinds"]):
            found = by_kind.setdefault(kind, {})
            for code in entry["attributes"]:
                if code in found:
                    raise ValueError(f"{kind}: two default risks for {code}")
                found[code] = DefaultRisk(
                    attribute_code=code,
                    level=RiskLevel(entry["level"]),
                    reason=entry["reason"],
                    source=Source.of(entry),
                )
    return by_kind
