"""Lots as a sample: what the restricted likelihood of random lines needs to know of each lot.

A lot enters through its own least-squares line alone: intercept and slope (b), their covariance in units of
the residual variance (M), and the squares left about the line. Random lots add one covariance T to every M.

Sources: Laird and Ware (1982) Biometrics 38:963; Swamy (1970) Econometrica 38:311, reduced to lot lines.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from comparability.statistics.quadrature import Array
from comparability.statistics.regression import Line


@dataclass(frozen=True, slots=True)
class LotLines:
    """Lots of one or two arms, arm after arm; each arm has a line of its own.

    b: (value at the origin of time, slope) of every lot. m: their covariance over the residual variance.
    arms: where each arm's lots stand. left, df_left: squares about the lots' own lines and their number.
    """

    b: Array
    m: Array
    n: Array
    time: Array  # mean time of each lot, from the origin
    squares: Array  # of the times about it
    value: Array  # mean value
    arms: tuple[slice, ...]
    left: float
    df_left: int
    origin: float

    @property
    def df(self) -> int:
        """Points less the lines of the arms."""
        return self.df_left + 2 * len(self.n) - 2 * len(self.arms)


@dataclass(frozen=True, slots=True)
class Gls:
    """Generalised least squares at a given T: everything in units of the residual variance.

    a: inverse covariance of each lot's line. c: covariance of each arm's line. residuals: b less that line.
    """

    beta: Array
    a: Array
    c: Array
    residuals: Array
    quadratic: float  # squares left, of the lots' points and of their lines
    log_determinants: float


def lot_lines(arms: Sequence[Sequence[Line]]) -> LotLines:
    """The origin of time is the mean of all points, which keeps intercepts and slopes nearly apart."""
    lines = [line for arm in arms for line in arm]
    total = sum(line.n for line in lines)
    origin = math.fsum([line.n * line.x for line in lines]) / total
    n = np.array([float(line.n) for line in lines])
    time = np.array([line.x - origin for line in lines])
    squares = np.array([line.squares for line in lines])
    slope = np.array([line.slope for line in lines])
    value = np.array([line.y for line in lines])
    m = np.empty((len(lines), 2, 2))
    m[:, 0, 0] = 1.0 / n + time**2 / squares
    m[:, 0, 1] = m[:, 1, 0] = -time / squares
    m[:, 1, 1] = 1.0 / squares
    ends = np.cumsum([0] + [len(arm) for arm in arms])
    return LotLines(
        b=np.stack([value - slope * time, slope], axis=1),
        m=m,
        n=n,
        time=time,
        squares=squares,
        value=value,
        arms=tuple(slice(int(low), int(high)) for low, high in itertools.pairwise(ends)),
        left=math.fsum([line.rss for line in lines]),
        df_left=total - 2 * len(lines),
        origin=origin,
    )


def gls(lots: LotLines, t: Array) -> Gls:
    """Each arm's line when random lots have the covariance t (over the residual variance)."""
    g = lots.m + t
    determinants = g[:, 0, 0] * g[:, 1, 1] - g[:, 0, 1] ** 2
    a = np.empty_like(g)
    a[:, 0, 0], a[:, 1, 1] = g[:, 1, 1] / determinants, g[:, 0, 0] / determinants
    a[:, 0, 1] = a[:, 1, 0] = -g[:, 0, 1] / determinants
    logs = float(np.log(determinants).sum())
    beta = np.empty((len(lots.arms), 2))
    c = np.empty((len(lots.arms), 2, 2))
    residuals = np.empty_like(lots.b)
    for index, arm in enumerate(lots.arms):
        information = a[arm].sum(axis=0)
        (p, q), (_, r) = information.tolist()
        determinant = p * r - q * q
        c[index] = np.array([[r, -q], [-q, p]]) / determinant
        logs += math.log(determinant)
        beta[index] = c[index] @ np.einsum("mij,mj->i", a[arm], lots.b[arm])
        residuals[arm] = lots.b[arm] - beta[index]
    quadratic = lots.left + float(np.einsum("mi,mij,mj->", residuals, a, residuals))
    return Gls(beta, a, c, residuals, quadratic, logs)


def turned(lots: LotLines, rotation: Array) -> LotLines:
    """The same lots with level and slope mixed by a rotation, in which a large T can be diagonal.

    M + T loses digits where T is large in one direction and that direction is not an axis.
    """
    return replace(lots, b=lots.b @ rotation.T, m=rotation @ lots.m @ rotation.T)


def criterion(lots: LotLines, found: Gls) -> float:
    """-2 log restricted likelihood with the residual variance profiled out, up to a constant."""
    return lots.df * math.log(found.quadratic) + found.log_determinants
