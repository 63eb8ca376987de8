"""Least squares for logistic curves of four parameters: one curve, or two that differ by a shift of log dose.

Sources: Marquardt (1963) J Soc Ind Appl Math 11:431, damped steps; De Lean, Munson and Rodbard (1978) Am J
Physiol 235:E97, simultaneous curves.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from comparability.statistics.errors import NoLine
from comparability.statistics.potency.plates import Plate
from comparability.statistics.quadrature import Array
from comparability.statistics.regression import ROUNDING, check_scatter

STEPS = 500  # most are settled in twenty
SETTLED = 1e-13  # of a step, relative to the parameters
CLOSE = 1e-5
WORST_CONDITION = 1e9  # of the scaled derivatives: beyond, the wells do not tell the parameters apart

NOT_REACHED = "the doses do not reach the slope and both ends of the curve"

_SLOPES = np.array([0.4, 0.8, 1.5, 3.0, 6.0])


@dataclass(frozen=True, slots=True)
class Curve:
    """response = lower + (upper - lower) / (1 + exp(-slope·(log dose + shift·is_test - middle))).

    parameters: slope, middle, lower, upper and, where two curves are fitted, shift. inverse: covariance of
    the parameters over the residual variance. rss: weighted.
    """

    parameters: Array
    inverse: Array
    rss: float


def fit_curve(plate: Plate, *, has_shift: bool, shift: float = 0.0, start: Array | None = None) -> Curve:
    """has_shift: whether the shift is fitted; else it is the number given. start: all parameters.

    Raises NoLine, NoScatter.
    """
    root_weight = np.sqrt(plate.weight)
    free = 5 if has_shift else 4
    at = _start(plate, has_shift, shift) if start is None else start.copy()
    residual, derivatives = _residual_and_derivatives(plate, root_weight, at)
    rss = float(residual @ residual)
    damping = 1e-3
    for _ in range(STEPS):
        jacobian = derivatives[:, :free]
        size = np.sqrt(np.sum(jacobian**2, axis=0)) + 1e-300
        # Scaled columns, and the damping as further rows: least squares without squaring the condition.
        rows = np.vstack([jacobian / size, math.sqrt(damping) * np.eye(free)])
        step = np.linalg.lstsq(rows, np.concatenate([residual, np.zeros(free)]), rcond=None)[0] / size
        trial = at.copy()
        trial[:free] += step
        tried, tried_derivatives = _residual_and_derivatives(plate, root_weight, trial)
        reached = float(tried @ tried)
        size_of_step = float(np.max(np.abs(step) / (1.0 + np.abs(trial[:free]))))
        # Close to the bottom the squares are flat within their rounding, but the step still tells the way.
        if reached <= rss or (size_of_step < CLOSE and reached <= rss * (1.0 + ROUNDING * len(residual))):
            at, residual, derivatives, rss = trial, tried, tried_derivatives, reached
            damping = damping * 0.1 if damping > 1e-12 else 0.0
        else:
            damping = max(10.0 * damping, 1e-10)
        if size_of_step <= SETTLED:
            return _curve(plate, at, derivatives[:, :free], rss)
        if damping > 1e12 or float(np.max(np.abs(at[:2]))) > 1e4:
            break
    raise NoLine(why=NOT_REACHED)


def _curve(plate: Plate, at: Array, jacobian: Array, rss: float) -> Curve:
    check_scatter(rss, n=len(plate.response), size=plate.largest, where="The plate")
    size = np.sqrt(np.sum(jacobian**2, axis=0))
    if not float(np.min(size)) > ROUNDING:
        raise NoLine(why=NOT_REACHED)
    upper_triangle = np.linalg.qr(jacobian / size, mode="r")
    if np.linalg.cond(upper_triangle) > WORST_CONDITION:
        raise NoLine(why=NOT_REACHED)
    root = np.linalg.inv(upper_triangle) / size[:, np.newaxis]
    if at[3] < at[2]:
        # The same curve, written with the lower end as the lower one.
        at = np.array([-at[0], at[1], at[3], at[2], at[4]])
        root[0] = -root[0]
        root[[2, 3]] = root[[3, 2]]
    return Curve(parameters=at, inverse=root @ root.T, rss=rss)


def _residual_and_derivatives(plate: Plate, root_weight: Array, at: Array) -> tuple[Array, Array]:
    slope, middle, lower, upper, shift = at.tolist()
    distance = plate.log_dose + shift * plate.is_test - middle
    share = expit(slope * distance)
    rise = (upper - lower) * share * expit(-slope * distance)
    residual = plate.response - (lower + (upper - lower) * share)
    derivatives = np.stack(
        [rise * distance, -slope * rise, 1.0 - share, share, slope * rise * plate.is_test], axis=1
    )
    return root_weight * residual, root_weight[:, np.newaxis] * derivatives


def _start(plate: Plate, has_shift: bool, shift: float) -> Array:
    """The best of a grid of slopes and middles; given these, both ends follow by least squares."""
    low, high = float(plate.log_dose.min()), float(plate.log_dose.max())
    slopes = _SLOPES * 6.0 / (high - low)
    middles = np.linspace(low, high, 9)
    shifts = np.linspace(-0.5, 0.5, 9) * (high - low) if has_shift else np.array([shift])
    grid = np.stack(np.meshgrid(slopes, middles, shifts, indexing="ij"), axis=-1).reshape(-1, 3)
    distance = plate.log_dose + grid[:, 2:] * plate.is_test - grid[:, 1:2]
    share = expit(grid[:, :1] * distance)
    w, y = plate.weight, plate.response
    total = float(w.sum())
    mean_share, mean = share @ w / total, float(w @ y) / total
    deviation = share - mean_share[:, np.newaxis]
    spread = deviation**2 @ w
    height = np.divide(deviation @ (w * (y - mean)), spread, out=np.zeros(len(grid)), where=spread > 1e-9)
    best = int(np.argmax(height**2 * spread))
    slope, middle, moved = grid[best].tolist()
    lower = mean - float(height[best]) * float(mean_share[best])
    upper = lower + float(height[best])
    # Written so that the lower end is the lower one; a falling curve has a negative slope.
    if upper < lower:
        slope, lower, upper = -slope, upper, lower
    return np.array([slope, middle, lower, upper, moved])
