"""More than two arms: which are compared with which, and one outcome from all the pairs.

Lots of several arms are never pooled: a site that differs would hide behind one that does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from comparability.model.confounding import Bridge, Confounding
from comparability.model.criteria import Criterion
from comparability.model.datasets import AttributeData, Observation
from comparability.model.description import capitalised, in_words
from comparability.model.findings import ArmPair, Finding
from comparability.model.judgement import Judged, judge_two_arms
from comparability.model.lot_values import CountedLots
from comparability.model.vocabulary import ArmClaim, ArmPairs, ArmRole, Outcome

# The worst decides: what cannot be judged first, then what fails, then what is open.
SEVERITY = (
    Outcome.CANNOT_JUDGE,
    Outcome.DIFFERENT,
    Outcome.NOT_MET,
    Outcome.INCONCLUSIVE,
    Outcome.EQUIVALENT,
    Outcome.MET,
    Outcome.DESCRIBED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsJudged:
    """The deciding pair's finding with every lot counted, and a row for each pair."""

    judged: Judged
    pairs: tuple[ArmPair, ...]


def other_arms(observations: Sequence[Observation]) -> tuple[str, ...]:
    """The names of the arms beside the pre arm, sorted."""
    return tuple(sorted({item.arm_name for item in observations if item.arm is not ArmRole.PRE}))


def judge_pairs(
    attribute: AttributeData,
    criterion: Criterion,
    observations: Sequence[Observation],
    *,
    bridges: Sequence[Bridge],
    pairs: ArmPairs,
    claim: ArmClaim,
) -> PairsJudged:
    """Each pair by the criterion; the worst outcome is the attribute's.

    Where every arm is claimed each pair is tested at the stated alpha, which is the level of the whole claim
    (intersection–union). Where the arms that pass are claimed, alpha is divided by the number of pairs.
    """
    named = _pairs(observations, pairs)
    asked = criterion if claim is ArmClaim.ALL else replace(criterion, alpha=criterion.alpha / len(named))
    found = [
        judge_two_arms(attribute, asked, _of_pair(observations, *pair), bridges=bridges) for pair in named
    ]
    rows = tuple(_row(pair, judged) for pair, judged in zip(named, found, strict=True))
    deciding = min(range(len(rows)), key=lambda place: SEVERITY.index(rows[place].outcome))
    return PairsJudged(
        judged=Judged(
            finding=_together(found[deciding].finding, rows, rows[deciding], claim),
            lots=_every_lot(observations, [judged.lots for judged in found]),
            confounding=_every_sentence(named, [judged.confounding for judged in found]),
        ),
        pairs=rows,
    )


def _pairs(observations: Sequence[Observation], pairs: ArmPairs) -> list[tuple[str, str]]:
    pre = sorted({item.arm_name for item in observations if item.arm is ArmRole.PRE})
    others = other_arms(observations)
    if pairs is ArmPairs.EVERY_PAIR:
        return list(combinations([*pre, *others], 2))
    return [(before, after) for before in pre for after in others]


def _of_pair(observations: Sequence[Observation], before: str, after: str) -> list[Observation]:
    """The observations of two arms, the first in the place of the pre arm."""
    roles = {before: ArmRole.PRE, after: ArmRole.POST}
    return [replace(item, arm=roles[item.arm_name]) for item in observations if item.arm_name in roles]


def _row(pair: tuple[str, str], judged: Judged) -> ArmPair:
    figures = {figure.name: figure.value for figure in judged.finding.figures}
    return ArmPair(
        before=pair[0],
        after=pair[1],
        n_before=len(judged.lots.pre),
        n_after=len(judged.lots.post),
        estimate=figures.get("estimate"),
        low=figures.get("interval_low"),
        high=figures.get("interval_high"),
        outcome=judged.finding.outcome,
        reason=judged.finding.reason,
    )


def _together(worst: Finding, rows: Sequence[ArmPair], deciding: ArmPair, claim: ArmClaim) -> Finding:
    counts = {outcome: sum(row.outcome is outcome for row in rows) for outcome in SEVERITY}
    said = ", ".join(f"{in_words(count)} {outcome}" for outcome, count in counts.items() if count)
    opening = (
        f"{capitalised(in_words(len(rows)))} pairs of arms were compared: {said}. The one that decides is "
        f"{deciding.after} against {deciding.before}."
    )
    level = (
        "Every pair is tested at the stated level; all must pass, so the whole claim holds that level too."
        if claim is ArmClaim.ALL
        else f"The arms that pass are chosen, so each of the {len(rows)} pairs is tested at the stated level "
        "divided by their number."
    )
    return replace(
        worst,
        reason=f"{deciding.after} against {deciding.before}: {worst.reason}",
        plain_words=f"{opening} {worst.plain_words}",
        opening=f"{opening} {worst.opening}".strip(),
        limitations=(*worst.limitations, level),
    )


def _every_lot(observations: Sequence[Observation], counted: Sequence[CountedLots]) -> CountedLots:
    """Each lot once, with the role its arm has in the switch."""
    roles = {item.result_id: item.arm for item in observations}
    lots = {
        lot.result_ids: replace(lot, arm=roles[lot.result_ids[0]])
        for each in counted
        for lot in (*each.pre, *each.post)
    }
    return CountedLots(
        pre=tuple(lot for lot in lots.values() if lot.arm is ArmRole.PRE),
        post=tuple(lot for lot in lots.values() if lot.arm is not ArmRole.PRE),
        limitations=tuple(dict.fromkeys(sentence for each in counted for sentence in each.limitations)),
    )


def _every_sentence(named: Sequence[tuple[str, str]], found: Sequence[Confounding]) -> Confounding:
    """What was found of each pair, with the pair named where the pairs differ."""

    def together(sentences: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        pairs: dict[str, list[str]] = {}
        for (before, after), each in zip(named, sentences, strict=True):
            for sentence in each:
                pairs.setdefault(sentence, []).append(f"{after} against {before}")
        return tuple(
            sentence if len(said) == len(named) else f"{'; '.join(said)}: {sentence}"
            for sentence, said in pairs.items()
        )

    return Confounding(
        blocking=together([each.blocking for each in found]),
        limitations=together([each.limitations for each in found]),
    )
