"""Variance components of two arms, made up for tests."""

from collections.abc import Mapping

from reports.components import ArmComponents, Component, ComponentsPlot, Span
from reports.plots import ArmRole, Bound

ZERO = "0, set to zero"


def components_plot(
    *values: tuple[float, float], spans: Mapping[float, Span] | None = None
) -> ComponentsPlot:
    """spans: intervals, by the variance that they are of."""
    arms = (("CDMO A (pre, n = 3)", ArmRole.PRE), ("CDMO B (post, n = 3)", ArmRole.POST))
    return ComponentsPlot(
        axis="Variance of logarithms",
        arms=tuple(
            ArmComponents(
                label=label,
                role=role,
                components=tuple(
                    Component(
                        name=name,
                        value=Bound(at=value, text=f"{value:g}" if value else "0, set to zero"),
                        interval=(spans or {}).get(value),
                    )
                    for name, value in zip(("between lots", "between replicates of a lot"), pair, strict=True)
                ),
            )
            for (label, role), pair in zip(arms, values, strict=True)
        ),
    )
