"""Random-lot slopes in 40 digits: full covariance matrices of every lot, restricted likelihood by Newton on
numeric derivatives, Kenward-Roger and Satterthwaite by their published formulas.

Shares no code with the product. Run: python random_lots_mp.py random_lots.json > random_lots_mp.json
"""

import json
import sys
from pathlib import Path

import mpmath as mp

mp.mp.dps = 40


def lots_of(case):
    lots = {}
    for arm, lot, time, y in zip(case["arm"], case["lot"], case["time"], case["y"], strict=True):
        lots.setdefault(lot, []).append((arm == "post", mp.mpf(time), mp.mpf(y)))
    out = []
    for rows in lots.values():
        x = mp.matrix([[1, post, t, post * t] for post, t, _ in [(int(a), b, c) for a, b, c in rows]])
        z = mp.matrix([[1, t] for _, t, _ in rows])
        y = mp.matrix([v for _, _, v in rows])
        out.append((x, z, y))
    return out


def pieces(lots, n_par):
    """dV/dtheta of every lot: residual variance, then the covariance of level and slope, row by row."""
    directions = [mp.matrix([[1, 0], [0, 0]]), mp.matrix([[0, 1], [1, 0]]), mp.matrix([[0, 0], [0, 1]])][
        : n_par - 1
    ]
    return [[mp.eye(len(y))] + [z * d * z.T for d in directions] for x, z, y in lots]


def gls(lots, parts, theta):
    info, right = mp.zeros(4, 4), mp.zeros(4, 1)
    inverses, logdet = [], mp.mpf(0)
    for (x, _, y), v in zip(lots, parts, strict=True):
        cov = mp.zeros(len(y), len(y))
        for t, d in zip(theta, v, strict=True):
            cov += t * d
        inverse = cov**-1
        inverses.append(inverse)
        logdet += mp.log(mp.det(cov))
        info += x.T * inverse * x
        right += x.T * inverse * y
    phi = info**-1
    beta = phi * right
    quadratic = mp.fsum(
        (((y - x * beta).T * w * (y - x * beta))[0]) for (x, _, y), w in zip(lots, inverses, strict=True)
    )
    return phi, beta, inverses, logdet + mp.log(mp.det(info)) + quadratic


def derivatives(f, at):
    n = len(at)
    h = [mp.mpf(10) ** -12 * (abs(a) if a != 0 else 1) for a in at]

    def moved(*moves):
        point = list(at)
        for index, sign in moves:
            point[index] += sign * h[index]
        return f(point)

    middle = f(at)
    g, hess = mp.zeros(n, 1), mp.zeros(n, n)
    for i in range(n):
        up, down = moved((i, 1)), moved((i, -1))
        up2, down2 = moved((i, 2)), moved((i, -2))
        g[i] = (8 * (up - down) - (up2 - down2)) / (12 * h[i])
        hess[i, i] = (up - 2 * middle + down) / h[i] ** 2
        for j in range(i):
            hess[i, j] = hess[j, i] = (
                moved((i, 1), (j, 1))
                - moved((i, 1), (j, -1))
                - moved((i, -1), (j, 1))
                + moved((i, -1), (j, -1))
            ) / (4 * h[i] * h[j])
    return g, hess


def solve(case, model):
    lots = lots_of(case)
    n_par = 2 if model == "intercepts" else 4
    parts = pieces(lots, n_par)
    given = case[model]
    if model == "intercepts":
        lot_sd, sd = given["sd"]
        start, to_theta = [sd, lot_sd], lambda s: [s[0] ** 2, s[1] ** 2]
    else:
        lot_sd, slope_sd, corr, sd = given["sd"]
        rest = slope_sd * mp.sqrt(max(0, 1 - mp.mpf(corr) ** 2))
        start = [sd, lot_sd, slope_sd * corr, rest]
        to_theta = lambda s: [s[0] ** 2, s[1] ** 2, s[1] * s[2], s[2] ** 2 + s[3] ** 2]  # noqa: E731
    boundary = given["singular"]
    free = [i for i, v in enumerate(start) if not (boundary and abs(v) < 1e-4)]
    start = [mp.mpf(v) if i in free else mp.mpf(0) for i, v in enumerate(start)]

    def full(p):
        s = list(start)
        for i, v in zip(free, p, strict=True):
            s[i] = v
        return to_theta(s)

    f = lambda p: gls(lots, parts, full(p))[3]  # noqa: E731
    point = [start[i] for i in free]
    for _ in range(12):
        g, hess = derivatives(f, point)
        step = mp.lu_solve(hess, -g)
        point = [p + step[i] for i, p in enumerate(point)]
        if max(abs(step[i]) for i in range(len(point))) < mp.mpf(10) ** -20:
            break
    theta = full(point)
    phi, beta, inverses, _ = gls(lots, parts, theta)
    p, q = [mp.zeros(4, 4) for _ in theta], [[mp.zeros(4, 4) for _ in theta] for _ in theta]
    traces = mp.zeros(n_par, n_par)
    for (x, _, _), w, v in zip(lots, inverses, parts, strict=True):
        for i in range(n_par):
            p[i] += -(x.T * w * v[i] * w * x)
            for j in range(n_par):
                q[i][j] += x.T * w * v[i] * w * v[j] * w * x
                m = w * v[i] * w * v[j]
                traces[i, j] += sum(m[k, k] for k in range(m.rows))
    expected = mp.zeros(n_par, n_par)
    for i in range(n_par):
        for j in range(n_par):
            m = 2 * phi * q[i][j] - phi * p[i] * phi * p[j]
            expected[i, j] = (traces[i, j] - sum(m[k, k] for k in range(4))) / 2
    w = expected**-1
    extra = mp.zeros(4, 4)
    for i in range(n_par):
        for j in range(n_par):
            extra += w[i, j] * (q[i][j] - p[i] * phi * p[j])
    adjusted = phi + 2 * phi * extra * phi
    slope = [-(phi * p[i] * phi)[3, 3] for i in range(n_par)]

    def df(cov):
        return (
            2
            * phi[3, 3] ** 2
            / mp.fsum(slope[i] * cov[i, j] * slope[j] for i in range(n_par) for j in range(n_par))
        )

    out = {
        "estimate": beta[3],
        "slope_pre": beta[2],
        "residual_sd": mp.sqrt(theta[0]),
        "lot_sd": mp.sqrt(theta[1]),
        "boundary": boundary,
        "kenward_roger": {"se": mp.sqrt(adjusted[3, 3]), "df": df(w)},
    }
    if model == "slopes":
        out["slope_sd"] = mp.sqrt(theta[3])
    if not boundary:
        _, hess = derivatives(lambda t: gls(lots, parts, t)[3], theta)
        out["satterthwaite"] = {"se": mp.sqrt(phi[3, 3]), "df": df(2 * hess**-1)}
    return out


def text(value):
    if isinstance(value, dict):
        return {k: text(v) for k, v in value.items()}
    return value if isinstance(value, bool) else mp.nstr(value, 17)


source = json.loads(Path(sys.argv[1]).read_text())
cases = []
for case in source["cases"]:
    row = {"id": case["id"], "pre": {}, "post": {}}
    for arm, lot, time, y in zip(case["arm"], case["lot"], case["time"], case["y"], strict=True):
        row[arm].setdefault(lot, []).append([time, y])
    row["pre"], row["post"] = list(row["pre"].values()), list(row["post"].values())
    for model in ("intercepts", "slopes"):
        row[model] = text(solve(case, model))
    cases.append(row)
    print(case["id"], file=sys.stderr)
print(json.dumps(cases))
