"""What the drawing of variance components shows, from the stored figures of a mixed model."""

from collections.abc import Iterator

from comparability.usecases.contents import figures
from comparability.usecases.contents.lines import Line
from reports.components import ArmComponents, Component, ComponentsPlot
from reports.plots import ArmRole, Bound
from reports.wording import ENGLISH, Words, fixed

COMPONENTS = (
    ("variance_between_lots", fixed("between lots")),
    ("variance_within_lots", fixed("between replicates of a lot")),
)


def components_plot(line: Line, words: Words = ENGLISH) -> ComponentsPlot | None:
    """None where no components were computed."""
    arms = tuple(arm for arm in _arms(line, words) if arm.components)
    if not arms:
        return None
    unit = line.attribute.unit
    is_log = figures.is_ratio(line.item.criterion)
    named = words("Variance, ({unit})²", unit=unit) if unit else words("Variance")
    return ComponentsPlot(axis=words("Variance of logarithms") if is_log else named, arms=arms)


def _arms(line: Line, words: Words) -> Iterator[ArmComponents]:
    yield ArmComponents(label=words("Both arms"), role=None, components=_components(line, "", words))
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
        Component(
            name=words.term(meaning),
            value=Bound(
                at=found[name + suffix]["value"],
                text=figures.written(found[name + suffix], line, words)
                if found[name + suffix]["value"]
                else words("0, set to zero"),
            ),
        )
        for name, meaning in COMPONENTS
        if name + suffix in found
    )
