"""Lot values in units of the control of their run."""

from dataclasses import replace

from comparability.model.judging.analyses.material import Material, Unfit, material
from comparability.model.judging.computing import BeyondPrecision
from comparability.model.vocabulary import ArmRole, Contrast, ControlUse
from comparability.statistics.control_normalised import control_normalised


def has_controls(found: Material) -> bool:
    """Whether every result names its run and the control's value there, and runs agree on it."""
    controls: dict[str, float] = {}
    for item in found.observations:
        if item.run is None or item.control_value is None:
            return False
        if controls.setdefault(item.run, item.control_value) != item.control_value:
            return False
    return len(controls) > 1


def normalised(found: Material) -> Material:
    """The same lots, each value divided by its run's control (a ratio), or reduced by it (a difference).

    Raises Unfit where a control is missing, and StatisticsError for controls that cannot be used.
    """
    observations = [item for item in found.observations if item.value is not None]
    controls: dict[str, float] = {}
    for item in observations:
        if item.run is None or item.control_value is None:
            raise Unfit(
                f"Lot {item.lot_number} has no control of its run, so it cannot be compared in its units. "
                "Enter the run and the control's value with the result."
            )
        if controls.setdefault(item.run, item.control_value) != item.control_value:
            raise Unfit(f"Run {item.run} has two values of its control. Correct the results of that run.")
    pre = [item for item in observations if item.arm is ArmRole.PRE]
    post = [item for item in observations if item.arm is not ArmRole.PRE]
    try:
        brought = control_normalised(
            pre=[item.value for item in pre if item.value is not None],
            post=[item.value for item in post if item.value is not None],
            pre_runs=[item.run or "" for item in pre],
            post_runs=[item.run or "" for item in post],
            controls=controls,
            is_log=found.criterion.contrast is Contrast.RATIO,
        )
    except ArithmeticError as error:
        raise BeyondPrecision from error
    values = dict(
        zip(
            [item.result_id for item in (*pre, *post)],
            [*brought.pre.values, *brought.post.values],
            strict=True,
        )
    )
    return material(
        found.attribute,
        replace(found.criterion, control=ControlUse.RAW),
        [replace(item, value=values[item.result_id], replicates=()) for item in observations],
    )
