"""A plan in plain words: what it comes to, what its lots cannot show, and what a protocol says of it."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

from comparability.model.criteria.margins import chance, percent_as_stated
from comparability.model.judging.description import capitalised, in_words
from comparability.model.judging.lot_values import listed
from comparability.model.plans.designs import DesignFigures, DesignRow
from comparability.model.plans.figures import AttributeFigures, PlanFigures, RangeFigures
from comparability.model.plans.question import Question
from comparability.model.plans.subjects import is_no_change
from comparability.model.values import formatting
from comparability.model.vocabulary import CriterionKind, PlanDesign, SdSource

MUCH_LESS = 0.05  # by which an expected chance must fall short before a sentence says so
TOO_LARGE = 1.1  # times alpha
WEAK = 0.05  # from which a false-pass rate is worth a sentence


def answer(question: Question, figures: PlanFigures) -> tuple[str, ...]:
    """What a person reads first: the chances at the planned numbers of lots, then the design to take."""
    together, joint = _together(figures), figures.joint
    lowest = min(together, key=lambda each: each.power)
    lots = f"With {_lots(joint.n_pre, 'pre')} and {_lots(joint.n_post, 'post')}, and what is assumed of them"
    alone = (
        f"{lowest.name} passes with a chance of {chance(lowest.power)} "
        f"(target {_share(question.target_each)})"
    )
    if len(together) == 1:
        first = f"{lots}, {alone}."
    else:
        first = (
            f"{lots}, the {in_words(len(together))} attributes pass together with a chance of "
            f"{chance(joint.power)}{_error(joint.standard_error)}; the target is "
            f"{_share(question.target_joint)}. One by one, the lowest: {alone}."
        )
    return (first, *_which_design(question, figures), *_saved(question, figures))


def cannot_show(question: Question, figures: PlanFigures) -> tuple[str, ...]:
    """What these numbers of lots cannot show, each in a sentence of its own."""
    sentences = [
        sentence
        for each in figures.attributes
        for sentence in (_too_little(question, figures, each), *_about(question, each))
        if sentence is not None
    ]
    together, joint = _together(figures), figures.joint
    if len(together) > 1 and joint.power < question.target_joint:
        lowest = min(each.power for each in together)
        sentences.append(
            f"Together: all {in_words(len(together))} must pass, which costs no level and much power. One by "
            f"one they have at least {chance(lowest)}, together {chance(joint.power)}."
        )
    return (*sentences, *_weak([each for each in figures.ranges if each.rate >= WEAK]))


def justification(question: Question, figures: PlanFigures, *, label: str) -> str:
    """A text for the protocol: why this number of lots. label: which plan it comes from."""
    together, joint = _together(figures), figures.joint
    parts = [
        f"{capitalised(_lots(question.n_pre, 'pre'))} and {_lots(question.n_post, 'post')}, from {label}.",
        f"Assumed: {'; '.join(_assumed(each) for each in together)}.",
        "Chances to pass with these numbers of lots: "
        f"{'; '.join(f'{each.name} {chance(each.power)}' for each in together)}"
        + (f"; together {chance(joint.power)}{_error(joint.standard_error)}." if len(together) > 1 else "."),
    ]
    below = [each.name for each in together if each.power < question.target_each]
    if below:
        parts.append(f"Below the target of {_share(question.target_each)}: {listed(below)}.")
    return " ".join(parts)


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency: "3,500,000 USD"."""
    if amount is None:
        return "cost not stated"
    whole = amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount
    return f"{whole:,}{formatting.NO_BREAK}{currency}"


def months(amount: Decimal) -> str:
    """A time: "11.5 months"."""
    plain = f"{amount.normalize():f}"
    return f"{plain}{formatting.NO_BREAK}{'month' if amount == 1 else 'months'}"


def to_make(row: DesignRow) -> str:
    """What is still to be made and tested: "7 post lots", "5 pre and 5 post lots"."""
    if row.new_pre:
        lots = f"{row.new_pre} pre and {row.new_post} post lots"
    else:
        lots = _lots(row.new_post, "post") if row.new_post else "no further lot"
    return f"{lots} and {row.retests} re-tests of retains" if row.retests else lots


