"""More than two arms: which are compared with which, and one outcome from all the pairs.

Lots of several arms are never pooled: a site that differs would hide behind one that does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from comparability.model.criteria.contrasts import with_direction
from comparability.model.criteria.criterion import Criterion
from comparability.model.datasets import AttributeData, Observation
from comparability.model.findings import ArmPair, Figure, Finding, LotValue
from comparability.model.judging.arm_figures import DESCRIBED, figures_of_lots
from comparability.model.judging.between_arms import between_arms
from comparability.model.judging.confounding import Bridge, Confounding
from comparability.model.judging.description import capitalised, in_words
from comparability.model.judging.judgement import Judged, judge_two_arms
from comparability.model.judging.lot_values import CountedLots, listed
from comparability.model.vocabulary import ArmClaim, ArmPairs, ArmRole, Contrast, Outcome, SummaryKind

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
PASSING = frozenset({Outcome.EQUIVALENT, Outcome.MET})


@dataclass(frozen=True, slots=True)
class NamedArm:
    """An arm of the switch, whether or not it has lots."""

    name: str
    role: ArmRole


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsJudged:
    """The deciding pair's finding with every lot counted, and a row for each pair."""

    judged: Judged
    pairs: tuple[ArmPair, ...]


def arms_of(
    attribute: AttributeData, observations: Sequence[Observation], stated: Sequence[NamedArm]
) -> tuple[NamedArm, ...]:
    """The arms of the switch in their order, then any other that something is known of, by name."""
    known: dict[str, ArmRole] = {each.arm_name: each.arm for each in attribute.summaries}
    known |= {point.arm_name: point.arm for point in attribute.series}
    known |= {item.arm_name: item.arm for item in observations}
    named = {arm.name for arm in stated}
    return (*stated, *(NamedArm(name, known[name]) for name in sorted(known) if name not in named))


def other_arms(arms: Sequence[NamedArm]) -> tuple[str, ...]:
    """The names of the arms beside the pre arm."""
    return tuple(arm.name for arm in arms if arm.role is not ArmRole.PRE)


def judge_pairs(
    attribute: AttributeData,
    criterion: Criterion,
    observations: Sequence[Observation],
    *,
    bridges: Sequence[Bridge],
    arms: Sequence[NamedArm],
    pairs: ArmPairs,
    claim: ArmClaim,
) -> PairsJudged:
    """Each pair by the criterion; the worst outcome is the attribute's. arms: a pre arm and two others.

    Where every arm is claimed each pair is tested at the stated alpha, which is the level of the whole claim
    (intersection–union). Where the arms that pass are claimed, alpha is divided by the number of pairs.
    """
    named = _pairs(arms, pairs)
    asked = criterion if claim is ArmClaim.ALL else replace(criterion, alpha=criterion.alpha / len(named))
    pre = {arm.name for arm in arms if arm.role is ArmRole.PRE}
    found = []
    for before, after in named:
        of_pair = _of_pair(attribute, observations, before, after, is_with_pre=before in pre)
        found.append(judge_two_arms(of_pair, asked, of_pair.observations, bridges=bridges))
    rows = tuple(_row(pair, judged) for pair, judged in zip(named, found, strict=True))
    deciding = min(range(len(rows)), key=lambda place: SEVERITY.index(rows[place].outcome))
    lots = _every_lot(observations, [judged.lots for judged in found])
    return PairsJudged(
        judged=Judged(
            finding=_of_every_arm(
                _together(found[deciding].finding, rows, rows[deciding], claim, criterion.contrast),
                criterion,
                (*lots.pre, *lots.post),
            ),
            lots=lots,
            confounding=_every_sentence(named, [judged.confounding for judged in found]),
        ),
        pairs=rows,
    )


def arm_names(lots: Sequence[LotValue]) -> tuple[str, ...]:
    """The arms of the lots in the order in which their figures are numbered."""
    return tuple(dict.fromkeys(lot.arm_name for lot in lots))


def _pairs(arms: Sequence[NamedArm], pairs: ArmPairs) -> list[tuple[str, str]]:
    pre = [arm.name for arm in arms if arm.role is ArmRole.PRE]
    others = other_arms(arms)
    if pairs is ArmPairs.EVERY_PAIR:
        return list(combinations([*pre, *others], 2))
    return [(before, after) for before in pre for after in others]


