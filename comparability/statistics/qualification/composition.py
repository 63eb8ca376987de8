"""Hotelling's test of compositions and the intervals of their parts, as R computed them."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from comparability.statistics.composition import hotelling, hotelling_unequal
from comparability.statistics.composition_parts import PartInterval, part_contrasts, part_intervals
from comparability.statistics.qualification.checks import Check, check, shipped


def compositions() -> Iterator[Check]:
    reference = shipped("composition.json")
    tolerance = reference["relative_tolerance"]
    for case in reference["cases"]:
        arms = {"pre": case["pre"], "post": case["post"]}
        for name, expected, got in (
            *_pooled(arms, case["pooled"]),
            *_unequal(arms, case["unequal"]),
            *_parts(arms, case["level"], case["parts"]),
        ):
            ok = math.isclose(got, expected, rel_tol=tolerance)
            yield check(reference, f"{case['id']} {name}", float(expected), float(got), ok)


def _pooled(arms: dict[str, Any], expected: Mapping[str, Any]) -> Iterator[tuple[str, float, float]]:
    found = hotelling(**arms)
    for index, coordinate in enumerate(expected["ilr_pre_less_post"]):
        yield f"difference {index + 1}", -coordinate, found.difference[index]
        for other, entry in enumerate(expected["covariance"][index]):
            yield f"covariance {index + 1} {other + 1}", entry, found.covariance[index][other]
    for centre in ("centre_pre", "centre_post"):
        for index, share in enumerate(expected[centre]):
            yield f"{centre} {index + 1}", 100.0 * share, getattr(found, centre)[index]
    for name in ("mahalanobis_squared", "t2", "f", "df1", "df2", "p", "aitchison_distance"):
        yield f"pooled {name}", expected[name], getattr(found, name)


def _unequal(arms: dict[str, Any], expected: Mapping[str, Any]) -> Iterator[tuple[str, float, float]]:
    found = hotelling_unequal(**arms)
    for name, value in expected.items():
        yield f"unequal {name}", value, getattr(found, name)


def _parts(
    arms: dict[str, Any], level: float, expected: list[Mapping[str, float]]
) -> Iterator[tuple[str, float, float]]:
    intervals = part_intervals(**arms, level=level, is_pooled=True)
    for index, (values, found, contrast) in enumerate(
        zip(expected, intervals, part_contrasts(**arms), strict=True)
    ):
        got = _figures(found) | {
            "welch_standard_error": contrast.standard_error,
            "welch_df": contrast.df,
        }
        for name, value in values.items():
            yield f"part {index + 1} {name}", value, got[name]


def _figures(found: PartInterval) -> dict[str, float]:
    return {
        "log_ratio": found.log_ratio,
        "joint_low": found.joint.low,
        "joint_high": found.joint.high,
        "bonferroni_low": found.bonferroni.low,
        "bonferroni_high": found.bonferroni.high,
        "share_after": found.share_after,
        "share_joint_low": found.share_joint.low,
        "share_joint_high": found.share_joint.high,
    }