def _which_design(question: Question, figures: PlanFigures) -> list[str]:
    taken = next((each for each in figures.designs if each.design is figures.cheapest), None)
    currency = question.costs.currency
    if taken is not None:
        row = taken.row
        if not (row.new_post or row.retests):
            return ["No further lot is needed for it: the post lots that exist already reach the target."]
        return [
            f"The cheapest design that reaches the target: {taken.design.value}, {to_make(row)}, for "
            f"{money(row.cost, currency)} in {months(row.months)}, with a chance of {chance(row.power)}."
        ]
    reaching = [each for each in figures.designs if each.row.reaches]
    if reaching:
        listed_designs = listed([f"{each.design.value} ({to_make(each.row)})" for each in reaching])
        return [f"The target is reached by {listed_designs}, at a price that was not stated."]
    best = max(figures.designs, key=lambda each: each.row.power)
    return [
        f"No design with up to {max(question.candidates)} post lots reaches the target; the highest chance "
        f"is {chance(best.row.power)}, by {best.design.value} ({to_make(best.row)})."
    ]


def _saved(question: Question, figures: PlanFigures) -> list[str]:
    """What testing side by side would save against more post lots alone."""
    by_design = {each.design: each for each in figures.designs}
    beside, alone = by_design.get(PlanDesign.SIDE_BY_SIDE), by_design[PlanDesign.POST_LOTS]
    if beside is None:
        return []
    opening = (
        f"Re-testing {_lots(question.n_pre, 'pre')} side by side with the new ones removes what runs add"
    )
    if not beside.row.reaches:
        return [f"{opening}, and still does not reach the target."]
    if not alone.row.reaches:
        return [f"{opening}: {to_make(beside.row)} then reach the target, which more post lots alone do not."]
    return [f"{opening}: {_difference(question, beside, alone)}."]


def _difference(question: Question, beside: DesignFigures, alone: DesignFigures) -> str:
    lots = alone.row.new_post - beside.row.new_post
    time = alone.row.months - beside.row.months
    words = f"it saves {_lots(lots, 'post')} and {months(time)}" if lots > 0 else "it saves no lot"
    if beside.row.cost is None or alone.row.cost is None:
        return words
    spared = alone.row.cost - beside.row.cost
    amount = money(abs(spared), question.costs.currency)
    return f"{words}, and costs {amount} {'less' if spared >= 0 else 'more'}"


def _too_little(question: Question, figures: PlanFigures, each: AttributeFigures) -> str | None:
    if each.power >= question.target_each:
        return None
    joint = figures.joint
    lots = (
        f"{in_words(min(joint.n_pre, joint.n_post))} pairs"
        if each.is_paired
        else f"{_lots(joint.n_pre, 'pre')} and {_lots(joint.n_post, 'post')}"
    )
    opening = (
        f"{each.name}: with {each.spread} and {each.shift}, {lots} show {_asked(each)} with a chance of "
        f"{chance(each.power)} only."
    )
    target = _share(question.target_each)
    more = "pairs" if each.is_paired else "post lots"
    if each.needed is not None:
        enough = f"{each.needed} {more} would have {target}."
    else:
        beside = "" if each.is_paired else f" beside {_lots(joint.n_pre, 'pre')}"
        enough = (
            f"No number of {more} up to {each.most}{beside} has {target}; the highest is "
            f"{chance(each.highest_power)}, with {each.highest_lots}."
        )
    return f"{opening} {enough} {_what_they_bear(each)}"


def _what_they_bear(each: AttributeFigures) -> str:
    bounds = margin_bounds(each)
    if each.largest_spread is None:
        return f"No spread between lots is small enough; the narrowest margin that is shown is {bounds}."
    return (
        f"As planned, lots may vary by {spread_figure(each, each.largest_spread)} at most; or the narrowest "
        f"margin that is shown is {bounds}."
    )