def _of_pair(
    attribute: AttributeData,
    observations: Sequence[Observation],
    before: str,
    after: str,
    *,
    is_with_pre: bool,
) -> AttributeData:
    """What is known of two arms, the first in the place of the pre arm.

    A published comparison is one with the pre arm and says nothing of any other.
    """
    roles = {before: ArmRole.PRE, after: ArmRole.POST}
    return replace(
        attribute,
        observations=tuple(
            replace(item, arm=roles[item.arm_name]) for item in observations if item.arm_name in roles
        ),
        series=tuple(
            replace(point, arm=roles[point.arm_name]) for point in attribute.series if point.arm_name in roles
        ),
        summaries=tuple(
            replace(each, arm=roles[each.arm_name])
            for each in attribute.summaries
            if each.arm_name in roles and (is_with_pre or each.kind is not SummaryKind.COMPARISON)
        ),
    )


def _row(pair: tuple[str, str], judged: Judged) -> ArmPair:
    figures = {figure.name: figure.value for figure in judged.finding.figures}
    return ArmPair(
        before=pair[0],
        after=pair[1],
        n_before=round(figures.get("n_pre", len(judged.lots.pre))),
        n_after=round(figures.get("n_post", len(judged.lots.post))),
        estimate=figures.get("estimate"),
        low=figures.get("interval_low"),
        high=figures.get("interval_high"),
        outcome=judged.finding.outcome,
        reason=judged.finding.reason,
    )


def _together(
    worst: Finding,
    rows: Sequence[ArmPair],
    deciding: ArmPair,
    claim: ArmClaim,
    contrast: Contrast | None,
) -> Finding:
    counts = {outcome: sum(row.outcome is outcome for row in rows) for outcome in SEVERITY}
    said = ", ".join(f"{in_words(count)} {outcome}" for outcome, count in counts.items() if count)
    opening = f"{capitalised(in_words(len(rows)))} pairs of arms were compared: {said}."
    if claim is ArmClaim.CHOSEN:
        opening += f" {_who_passes(rows)}"
    opening += f" The one that decides is {_words(deciding)}."
    level = (
        "Every pair is tested at the stated level; all must pass, so the whole claim holds that level too."
        if claim is ArmClaim.ALL
        else f"The arms that pass are chosen, so each of the {len(rows)} pairs is tested at the stated level "
        "divided by their number. The outcome of the attribute stays that of the worst pair: what becomes of "
        "an arm that does not pass is for people to conclude."
    )
    return replace(
        worst,
        figures=tuple(_of_pair_named(figure, deciding, contrast) for figure in worst.figures),
        reason=f"{_words(deciding)}: {worst.reason}",
        plain_words=f"{opening} {worst.plain_words}",
        opening=f"{opening} {worst.opening}".strip(),
        limitations=(*worst.limitations, level),
        left_out=(),  # what one pair cannot use another may
    )


def _of_pair_named(figure: Figure, pair: ArmPair, contrast: Contrast | None) -> Figure:
    """The estimate says of which two arms it is."""
    if figure.name != "estimate" or contrast is None:
        return figure
    return replace(figure, meaning=with_direction(contrast, before=pair.before, after=pair.after))


def _words(pair: ArmPair) -> str:
    return f"{pair.after} against {pair.before}"


def _who_passes(rows: Sequence[ArmPair]) -> str:
    passing = [_words(row) for row in rows if row.outcome in PASSING]
    if not passing:
        return "None passes."
    others = "" if len(passing) == len(rows) else ", and no other"
    return f"{listed(passing)} {'passes' if len(passing) == 1 else 'pass'}{others}."


def _of_every_arm(finding: Finding, criterion: Criterion, lots: Sequence[LotValue]) -> Finding:
    """With the figures of every arm instead of those of the deciding pair alone, and the variance between."""
    figures = [figure for figure in finding.figures if not _is_of_one_arm(figure)]
    for number, name in enumerate(arm_names(lots), start=1):
        of_arm = [lot for lot in lots if lot.arm_name == name]
        figures += [
            replace(figure, meaning=f"{figure.meaning.rpartition(', ')[0]}, {name}")
            for figure in figures_of_lots(f"arm{number}", of_arm, criterion.contrast)
        ]
    between = between_arms(criterion, lots)
    if between is None:
        return replace(finding, figures=tuple(figures))
    snippets = [text for text in (finding.r_snippet, between.r_snippet) if text is not None]
    return replace(
        finding,
        figures=(*figures, *between.figures),
        limitations=(*finding.limitations, *between.limitations),
        r_snippet="\n\n".join(snippets),
    )


def _is_of_one_arm(figure: Figure) -> bool:
    stem, _, arm = figure.name.rpartition("_")
    return arm in ("pre", "post") and stem in DESCRIBED


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
