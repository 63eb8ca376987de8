"""Limit and qualitative tests: every post lot conforms, or one does not. No statistics are needed."""

from collections.abc import Sequence

from comparability.model.criteria.criterion import Criterion
from comparability.model.criteria.margins import as_stated
from comparability.model.datasets import CENSORED, AttributeData, Observation
from comparability.model.findings import Figure, Finding, Form
from comparability.model.judging.description import unit_of
from comparability.model.judging.lot_values import listed
from comparability.model.outcomes import judge_each
from comparability.model.values import formatting
from comparability.model.vocabulary import ArmRole, CriterionKind, Outcome, ResultState


def compare_with_limit(
    attribute: AttributeData, criterion: Criterion, observations: Sequence[Observation]
) -> Finding:
    """Judge each post lot by the limits or by the accepted words; a pre lot that fails is a limitation.

    criterion: valid, limit or qualitative. observations: verified, each with a result.
    """
    post = [item for item in observations if item.arm is not ArmRole.PRE]
    pre = [item for item in observations if item.arm is ArmRole.PRE]
    if not post:
        nothing = "No post-switch lot has a result."
        return Finding(outcome=Outcome.CANNOT_JUDGE, reason=nothing, plain_words=nothing)
    verdicts = [conforms(item, attribute=attribute, criterion=criterion) for item in post]
    failing = [item.lot_number for item, verdict in zip(post, verdicts, strict=True) if verdict is False]
    unknown = [item for item, verdict in zip(post, verdicts, strict=True) if verdict is None]
    outcome = judge_each(verdicts)
    asked = _asked(attribute, criterion)
    sentences = []
    if failing:
        verb = "does" if len(failing) == 1 else "do"
        names = [_as_reported(item) for item in post if item.lot_number in failing]
        sentences.append(f"{_lots(names)} {verb} not conform: {asked}.")
    if unknown:
        sentences += _cannot_be_known(unknown)
        if not failing:
            sentences.append(f"{asked[:1].upper()}{asked[1:]}.")
    reason = " ".join(sentences) if sentences else f"{_all(len(post))}: {asked}."
    return Finding(
        outcome=outcome,
        reason=reason,
        plain_words=f"This cannot be judged. {reason}" if outcome is Outcome.CANNOT_JUDGE else reason,
        opening=reason if outcome is Outcome.NOT_MET else "",
        figures=_figures(post, failing, unknown),
        limitations=_limitations(pre, post, verdicts, attribute, criterion),
    )


def conforms(item: Observation, *, attribute: AttributeData, criterion: Criterion) -> bool | None:
    """Whether one result conforms; None when the result does not say.

    A result below the quantification limit is judged as at most that limit, one above the range as at least
    its end. "Not detected" without a number says nothing about a numeric limit.
    """
    if criterion.kind is CriterionKind.QUALITATIVE:
        return _word_conforms(item, criterion.accepted_words or attribute.conforming_words)
    low, high, value = criterion.limit_low, criterion.limit_high, item.value
    if value is None or item.state is ResultState.WORD:
        return None
    above_low = low is None or value >= low
    below_high = high is None or value <= high
    if item.state is ResultState.VALUE:
        return above_low and below_high
    if item.state is ResultState.ABOVE_RANGE or item.qualifier in {">", "≥"}:
        if high is not None and (value > high or (value == high and item.qualifier == ">")):
            return False
        return True if above_low and high is None else None
    if low is not None and (value < low or (value == low and item.qualifier == "<")):
        return False
    return True if below_high and low is None else None


def _word_conforms(item: Observation, accepted: Sequence[str]) -> bool | None:
    word = item.word
    if word is None and item.state is ResultState.NOT_DETECTED:
        word = str(ResultState.NOT_DETECTED)
    if word is None:
        return None
    return word.casefold() in {known.casefold() for known in accepted}


