"""Runs in which the lots of both arms were measured, and how much of what runs differ by the contrast has."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from comparability.model.criteria.margins import as_stated
from comparability.model.findings import Figure, Form, LotValue
from comparability.model.judging.analyses.material import Material
from comparability.model.vocabulary import ArmRole

NEGLIGIBLE = 1e-12  # lots in balance over shared runs leave this little by rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """A lot with its weight in post minus pre, the weights of each arm adding up to 1 or -1."""

    lot: LotValue
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """pre, post: runs of each arm. share: of the variance between runs that lies in post minus pre.

    One run an arm of its own gives a share of 2, lots in balance over shared runs one of 0. unrecorded:
    results that name no run; those of an arm, or its published figures, stand for one run that the other arm
    does not have, because leaving a run out must not make an interval narrower.
    """

    pre: int
    post: int
    share: float
    are_shared: bool
    unrecorded: int
    has_published_arm: bool


def evenly(pre: Sequence[LotValue], post: Sequence[LotValue]) -> tuple[Weighted, ...]:
    """Every lot of an arm weighs the same."""
    return (
        *(Weighted(lot=lot, weight=-1.0 / len(pre)) for lot in pre),
        *(Weighted(lot=lot, weight=1.0 / len(post)) for lot in post),
    )


def runs_of(material: Material, weighted: Sequence[Weighted]) -> Runs:
    run_of = {item.result_id: item.run for item in material.observations}
    weights: defaultdict[tuple[str, bool], float] = defaultdict(float)
    arms: dict[bool, set[tuple[str, bool]]] = {True: set(), False: set()}
    unrecorded = 0
    for each in weighted:
        is_pre = each.lot.arm is ArmRole.PRE
        for result in each.lot.result_ids:
            run = run_of[result]
            unrecorded += run is None
            key = (run, True) if run is not None else ("pre" if is_pre else "post", False)
            weights[key] += each.weight / len(each.lot.result_ids)
            arms[is_pre].add(key)
    published = sum(not arm for arm in arms.values())
    share = published + math.fsum(weight * weight for weight in weights.values())
    return Runs(
        pre=max(1, len(arms[True])),
        post=max(1, len(arms[False])),
        share=share if share > NEGLIGIBLE else 0.0,
        are_shared=bool(arms[True] & arms[False]),
        unrecorded=unrecorded,
        has_published_arm=published > 0,
    )


def figures_of_runs(runs: Runs, run_sd: float) -> tuple[Figure, ...]:
    return (
        Figure("run_sd", run_sd, Form.NUMBER, "SD between runs declared in the protocol, scale of analysis"),
        Figure("runs_pre", float(runs.pre), Form.COUNT, "runs of the pre arm"),
        Figure("runs_post", float(runs.post), Form.COUNT, "runs of the post arm"),
        Figure("run_share", runs.share, Form.NUMBER, "variances between runs that lie in the difference"),
    )


def said_of_runs(runs: Runs, run_sd: float) -> tuple[str, ...]:
    """The limitation that goes with a widened interval."""
    widened = (
        f"the interval is widened by the SD between runs that the protocol declares ({as_stated(run_sd)} on "
        "the scale of analysis)"
    )
    sentences = [
        f"The lots of the arms share their runs in part only; {widened}, as far as they were measured apart."
        if runs.are_shared
        else f"Each arm was measured in runs of its own; {widened}."
    ]
    if runs.unrecorded:
        results = "1 result names" if runs.unrecorded == 1 else f"{runs.unrecorded} results name"
        sentences.append(
            f"{results} no run; those of an arm are taken as measured in one run that the other arm lacks."
        )
    if runs.has_published_arm:
        sentences.append("Published figures name no run; they are taken as of one run that no lot shares.")
    return tuple(sentences)
