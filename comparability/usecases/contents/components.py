"""What the drawing of variance components shows, from the stored figures of a mixed model."""

from collections.abc import Iterator, Mapping
from typing import Any

from comparability.model.values import formatting
from comparability.usecases.contents import figures
from comparability.usecases.contents.lines import Line
from reports.components import ArmComponents, Component, ComponentsPlot, Span
from reports.plots import ArmRole, Bound
from reports.wording import ENGLISH, Fixed, Words, fixed

COMPONENTS = (
    ("variance_between_lots", fixed("between lots")),
    ("variance_within_lots", fixed("between replicates of a lot")),
)
DECLARED_RUN_SD = "run_sd"  # a lot is measured in one run, so its variance can only be declared


def components_plot(line: Line, words: Words = ENGLISH) -> ComponentsPlot | None:
    """None where no components were computed."""
    arms = tuple(arm for arm in _arms(line, words) if arm.components)
    if not arms:
        return None
    unit = line.attribute.unit
    is_log = figures.is_ratio(line.item.criterion)
    named = words("Variance, ({unit})²", unit=unit) if unit else words("Variance")
    has_intervals = any(each.interval for arm in arms for each in arm.components)
    level = figures.level_text(figures.values_of(line)["difference_level"]) if has_intervals else ""
    return ComponentsPlot(
        axis=words("Variance of logarithms") if is_log else named,
        arms=arms,
        level=words("{level} confidence interval", level=level) if level else "",
    )


def _arms(line: Line, words: Words) -> Iterator[ArmComponents]:
    both = (*_components(line, "", words), *_between_runs(line, words))
    yield ArmComponents(label=words("Both arms"), role=None, components=both)
    for role, suffix in ((ArmRole.PRE, "_pre"), (ArmRole.POST, "_post")):
        lots = [lot for lot in line.item.lots if (lot["arm"] == ArmRole.PRE) is (role is ArmRole.PRE)]
        names = list(dict.fromkeys(lot["arm_name"] for lot in lots))
        yield ArmComponents(
            label=words(
                "{arm} ({role}, n = {count})", arm=words.listed(names), role=words.term(role), count=len(lots)
            ),
            role=role,
            components=_components(line, suffix, words),
        )


def _components(line: Line, suffix: str, words: Words) -> tuple[Component, ...]:
    found = {figure["name"]: figure for figure in line.item.figures}
    return tuple(
        _component(meaning, found, name + suffix, line, words)
        for name, meaning in COMPONENTS
        if name + suffix in found
    )


def _component(
    meaning: Fixed, found: Mapping[str, Mapping[str, Any]], name: str, line: Line, words: Words
) -> Component:
    low, high = found.get(f"{name}_low"), found.get(f"{name}_high")
    value = found[name]["value"]
    text = figures.written(found[name], line, words) if value else words("0, set to zero")
    if low is None or high is None:
        return Component(name=words.term(meaning), value=Bound(at=value, text=text))
    ends = figures.ends(figures.written(low, line, words), figures.written(high, line, words), words)
    return Component(
        name=words.term(meaning),
        value=Bound(at=value, text=f"{text} ({ends})"),
        interval=Span(low=low["value"], high=high["value"]),
    )


def _between_runs(line: Line, words: Words) -> tuple[Component, ...]:
    """What the protocol declares, beside components that were estimated."""
    found = figures.values_of(line)
    if DECLARED_RUN_SD not in found or not any(name.startswith("variance_") for name in found):
        return ()
    variance = found[DECLARED_RUN_SD] ** 2
    text = formatting.figure(variance, decimals=figures.FACTOR_DECIMALS)
    return (Component(name=words("between runs, as declared"), value=Bound(at=variance, text=text)),)
