"""A normal linear mixed model in 40-digit arithmetic with whole matrices, for tests: restricted maximum
likelihood by Newton, and Kenward and Roger's F as printed, without the simplifications that the product uses.

Source: Kenward and Roger (1997) Biometrics 53:983; the numbers of the equations are theirs.
"""

from dataclasses import dataclass

from mpmath import mp, mpf

mp.dps = 60  # extreme variance ratios cost half as many digits as they have powers of ten


@dataclass(frozen=True)
class DenseFit:
    theta: list
    slope: list  # of minus twice the log-likelihood; above zero where a variance is held at zero
    minus_twice_log_likelihood: mpf
    estimate: mpf
    standard_error: mpf  # Kenward and Roger's
    df: mpf
    scale: mpf  # of their F, lambda
    plain_standard_error: mpf
    df_satterthwaite: mpf


def nested(arms, *, own_variances):
    """y, X, the derivatives of V along the variances, the contrast post - pre. arms: arm, lot, run, result.

    Variances are lots, (runs,) results; with `own_variances` those of pre first, then those of post.
    """
    rows = [
        (a, (a, i), (a, i, j), value)
        for a, arm in enumerate(arms)
        for i, lot in enumerate(arm)
        for j, run in enumerate(lot)
        for value in run
    ]
    has_runs = any(len(lot) > 1 for arm in arms for lot in arm)
    n = len(rows)
    y = mp.matrix([mpf(row[3]) for row in rows])
    x = mp.matrix(n, len(arms))
    for k, row in enumerate(rows):
        x[k, row[0]] = 1
    parts = []
    for a in range(len(arms)) if own_variances else [None]:
        for level in (1, 2, None) if has_runs else (1, None):
            part = mp.matrix(n, n)
            for r in range(n):
                for c in range(n):
                    same = r == c if level is None else rows[r][level] == rows[c][level]
                    part[r, c] = 1 if same and (a is None or rows[r][0] == a == rows[c][0]) else 0
            parts.append(part)
    contrast = mp.matrix([[-1], [1]]) if len(arms) == 2 else mp.matrix([[1]])
    return y, x, parts, contrast


def dense_fit(y, x, parts, contrast, *, start, held_at_zero=()):
    """Newton from `start`; the variances at the places `held_at_zero` stay there."""
    theta = [mpf(0) if k in held_at_zero else mpf(value) for k, value in enumerate(start)]
    free = [k for k in range(len(theta)) if k not in held_at_zero]
    for _ in range(60):
        at = _Point(y, x, parts, theta)
        slope = mp.matrix([at.slope[k] for k in free])
        observed = mp.matrix([[at.observed[j, k] for k in free] for j in free])
        step = mp.lu_solve(observed, -slope / 2)
        share = mpf(1)
        while any(theta[k] + share * step[i] <= 0 for i, k in enumerate(free)):
            share /= 2
        for i, k in enumerate(free):
            theta[k] += share * step[i]
        if share == 1 and max(abs(step[i] / theta[k]) for i, k in enumerate(free)) < mpf(10) ** -25:
            break
    else:
        raise ArithmeticError("Newton did not settle")
    at = _Point(y, x, parts, theta)
    return _kenward_roger(at, y, x, contrast, theta, free)


class _Point:
    def __init__(self, y, x, parts, theta):
        v = mp.matrix(len(y), len(y))
        for value, part in zip(theta, parts, strict=True):
            v += value * part
        self.inverse = v**-1
        self.phi = (x.T * self.inverse * x) ** -1
        projection = self.inverse - self.inverse * x * self.phi * x.T * self.inverse
        self.parts = [part * self.inverse for part in parts]
        moved = [projection * part for part in parts]
        py = projection * y
        along = [part * py for part in parts]
        count = range(len(parts))
        self.traces = mp.matrix(len(parts), len(parts))
        self.observed = mp.matrix(len(parts), len(parts))
        for j in count:
            for k in count:
                self.traces[j, k] = _trace(moved[j], moved[k])
                self.observed[j, k] = (along[j].T * projection * along[k])[0] - self.traces[j, k] / 2
        self.slope = [sum(moved[j][r, r] for r in range(len(y))) - (py.T * along[j])[0] for j in count]
        self.minus_twice = (
            mp.log(mp.det(v))
            - mp.log(mp.det(self.phi))
            + (y.T * py)[0]
            + (len(y) - x.cols) * mp.log(2 * mp.pi)
        )


def _kenward_roger(at, y, x, contrast, theta, free):
    count = range(len(theta))
    phi, inverse = at.phi, at.inverse
    w = (at.traces / 2) ** -1  # from the expected information
    through = [inverse * part for part in at.parts]  # V^-1 V_j V^-1
    p = [-(x.T * part * x) for part in through]
    q = [[x.T * through[j] * at.parts[k] * x for k in count] for j in count]
    middle = mp.matrix(x.cols, x.cols)
    for j in count:
        for k in count:
            middle += w[j, k] * (q[j][k] - p[j] * phi * p[k])
    adjusted = phi + 2 * phi * middle * phi  # equation 3, V linear in its variances
    ell = 1
    theta_matrix = contrast * (contrast.T * phi * contrast) ** -1 * contrast.T
    tp = [theta_matrix * phi * p[j] * phi for j in count]
    a1 = sum(w[j, k] * _diagonal(tp[j]) * _diagonal(tp[k]) for j in count for k in count)
    a2 = sum(w[j, k] * _trace(tp[j], tp[k]) for j in count for k in count)
    # The printed formulas divide by zero at 4 degrees of freedom, where their limit is meant.
    a1, a2 = a1 * (1 + mpf(10) ** -25), a2 * (1 + mpf(10) ** -25)
    b = (a1 + 6 * a2) / (2 * ell)
    g = ((ell + 1) * a1 - (ell + 4) * a2) / ((ell + 2) * a2)
    below = 3 * ell + 2 * (1 - g)
    c1, c2, c3 = g / below, (ell - g) / below, (ell + 2 - g) / below
    expectation = 1 / (1 - a2 / ell)
    spread = mpf(2) / ell * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
    rho = spread / (2 * expectation**2)
    df = 4 + (ell + 2) / (ell * rho - 1)
    variance = (contrast.T * phi * contrast)[0]
    gradient = mp.matrix([-(contrast.T * phi * p[k] * phi * contrast)[0] for k in free])
    observed = mp.matrix([[at.observed[j, k] for k in free] for j in free])
    return DenseFit(
        theta=theta,
        slope=at.slope,
        minus_twice_log_likelihood=at.minus_twice,
        estimate=(contrast.T * phi * x.T * inverse * y)[0],
        standard_error=mp.sqrt((contrast.T * adjusted * contrast)[0]),
        df=df,
        scale=df / (expectation * (df - 2)),
        plain_standard_error=mp.sqrt(variance),
        df_satterthwaite=2 * variance**2 / (gradient.T * observed**-1 * gradient)[0],
    )


def _trace(left, right):
    return mp.fsum(left[r, c] * right[c, r] for r in range(left.rows) for c in range(left.cols))


def _diagonal(matrix):
    return sum(matrix[r, r] for r in range(matrix.rows))
