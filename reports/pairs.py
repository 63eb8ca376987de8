"""Pairs of arms over all attributes: how far each pair came, read from the sections of the attributes."""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.content import ArmPairRow, Tier
from reports.plots import Outcome
from reports.wording import Words

PASSING = frozenset({Outcome.EQUIVALENT, Outcome.MET})


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLine:
    """One pair of arms. others: attributes in which it does not pass, with tier and outcome."""

    before: str
    after: str
    passing_a: int
    compared_a: int
    others: tuple[str, ...]


def pair_lines(
    attributes: Iterable[tuple[str, Tier, tuple[ArmPairRow, ...]]], words: Words
) -> tuple[PairLine, ...]:
    """attributes: name, tier and pairs, in the order of the document; none for a switch of two arms."""
    rows: dict[tuple[str, str], list[tuple[str, Tier, Outcome]]] = {}
    for name, tier, pairs in attributes:
        for pair in pairs:
            rows.setdefault((pair.before, pair.after), []).append((name, tier, pair.outcome))
    return tuple(
        PairLine(
            before=before,
            after=after,
            passing_a=sum(tier is Tier.A and outcome in PASSING for _, tier, outcome in found),
            compared_a=sum(tier is Tier.A for _, tier, _ in found),
            others=tuple(
                words("{name} (tier {tier}): {outcome}", name=name, tier=tier, outcome=words.term(outcome))
                for name, tier, outcome in found
                if outcome not in PASSING
            ),
        )
        for (before, after), found in rows.items()
    )
