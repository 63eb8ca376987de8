"""How sure a slope is when its variance components are estimated from few lots.

Sources: Kenward and Roger (1997) Biometrics 53:983, equations 1 to 6, for one contrast; Fai and Cornelius
(1996) J Stat Comput Simul 54:363, Satterthwaite's degrees of freedom from the observed information.
"""

import enum
from dataclasses import dataclass

import numpy as np

from comparability.statistics.quadrature import Array
from comparability.statistics.stability.lot_model import Gls, LotLines


class SmallSample(enum.Enum):
    """How few lots are accounted for."""

    KENWARD_ROGER = "Kenward-Roger"  # standard error enlarged; expected information
    SATTERTHWAITE = "Satterthwaite"  # standard error as estimated; observed information


@dataclass(frozen=True, slots=True)
class SlopeError:
    """Variance of a contrast of slopes over the residual variance, and its degrees of freedom."""

    variance: float
    df: float


def slope_error(
    lots: LotLines, found: Gls, *, slope: Array, directions: Array, method: SmallSample, is_boundary: bool
) -> SlopeError:
    """Of the last arm's slope, less the first arm's where there are two.

    slope: how an arm's slope is read from its two coordinates. directions: derivatives of T. At a boundary
    the observed information is no curvature of a top, and the expected one is taken: a component estimated as
    zero stays as uncertain as it is.
    """
    # Parameters: the residual variance, by which everything else is measured, and the elements of T.
    d = np.concatenate(
        [lots.m[np.newaxis], np.broadcast_to(directions[:, np.newaxis], (len(directions), *lots.m.shape))]
    )
    ad = found.a @ d
    ada = ad @ found.a
    traces = np.einsum("kmij,lmji->kl", ad, ad)
    crossed, squared, pulled = np.zeros_like(traces), np.zeros_like(traces), np.zeros_like(traces)
    correction = np.zeros_like(traces)
    variance, gradient = 0.0, np.zeros(len(d))
    r = found.residuals / np.sqrt(found.quadratic / lots.df)
    for index, arm in enumerate(lots.arms):
        c = found.c[index]
        s = ada[:, arm].sum(axis=1)
        q = np.einsum("kmij,lmjn->klin", ad[:, arm], ada[:, arm])
        cs = c @ s
        crossed += np.einsum("ij,klji->kl", c, q)
        squared += np.einsum("kij,lji->kl", cs, cs)
        w = np.einsum("kmij,mj->ki", ada[:, arm], r[arm])
        adr = np.einsum("kmij,mj->kmi", d[:, arm], np.einsum("mij,mj->mi", found.a[arm], r[arm]))
        pulled += np.einsum("kmi,mij,lmj->kl", adr, found.a[arm], adr) - w @ c @ w.T
        row = c @ slope
        variance += float(slope @ row)
        gradient += np.einsum("i,kij,j->k", row, s, row)
        correction += np.einsum("i,klij,j->kl", row, q, row) - np.einsum(
            "i,kij,jn,lnp,p->kl", row, s, c, s, row
        )
    spare = np.zeros_like(traces)
    spare[0, 0] = lots.df_left
    expected = 0.5 * (spare + traces - 2.0 * crossed + squared)
    if method is SmallSample.KENWARD_ROGER:
        covariance = _inverse(expected)
        variance_found = variance + 2.0 * float((covariance * correction).sum())
    else:
        left = lots.left * lots.df / found.quadratic
        observed = 0.5 * (
            spare * (2.0 * left / max(lots.df_left, 1) - 1.0)
            - traces
            - squared
            + 2.0 * crossed
            + 2.0 * pulled
        )
        covariance = _inverse(expected if is_boundary else observed)
        variance_found = variance
    return SlopeError(variance_found, 2.0 * variance**2 / float(gradient @ covariance @ gradient))


def _inverse(information: Array) -> Array:
    size = np.sqrt(np.abs(np.diagonal(information)))
    inverse: Array = np.linalg.inv(information / np.outer(size, size)) / np.outer(size, size)
    return inverse
