"""Lots measured in different runs, brought to one level by the control of each run.

On logarithms a lot is divided by the control of its run, on the linear scale the control is taken off; the
mean control is given back, so that the unit stays readable. The control's own error now lies in every lot of
its run: where that is more than what the runs differed by, the SD grows, which is reported. Lots of one run
share that error, so an arm measured in one run is still aliased with it (see aliased_runs.py).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comparability.statistics.contrast import exponential
from comparability.statistics.errors import ControlNotPositive, MissingControl, NotAVector, NotFinite
from comparability.statistics.samples import Values, check_positive, log_ratios, read


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalisedArm:
    """values: in the unit of the input. sd, sd_before: on the scale of analysis, None for a single lot."""

    values: tuple[float, ...]
    sd: float | None
    sd_before: float | None

    @property
    def sd_ratio(self) -> float | None:
        """After over before; above 1 the control cost precision. None where there was no spread before."""
        return self.sd / self.sd_before if self.sd is not None and self.sd_before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlNormalised:
    """Both arms at the level of `mean_control`: the mean (geometric on logarithms) over the runs in use."""

    pre: NormalisedArm
    post: NormalisedArm
    mean_control: float
    n_runs: int
    is_log: bool


def control_normalised(
    *,
    pre: Values,
    post: Values,
    pre_runs: Sequence[str],
    post_runs: Sequence[str],
    controls: Mapping[str, float],
    is_log: bool,
) -> ControlNormalised:
    """Normalise every lot by the control of its run.

    pre, post: one value per lot. pre_runs, post_runs: the run of each lot. controls: the control's value in
    each run. is_log: divide, and report SDs of natural logarithms; else subtract.
    Raises MissingControl, ControlNotPositive and NotPositive where values are divided, NotFinite, NotAVector,
    TooFewLots.
    """
    arms = [
        (read(values, arm=arm, need=1), list(runs), arm)
        for values, runs, arm in ((pre, pre_runs, "pre"), (post, post_runs, "post"))
    ]
    for values, runs, arm in arms:
        if len(values) != len(runs):
            raise NotAVector(arm=arm)
        for run in runs:
            if run not in controls:
                raise MissingControl(arm=arm, run=run)
        if is_log:
            check_positive(values, arm=arm)
    in_use = {run: float(controls[run]) for _, runs, _ in arms for run in runs}
    for run, control in in_use.items():
        if not math.isfinite(control):
            raise NotFinite(what=f"The control of run {run}")
        if is_log and control <= 0.0:
            raise ControlNotPositive(run=run, value=control)
    origin = next(iter(in_use.values()))
    levels = dict(zip(in_use, _deviations(list(in_use.values()), origin, is_log), strict=True))
    mean = math.fsum(levels.values()) / len(levels)
    normalised = [_arm(values, [levels[run] - mean for run in runs], is_log) for values, runs, _ in arms]
    return ControlNormalised(
        pre=normalised[0],
        post=normalised[1],
        mean_control=origin * math.exp(mean) if is_log else origin + mean,
        n_runs=len(in_use),
        is_log=is_log,
    )


def _arm(values: list[float], shifts: list[float], is_log: bool) -> NormalisedArm:
    before = _deviations(values, values[0], is_log)
    after = [value - shift for value, shift in zip(before, shifts, strict=True)]
    back = values[0]
    found = tuple(back * exponential(value) if is_log else back + value for value in after)
    if not all(map(math.isfinite, found)):
        raise NotFinite(what="A normalised value")
    return NormalisedArm(
        values=found,
        sd=_sd(after),
        sd_before=_sd(before),
    )


def _deviations(values: list[float], origin: float, is_log: bool) -> list[float]:
    return log_ratios(values, origin=origin) if is_log else [value - origin for value in values]


def _sd(values: list[float]) -> float | None:
    if len(values) < 2:
        return None
    mean = math.fsum(value / len(values) for value in values)
    found = math.hypot(*[value - mean for value in values]) / math.sqrt(len(values) - 1)
    if not math.isfinite(found):
        raise NotFinite(what="The spread of an arm")
    return found
