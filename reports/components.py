"""What a drawing of variance components shows: how far lots vary, and replicates within a lot."""

from dataclasses import dataclass

from reports.plots import ArmRole, Bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The interval of a variance."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.high:
            raise ValueError(f"an interval of a variance from {self.low!r} to {self.high!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A variance; one that came out below zero is set to zero, and its text says so."""

    name: str  # "between lots"
    value: Bound  # text: with its interval
    interval: Span | None = None  # None where the variance is stated, not estimated, or has none

    def __post_init__(self) -> None:
        if self.value.at < 0.0:
            raise ValueError(f"a variance is not negative: {self.name} {self.value.text}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmComponents:
    """role: None where one set of variances was taken for both arms."""

    label: str
    role: ArmRole | None
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentsPlot:
    axis: str  # "Variance of logarithms"
    arms: tuple[ArmComponents, ...]
    level: str = ""  # "95 % confidence interval", empty without any

    def __post_init__(self) -> None:
        if not any(arm.components for arm in self.arms):
            raise ValueError("a drawing of components needs at least one")
