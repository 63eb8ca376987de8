"""Censored two-arm likelihoods in 30-digit arithmetic, with one spread (as survreg) and one for each arm."""

import math
from collections.abc import Iterator

from comparability.statistics.censored import Calibration, Spread, censored, censored_log
from comparability.statistics.censored_values import Above, Below
from comparability.statistics.qualification.checks import Check, check, shipped


def common_spread() -> Iterator[Check]:
    return _likelihoods("censored_common_spread.json")


def both_sides() -> Iterator[Check]:
    return _likelihoods("censored_both_sides.json")


def _likelihoods(name: str) -> Iterator[Check]:
    reference = shipped(name)
    for case in reference["cases"]:
        compare = censored_log if case["scale"] == "log" else censored
        found = compare(
            pre=_lots(case["pre"]),
            post=_lots(case["post"]),
            spread=Spread(case["spread"]),
            calibration=Calibration.CHI_SQUARE,
        )
        interval = found.interval(level=1.0 - 2.0 * case["alpha"])
        for figure, printed in case["expected"].items():
            got = getattr(interval if figure in ("low", "high") else found, figure)
            expected = float(printed)
            ok = math.isclose(got, expected, rel_tol=reference["relative_tolerance"])
            yield check(
                reference, f"{case['id']} {case['scale']} {case['spread']} {figure}", expected, got, ok
            )


def _lots(written: list[float | str]) -> list[float | Below | Above]:
    return [_lot(entry) for entry in written]


def _lot(entry: float | str) -> float | Below | Above:
    if not isinstance(entry, str):
        return float(entry)
    return (Below if entry[0] == "<" else Above)(float(entry[1:]))
