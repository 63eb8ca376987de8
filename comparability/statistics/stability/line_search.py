"""The restricted likelihood of lots that differ in level and in slope: a covariance of two by two to find.

Written in its Cholesky root, in which a variance of zero or a correlation of one is a point like any other;
damped Newton steps with exact second derivatives.

Source: Lindstrom and Bates (1988) J Am Stat Assoc 83:1014, the profiled criterion.
"""

import math

import numpy as np

from comparability.statistics.errors import NoMaximum
from comparability.statistics.quadrature import Array
from comparability.statistics.stability.lot_model import Gls, LotLines, criterion, gls

STEPS = 200  # of Newton; about eight are taken
SETTLED = 1e-14  # a step this small relative to the root would only follow the rounding
HALVINGS = 40
CLOSE = 1e-8  # expected gain of a step, in units of the criterion

# Derivatives of T in its three elements: variance of the level, covariance, variance of the slope.
DIRECTIONS = np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.0, 1.0], [1.0, 0.0]], [[0.0, 0.0], [0.0, 1.0]]])


def best_covariance(lots: LotLines) -> Array:
    """Covariance of the lots' lines over the residual variance. Raises NoMaximum."""
    root = min(_starts(lots), key=lambda start: criterion(lots, gls(lots, _covariance(start))))
    found = gls(lots, _covariance(root))
    height = criterion(lots, found)
    last = math.inf
    for _ in range(STEPS):
        gradient, curvature = _derivatives(lots, found, root)
        step = _descent(gradient, curvature)
        gain = -float(gradient @ step)
        # Close to the top the criterion is flat within its rounding, but its derivatives still tell the way.
        if gain < CLOSE:
            if gain >= last or float(np.max(np.abs(step))) <= SETTLED * float(np.max(np.abs(root))):
                return _covariance(root + step if gain < last else root)
            last = gain
            root = root + step
            found = gls(lots, _covariance(root))
            height = criterion(lots, found)
            continue
        last = math.inf
        root, found, height = _lower(lots, root, step, height)
    raise NoMaximum


def _lower(lots: LotLines, root: Array, step: Array, height: float) -> tuple[Array, Gls, float]:
    """The longest share of the step, by halves, that lowers the criterion. Raises NoMaximum."""
    for halvings in range(HALVINGS):
        trial = root + step / 2.0**halvings
        found = gls(lots, _covariance(trial))
        reached = criterion(lots, found)
        if reached < height:
            return trial, found, reached
    raise NoMaximum


def _covariance(root: Array) -> Array:
    a, b, c = root.tolist()
    return np.array([[a * a, a * b], [a * b, b * b + c * c]])


def _starts(lots: LotLines) -> list[Array]:
    """By moments (spread of the lots' lines less their own error), and simple ones beside it."""
    own = lots.m.mean(axis=0)
    spread = np.zeros((2, 2))
    for arm in lots.arms:
        deviations = lots.b[arm] - lots.b[arm].mean(axis=0)
        spread += deviations.T @ deviations
    between = spread / (len(lots.n) - len(lots.arms))
    # The residual variance where lots have points to spare, else what the lines themselves suggest.
    residual = lots.left / lots.df_left if lots.df_left > 0 and lots.left > 0.0 else 0.0
    residual = residual or float(np.min(np.diagonal(between) / np.diagonal(own)))
    starts = []
    for share in (1.0, 0.1):
        moments = between / residual - own if residual > 0.0 else own
        diagonal = np.maximum(np.diagonal(moments), 0.05 * np.diagonal(own)) * share
        correlation = float(np.clip(moments[0, 1] / math.sqrt(diagonal[0] * diagonal[1]), -0.9, 0.9))
        a, s = np.sqrt(diagonal).tolist()
        starts += [
            np.array([a, correlation * s, s * math.sqrt(1.0 - correlation**2)]),
            np.array([a, 0.0, s]),
            np.array([a, 0.0, 0.1 * s]),
        ]
    return starts


def _derivatives(lots: LotLines, found: Gls, root: Array) -> tuple[Array, Array]:
    """Of the profiled criterion in the three elements of the root."""
    ad = found.a @ DIRECTIONS[:, np.newaxis]  # direction, lot, 2, 2
    ada = ad @ found.a
    r = found.residuals
    adar = np.einsum("kmij,mj->kmi", ada, r)
    q1 = -np.einsum("kmi,mi->k", adar, r)
    dr = np.einsum("kij,mj->kmi", DIRECTIONS, np.einsum("mij,mj->mi", found.a, r))
    q2 = 2.0 * np.einsum("kmi,mij,lmj->kl", dr, found.a, dr)
    first = np.einsum("kmii->k", ad)
    second = -np.einsum("kmij,lmji->kl", ad, ad)
    for index, arm in enumerate(lots.arms):
        c = found.c[index]
        w = adar[:, arm].sum(axis=1)
        q2 -= 2.0 * w @ c @ w.T
        cs = c @ ada[:, arm].sum(axis=1)
        first = first - np.einsum("kii->k", cs)
        second += 2.0 * np.einsum("ij,kmjn,lmni->kl", c, ad[:, arm], ada[:, arm]) - np.einsum(
            "kij,lji->kl", cs, cs
        )
    ratio = q1 / found.quadratic
    gradient = first + lots.df * ratio
    curvature = second + lots.df * (q2 / found.quadratic - np.outer(ratio, ratio))
    a, b, c_ = root.tolist()
    jacobian = np.array([[2.0 * a, 0.0, 0.0], [b, a, 0.0], [0.0, 2.0 * b, 2.0 * c_]])
    bending = np.array(
        [
            [2.0 * gradient[0], gradient[1], 0.0],
            [gradient[1], 2.0 * gradient[2], 0.0],
            [0.0, 0.0, 2.0 * gradient[2]],
        ]
    )
    return jacobian.T @ gradient, jacobian.T @ curvature @ jacobian + bending


def _descent(gradient: Array, curvature: Array) -> Array:
    """The Newton step, turned downhill where the criterion bends the wrong way."""
    size = np.sqrt(np.abs(np.diagonal(curvature))) + 1e-300
    values, vectors = np.linalg.eigh(curvature / np.outer(size, size))
    values = np.maximum(np.abs(values), 1e-9)
    step: Array = -(vectors @ ((vectors.T @ (gradient / size)) / values)) / size
    return step
