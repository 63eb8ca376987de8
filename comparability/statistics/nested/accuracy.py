"""How far the sum of estimated means of arms can be trusted: Kenward and Roger's variance and degrees of
freedom, and Satterthwaite's.

For one contrast Kenward and Roger's F has the scale 1 and the degrees of freedom 2 Phi^2 / (g' W g): g the
gradient of the unadjusted variance Phi, W the inverse of the expected information. Satterthwaite's take the
observed information. At the boundary the first keep every variance, the second hold a zero variance at zero.

Sources: Kenward and Roger (1997) Biometrics 53:983, equations 3 to 6 with the model linear in its variances;
Giesbrecht and Burns (1985) Biometrics 41:477 for the second.
"""

from dataclasses import dataclass

import numpy as np

from comparability.statistics.nested.cells import Floats
from comparability.statistics.nested.likelihood import Likelihood


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Of the sum (or a difference) of the means of all arms of one likelihood, in its squared scale."""

    variance: float  # Phi, as if the variances were known
    adjusted: float  # Kenward and Roger's: with what their estimation adds and what Phi underestimates
    df: float  # Kenward and Roger's
    df_satterthwaite: float


def accuracy(at: Likelihood, theta: Floats) -> Accuracy:
    """at: the likelihood at its maximum `theta`. Arms share the variances and have a mean each."""
    phi = at.variances
    w = _inverse(at.expected)
    spare = at.q - phi[:, np.newaxis, np.newaxis] * at.p[:, :, np.newaxis] * at.p[:, np.newaxis]
    gradient = phi**2 @ at.p
    variance = float(phi.sum())
    free = theta > 0.0
    observed = _inverse(at.observed[np.ix_(free, free)])
    return Accuracy(
        variance=variance,
        adjusted=variance + 2.0 * float(np.einsum("a,jk,ajk->", phi**2, w, spare)),
        df=2.0 * variance**2 / float(gradient @ w @ gradient),
        df_satterthwaite=2.0 * variance**2 / float(gradient[free] @ observed @ gradient[free]),
    )


def _inverse(information: Floats) -> Floats:
    """Brought to ones on the diagonal first: a variance may be many powers of ten smaller than another."""
    size = 1.0 / np.sqrt(np.diag(information))
    sizes: Floats = np.outer(size, size)
    return np.linalg.inv(information * sizes) * sizes