def _asked(attribute: AttributeData, criterion: Criterion) -> str:
    if criterion.kind is CriterionKind.QUALITATIVE:
        words = criterion.accepted_words or attribute.conforming_words
        return f"the criterion accepts {' or '.join(f'“{word}”' for word in words)}"
    # Limits are typed by people: they are shown with every digit that was typed, not with a table's.
    low, high = (
        None if end is None else as_stated(end) for end in (criterion.limit_low, criterion.limit_high)
    )
    unit = unit_of(attribute)
    if low is not None and high is not None:
        text = f"{low} to {high}{unit}"
    else:
        text = f"at least {low}{unit}" if low is not None else f"at most {high}{unit}"
    text = text.replace(" ", formatting.NO_BREAK)
    return f"the criterion allows {text}"


def _limitations(
    pre: Sequence[Observation],
    post: Sequence[Observation],
    verdicts: Sequence[bool | None],
    attribute: AttributeData,
    criterion: Criterion,
) -> tuple[str, ...]:
    sentences = []
    beyond = [
        _as_reported(item)
        for item, verdict in zip(post, verdicts, strict=True)
        if item.state in CENSORED and verdict is not None
    ]
    if beyond and criterion.kind is CriterionKind.LIMIT:
        verb = "was" if len(beyond) == 1 else "were"
        sentences.append(
            f"{_lots(beyond)} {verb} reported beyond the range that the method quantifies "
            "and judged at its limit."
        )
    failing = [
        item.lot_number for item in pre if conforms(item, attribute=attribute, criterion=criterion) is False
    ]
    if failing:
        sentences.append(
            f"Of the pre-switch lots, {listed(failing)} would not conform to this criterion; "
            "the verdict is about the post-switch lots."
        )
    return tuple(sentences)


def _figures(
    post: Sequence[Observation], failing: Sequence[str], unknown: Sequence[Observation]
) -> tuple[Figure, ...]:
    conforming = len(post) - len(failing) - len(unknown)
    figures = [
        Figure("n_post", float(len(post)), Form.COUNT, "post lots counted"),
        Figure("lots_conforming", float(conforming), Form.COUNT, "post lots that conform"),
        Figure("lots_not_conforming", float(len(failing)), Form.COUNT, "post lots that do not conform"),
    ]
    values = [item.value for item in post if item.state is ResultState.VALUE and item.value is not None]
    if values:
        figures += [
            Figure("minimum_post", min(values), Form.OWN, "smallest quantified post lot"),
            Figure("maximum_post", max(values), Form.OWN, "largest quantified post lot"),
        ]
    return tuple(figures)


def _as_reported(item: Observation) -> str:
    """A lot with its result as typed; what was calculated from replicates is in the table of results."""
    if item.replicates or not item.entered:
        return item.lot_number
    return f"{item.lot_number} ({item.entered})".replace(" ", formatting.NO_BREAK)


def _cannot_be_known(unknown: Sequence[Observation]) -> list[str]:
    """One sentence for each reason."""
    lots: dict[str, list[str]] = {}
    for item in unknown:
        lots.setdefault(_why_unknown(item), []).append(_as_reported(item))
    return [
        f"It cannot be known whether {_lots(names).replace('Lot', 'lot', 1)} "
        f"{'conforms' if len(names) == 1 else 'conform'}: {why}."
        for why, names in lots.items()
    ]


def _why_unknown(item: Observation) -> str:
    match item.state:
        case ResultState.WORD:
            return "the result is a word, and the criterion is a number"
        case ResultState.NOT_DETECTED if item.value is None:
            return "the detection limit is not recorded"
        case ResultState.NOT_DETECTED | ResultState.LIMIT | ResultState.ABOVE_RANGE:
            return "values on both sides of the limit are possible"
        case _:
            return "the result is a number, and the criterion accepts words"


def _lots(numbers: Sequence[str]) -> str:
    return f"Lot {numbers[0]}" if len(numbers) == 1 else f"Lots {listed(numbers)}"


def _all(count: int) -> str:
    if count == 1:
        return "The one post-switch lot conforms"
    return "Both post-switch lots conform" if count == 2 else f"All {count} post-switch lots conform"