def _about(question: Question, each: AttributeFigures) -> Iterable[str]:
    assumption = next(one for one in question.assumptions if one.subject.number == each.attribute_id)
    if is_no_change(assumption.subject.contrast, assumption.shift_stated):
        yield f"{each.name}: no true shift is assumed, which is the best case; any shift lowers the chance."
    if each.source is SdSource.METHOD:
        yield (
            f"{each.name}: {each.spread} is the method's own ({each.note.rstrip('.')}). Lots differ by more "
            "than the method alone, so the chance is too high."
        )
    elif each.expected is None:
        yield f"{each.name}: nothing says how well its spread is known, so a larger one is not allowed for."
    elif each.power - each.expected > MUCH_LESS and each.df is not None:
        yield (
            f"{each.name}: its spread is known with {formatting.degrees_of_freedom(each.df)} degrees of "
            f"freedom. Averaged over what this leaves open the chance is {chance(each.expected)}, not "
            f"{chance(each.power)}."
        )
    if each.one_sided_size > TOO_LARGE * each.alpha:
        yield (
            f"{each.name}: with these lots one of its tests passes a process on the end of the margin with "
            f"a chance of {formatting.percent(each.one_sided_size, decimals=1)} instead of "
            f"{formatting.percent(each.alpha, decimals=1)}."
        )


def _weak(ranges: Sequence[RangeFigures]) -> list[str]:
    """Ranges alike are told together: it is the formula that is weak, not the attribute."""
    alike: dict[tuple[str, str, float], list[str]] = {}
    for each in ranges:
        alike.setdefault((each.range, chance(each.rate), each.shift_sd), []).append(each.name)
    return [
        f"{listed(names)}: the post lots of a process shifted by {shift:g} SD would all lie inside {words} "
        f"with a chance of {rate}, so that passing says little."
        for (words, rate, shift), names in alike.items()
    ]


def _assumed(each: AttributeFigures) -> str:
    return f"{each.name}, {each.spread} ({source_in_short(each)}) and {each.shift}"


def source_in_short(each: AttributeFigures) -> str:
    """Where an SD comes from, without the numbers of lots; a person's own statement is called one."""
    if each.source is SdSource.PRE_LOTS and each.df is not None:
        return f"from {formatting.degrees_of_freedom(each.df + 1)} verified pre lots"
    note = each.note.rstrip(".")
    return f"stated: {note}" if each.source is SdSource.STATED else note


def _asked(each: AttributeFigures) -> str:
    if each.kind is CriterionKind.EQUIVALENCE:
        return f"sameness within {each.margin}"
    return f"non-inferiority ({each.margin})"


def margin_bounds(each: AttributeFigures) -> str:
    """The narrowest provable margin: "0.71 to 1.41", "−4.2 to 4.2 percentage points"."""
    decimals = _decimals(each.margin_low, each.margin_high)
    scientific = any(abs(end) >= 1e6 for end in (each.margin_low, each.margin_high) if end is not None)
    text = formatting.bounds(
        each.margin_low, each.margin_high, decimals=2 if scientific else decimals, scientific=scientific
    )
    return f"{text}{each.unit}"


def spread_figure(each: AttributeFigures, value: float) -> str:
    """A computed spread: "a CV of 9.3 %"."""
    if each.spread_label.startswith("CV"):
        return f"a CV of {formatting.figure(value, decimals=1)}{formatting.NO_BREAK}%"
    scientific = value >= 1e6
    text = formatting.figure(value, decimals=2 if scientific else _decimals(value), scientific=scientific)
    return f"an SD of {text}{each.unit}"


def _decimals(*values: float | None) -> int:
    """So many that the largest has three digits or more, two at least."""
    largest = max((abs(value) for value in values if value), default=1.0)
    return max(2, min(8, 2 - math.floor(math.log10(largest))))


def _together(figures: PlanFigures) -> list[AttributeFigures]:
    return [each for each in figures.attributes if each.is_in_joint]


def _lots(count: int, arm: str) -> str:
    return f"{count} {arm} {'lot' if count == 1 else 'lots'}"


def _share(fraction: float) -> str:
    return percent_as_stated(fraction)


def _error(standard_error: float) -> str:
    return f" (simulated, ± {formatting.percent(2 * standard_error, decimals=1)})"
