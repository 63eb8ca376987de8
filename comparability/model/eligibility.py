"""Which lots count, decided in the protocol before the post-switch results.

A lot outside the rule stays in every table and plot with the reason given here.
"""

from dataclasses import dataclass
from datetime import date

from comparability.model.errors import Invalid
from comparability.model.vocabulary import LotStatus, LotUse, Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRule:
    """The frozen rule. process_versions: None means any. failed_lots: their treatment, in words."""

    uses: tuple[LotUse, ...]
    statuses: tuple[LotStatus, ...]
    occasions: tuple[Occasion, ...]
    failed_lots: str
    process_versions: tuple[str, ...] | None = None
    manufactured_from: date | None = None
    manufactured_to: date | None = None

    def __post_init__(self) -> None:
        if not self.uses:
            raise Invalid("Name at least one use of lots that counts.", field="uses")
        if not self.statuses:
            raise Invalid("Name at least one lot status that counts.", field="statuses")
        if not self.occasions:
            raise Invalid("Name at least one testing occasion that counts.", field="occasions")
        if not self.failed_lots.strip():
            raise Invalid("Say in words how failed lots are treated.", field="failed_lots")
        if (
            self.manufactured_from is not None
            and self.manufactured_to is not None
            and self.manufactured_from > self.manufactured_to
        ):
            raise Invalid("The date window ends before it begins.", field="manufactured_to")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotFacts:
    """What the rule looks at."""

    use: LotUse
    status: LotStatus
    process_version: str | None
    manufactured_on: date | None


def why_not_eligible(lot: LotFacts, *, rule: EligibilityRule) -> str | None:
    """The reason, as part of a sentence, why the lot does not count, or None when it does.

    What is not known and is asked for does not count: an unrecorded date cannot lie inside a window.
    """
    if lot.use not in rule.uses:
        return f"its use is “{lot.use}”, and the protocol counts {_listed(rule.uses)}"
    if lot.status not in rule.statuses:
        return f"its status is “{lot.status}”, and the protocol counts {_listed(rule.statuses)}"
    if rule.process_versions is not None and lot.process_version not in rule.process_versions:
        version = f"“{lot.process_version}”" if lot.process_version else "not recorded"
        return f"its process version is {version}, and the protocol counts {_listed(rule.process_versions)}"
    if rule.manufactured_from is None and rule.manufactured_to is None:
        return None
    if lot.manufactured_on is None:
        return "its date of manufacture is not recorded, and the protocol asks for it"
    if rule.manufactured_from is not None and lot.manufactured_on < rule.manufactured_from:
        opens = rule.manufactured_from
        return f"it was made on {lot.manufactured_on}, before the protocol's window opens on {opens}"
    if rule.manufactured_to is not None and lot.manufactured_on > rule.manufactured_to:
        closes = rule.manufactured_to
        return f"it was made on {lot.manufactured_on}, after the protocol's window closes on {closes}"
    return None


def _listed(words: tuple[str, ...]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
