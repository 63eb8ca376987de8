"""The restricted likelihood of a nested normal model, its slopes and curvatures, all in closed form.

Cells of one lot have the covariance diag(v) + g J with v = sum theta_j d_j, g = sum theta_j b_j and J all
ones. With u = 1 / v, s the sum of u over the lot and tau = 1 / (1 + g s), the inverse times the vector of
ones is u tau: nothing is inverted numerically, and extreme variance ratios lose no digits.

Sources: Searle, Casella, McCulloch (1992) Variance Components, chapter 6 (slopes and informations of the
restricted likelihood); Kenward and Roger (1997) Biometrics 53:983 (P and Q).
"""

import math
from dataclasses import dataclass

import numpy as np

from comparability.statistics.nested.cells import Cells, Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How each variance enters. lot: b, one number a variance. cell: d, a row a variance over the cells.

    has_error: the last variance is also that of the replicates within cells.
    """

    lot: Floats
    cell: Floats
    has_error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Likelihood:
    """At one point theta. Vectors and matrices run over the variances, by arm along a first axis."""

    minus_twice: float  # log-likelihood, of the scaled cells, without the constant of 2 pi
    slope: Floats  # of minus_twice
    expected: Floats  # information
    observed: Floats
    means: Floats  # generalised least squares, by arm
    variances: Floats  # of these means, the unadjusted Phi
    p: Floats  # arm x variance: -dPhi^-1/dtheta
    q: Floats  # arm x variance x variance


def two_levels(cells: Cells) -> Design:
    """Lots, and replicates within them."""
    nothing = np.zeros(cells.n_cells)
    return Design(lot=np.array([1.0, 0.0]), cell=np.array([nothing, 1.0 / cells.counts]), has_error=True)


def lots_alone(cells: Cells) -> Design:
    """Lots with one mean each and no spread within: the variance of what is reported of a lot."""
    return Design(lot=np.array([0.0]), cell=np.ones((1, cells.n_cells)), has_error=False)


def three_levels(cells: Cells) -> Design:
    """Lots, runs within them, replicates within runs."""
    return Design(
        lot=np.array([1.0, 0.0, 0.0]),
        cell=np.array([np.zeros(cells.n_cells), np.ones(cells.n_cells), 1.0 / cells.counts]),
        has_error=True,
    )


def lots_and_runs(cells: Cells) -> Design:
    """Lots and runs within them, where no spread within runs is seen."""
    return Design(
        lot=np.array([1.0, 0.0]),
        cell=np.array([np.zeros(cells.n_cells), np.ones(cells.n_cells)]),
        has_error=False,
    )


def likelihood(cells: Cells, design: Design, theta: Floats) -> Likelihood:
    """Everything at `theta`, where v must be above zero."""
    b, d = design.lot[:, np.newaxis], design.cell
    lot, arm = cells.lot_of_cell, cells.arm_of_lot
    v, g = theta @ d, float(theta @ design.lot)
    u = 1.0 / v
    s = cells.by_lot(u)
    tau = 1.0 / (1.0 + g * s)
    t = s * tau
    lot_means = cells.means_of_lots(cells.means, u)
    information = cells.by_arm(t)
    phi = 1.0 / information
    means = cells.by_arm(t * lot_means) * phi
    r = lot_means - means[arm]
    within_lots = cells.means - lot_means[lot]

    x = u * tau[lot]  # V^-1 1
    a = u * within_lots + x * r[lot]  # V^-1 (y - X mu)
    z = b * t[lot] + d * x  # D_j V^-1 1
    w = b * (t * r)[lot] + d * a  # D_j V^-1 (y - X mu)
    p = cells.by_arm(cells.by_lot(x * z)).T
    q = np.moveaxis(cells.by_arm(_through_inverse(cells, z, u, t)), -1, 0)
    xw = cells.by_arm(cells.by_lot(x * w)).T

    inverse_diagonal = x * (1.0 + g * (s[lot] - u))
    trace = (b * t).sum(axis=-1) + d @ inverse_diagonal
    slope = trace - p.T @ phi - (design.lot * np.sum((t * r) ** 2) + d @ a**2)
    # y' P D_j P D_k P y and tr(P D_j P D_k), P the projection that restricted likelihood rests on.
    quadratic = _through_inverse(cells, w, u, t).sum(axis=-1) - np.einsum("a,aj,ak->jk", phi, xw, xw)
    traces = _traces(cells, design, x, inverse_diagonal, u * g * tau[lot] * u, t)
    projected = traces - 2.0 * np.einsum("a,ajk->jk", phi, q) + np.einsum("a,aj,ak->jk", phi**2, p, p)
    minus_twice = float(
        np.log(v).sum()
        - np.log(tau).sum()
        + np.log(information).sum()
        + np.sum(u * within_lots**2)
        + np.sum(t * r**2)
    )
    if design.has_error:
        error, df, within = float(theta[-1]), cells.df_within, cells.within_squares
        slope[-1] += (df - within / error) / error
        projected[-1, -1] += df / error**2
        quadratic[-1, -1] += within / error**3
        minus_twice += df * math.log(error) + within / error
    return Likelihood(
        minus_twice=minus_twice,
        slope=slope,
        expected=0.5 * projected,
        observed=quadratic - 0.5 * projected,
        means=means,
        variances=phi,
        p=p,
        q=q,
    )


def _through_inverse(cells: Cells, rows: Floats, u: Floats, t: Floats) -> Floats:
    """rows' V^-1 rows, lot by lot along the last axis."""
    centre = cells.means_of_lots(rows, u)
    rest = rows - centre[:, cells.lot_of_cell]
    squares: Floats = cells.by_lot(u * rest[:, np.newaxis] * rest[np.newaxis])
    between: Floats = t * centre[:, np.newaxis] * centre[np.newaxis]
    return squares + between


def _traces(cells: Cells, design: Design, x: Floats, diagonal: Floats, beside: Floats, t: Floats) -> Floats:
    """tr(V^-1 D_j V^-1 D_k). The inverse holds `diagonal`, and -u_c u_e g tau off it (beside: u^2 g tau)."""
    b, d = design.lot, design.cell
    pairs = d[:, np.newaxis] * d[np.newaxis]
    crossed = np.multiply.outer(b, d @ x**2)
    # A lot with one cell has nothing off the diagonal; rounding must not put something there.
    rows = cells.by_lot(d * beside)
    several = np.diff(cells.lot_starts, append=cells.n_cells) > 1
    off = rows[:, np.newaxis] * rows[np.newaxis] - cells.by_lot(pairs * beside**2)
    traces: Floats = (
        np.multiply.outer(b, b) * np.sum(t**2)
        + crossed
        + crossed.T
        + pairs @ diagonal**2
        + off[..., several].sum(axis=-1)
    )
    return traces
