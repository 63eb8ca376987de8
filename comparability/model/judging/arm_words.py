"""A comparison of two arms in words: plain ones first, never "significant", never a bare p-value."""

from comparability.model.criteria.contrasts import is_of_means
from comparability.model.criteria.margins import chance, ends, percent_as_stated, worrying_side
from comparability.model.judging.arm_figures import Settling
from comparability.model.judging.arm_openings import opening
from comparability.model.judging.told import Told, beside, interval_name, margin, reach, text
from comparability.model.outcomes import judge_interval
from comparability.model.vocabulary import Contrast, CriterionKind, Outcome
from comparability.statistics.tost import Side

LIKELY = 0.5


def plain_words(told: Told) -> str:
    """Two to four sentences that a reader sees first."""
    allows = _of_chances(told) if told.found.chances is not None else f"The margin allows {margin(told)}"
    axis = told.found.seen
    level = percent_as_stated(told.criterion.difference_level if axis is None else axis.level)
    if axis is None:
        seen = "so few lots cannot say whether there is a difference"
    else:
        seen = "a difference is seen" if axis.is_seen else "a difference is not seen"
    match told.outcome:
        case Outcome.EQUIVALENT | Outcome.MET:
            joint = "but" if axis is not None and axis.is_seen else "and"
            sentences = [f"{allows}, so {_asked(told)} is shown, {joint} {seen} at {level}."]
        case Outcome.DIFFERENT | Outcome.NOT_MET:
            outside = "" if told.found.chances is not None else ", and the whole interval lies outside it"
            sentences = [f"{allows}{outside}: {_broken(told)}.", f"At {level} {seen}."]
        case _:
            sentences = [f"{allows}, so {_asked(told)} is not shown, and {seen} at {level}."]
            if said := _of_bounds(told):
                sentences.append(said)
    if told.settling is not None:
        sentences.append(_would_settle(told.settling))
    return " ".join([opening(told), *sentences])


def reason(told: Told) -> str:
    """Why the outcome is what it is, in a sentence or two."""
    if told.found.chances is not None:
        return f"{_of_chances(told)}."
    whole = f"The whole {interval_name(told)}, {reach(told)}"
    match told.outcome:
        case Outcome.EQUIVALENT | Outcome.MET:
            return f"{whole}, lies inside the margin, {margin(told)}."
        case Outcome.DIFFERENT | Outcome.NOT_MET:
            return f"{whole}, lies outside the margin, {margin(told)}."
        case _:
            return " ".join(sentence for sentence in (_of_interval(told), _of_bounds(told)) if sentence)


def _of_chances(told: Told) -> str:
    """The posterior probabilities that the verdict is read from, without a full stop."""
    chances = told.found.chances
    if chances is None:
        return ""
    needed = percent_as_stated(chances.needed)
    inside, below, above = (
        beside(each, chances.needed) for each in (chances.inside, chances.below, chances.above)
    )
    low, high = ends(told.criterion)
    match told.outcome:
        case Outcome.EQUIVALENT | Outcome.MET:
            found = f"inside the margin, {margin(told)}, is {inside}"
        case Outcome.DIFFERENT | Outcome.NOT_MET:
            is_below = chances.below > chances.above
            side, size = ("below", below) if is_below else ("above", above)
            found = f"{side} the margin, {margin(told)}, is {size}"
        case _:
            beyond = [f"below it {below}"] if low is not None else []
            beyond += [f"above it {above}"] if high is not None else []
            found = f"inside the margin, {margin(told)}, is {inside}, {' and '.join(beyond)}"
    return f"The probability of lying {found}; the protocol asks for {needed}"


def _of_interval(told: Told) -> str:
    """How an interval that is neither inside nor outside the margin lies, and why; nothing of another."""
    if judge_interval(told.found.interval, told.criterion) is not Outcome.INCONCLUSIVE:
        return ""
    return f"{_reaches(told)} {_because(told)}"


def _of_bounds(told: Told) -> str:
    """What the ends of what is known say, where they do not agree with the rest."""
    bounds = told.found.bounds
    own = judge_interval(told.found.interval, told.criterion)
    if all(row.outcome is own for row in bounds):
        return ""
    said = " and ".join(f"{row.outcome} with {row.name}" for row in bounds)
    return (
        f"The censoring leaves it open: by the likelihood of the lots the outcome would be {own}, "
        f"{said}; a verdict stands only where all agree."
    )


def _asked(told: Told) -> str:
    if told.criterion.kind is CriterionKind.EQUIVALENCE:
        return "sameness within the margin" if told.outcome is Outcome.EQUIVALENT else "sameness"
    return f"non-inferiority (not {_worry(told)} than the margin allows)"


def _broken(told: Told) -> str:
    if told.criterion.kind is CriterionKind.EQUIVALENCE:
        who = "the lots" if is_of_means(told.criterion.contrast) else f"the arms in their {_compared(told)}"
        return f"{who} differ by more than the margin allows"
    if is_of_means(told.criterion.contrast):
        return f"the post-switch lots are {_worry(told)} than the margin allows"
    return f"the {told.criterion.contrast} is {_worry(told)} than the margin allows"


def _worry(told: Told) -> str:
    return "lower" if worrying_side(told.criterion) is Side.LOW else "higher"


def _compared(told: Told) -> str:
    match told.criterion.stated_contrast:
        case Contrast.SD_RATIO:
            return "spreads"
        case Contrast.RATE_RATIO:
            return "rates"
        case Contrast.SLOPE:
            return "slopes"
        case _:
            return "means"


def _reaches(told: Told) -> str:
    interval = told.found.interval
    low, high = ends(told.criterion)
    beyond = []
    if low is not None and interval.low <= low:
        beyond.append(_as_far_as(told, "below", low, interval.low))
    if high is not None and interval.high >= high:
        beyond.append(_as_far_as(told, "above", high, interval.high))
    return f"The {interval_name(told)} reaches {' and '.join(beyond)};"


def _as_far_as(told: Told, side: str, end: float, reached: float) -> str:
    """Touching an end of the margin is not reaching beyond it, and not evidence either."""
    if reached == end:
        return f"as far as {text(told, end)}{told.unit}, an end of the margin"
    return f"{side} {text(told, end)}{told.unit} (to {text(told, reached)})"


def _because(told: Told) -> str:
    n_pre, n_post = told.found.n_pre, told.found.n_post
    low, high = ends(told.criterion)
    is_below = low is not None and told.found.estimate <= low
    if is_below or (high is not None and told.found.estimate >= high):
        return "the estimate itself lies outside the margin."
    if told.chance_without_shift is not None and told.chance_without_shift < LIKELY:
        return (
            f"with {n_pre} pre and {n_post} post lots and this variation the interval is wide for the "
            f"margin: even without any true shift the chance to show it would be "
            f"{chance(told.chance_without_shift)}."
        )
    return "the estimate lies inside the margin, and the interval around it is not narrow enough."


def _would_settle(settling: Settling) -> str:
    seen = "With the variation seen so far"
    how = "" if settling.by_post_lots.is_inside else " as different"
    likely = f" with a chance of {percent_as_stated(settling.probability)}"
    alone, both = settling.by_post_lots.more, settling.by_both_arms.more
    if alone is not None:
        lots = "1 more post lot" if alone == 1 else f"{alone} more post lots"
        return f"{seen} about {lots} would settle it{how}{likely}."
    if both is not None:
        lots = "1 more lot" if both == 1 else f"{both} more lots"
        return (
            f"{seen} more post lots alone would hardly settle it; "
            f"about {lots} in each arm would,{how}{likely}."
        )
    return f"{seen} no realistic number of further lots would settle it."
