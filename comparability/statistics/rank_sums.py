"""Exact chances of rank sums, with any pattern of ties, by adding one lot at a time to all sums before it.

Sources: Pagano and Tritchler (1983) J Am Stat Assoc 78:435; Streitberg and Röhmel (1986) Stat Softw Newsl
12:10 (the shift algorithm).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from comparability.statistics.errors import LevelNotReachable
from comparability.statistics.quadrature import Array
from comparability.statistics.samples import check_probability


@dataclass(frozen=True, slots=True)
class Tails:
    """Chances of a sum at most and at least as large as the one observed; both hold the observed one."""

    at_most: float
    at_least: float


def choice_tails(chosen: list[int], others: list[int]) -> Tails:
    """Of the sum of the chosen scores, every choice of as many out of all scores being equally likely."""
    if len(chosen) > len(others):
        mirrored = choice_tails(others, chosen)
        return Tails(mirrored.at_least, mirrored.at_most)
    # Taking the smallest from all and the common factor out changes no order and keeps the sums short.
    least = min(*chosen, *others)
    factor = math.gcd(*[score - least for score in (*chosen, *others)]) or 1
    scores = sorted((score - least) // factor for score in (*chosen, *others))
    observed = sum((score - least) // factor for score in chosen)
    return _tails(_choices(tuple(scores), len(chosen)), observed)


def sign_tails(signed: list[int]) -> Tails:
    """Of the sum of the positive scores, both signs of every score being equally likely."""
    factor = math.gcd(*signed) or 1
    scores = sorted(abs(score) // factor for score in signed)
    observed = sum(score // factor for score in signed if score > 0)
    return _tails(_signs(tuple(scores)), observed)


def choices_level(n_pre: int, n_post: int, *, alpha: float) -> float:
    """The largest chance below alpha of a rank sum at least as large as some value, without ties.

    Raises LevelNotReachable.
    """
    return _level(_choices(tuple(range(n_pre + n_post)), min(n_pre, n_post)), alpha)


def signs_level(n: int, *, alpha: float) -> float:
    """The same for n pairs, none tied."""
    return _level(_signs(tuple(range(1, n + 1))), alpha)


def _level(ways: Array, alpha: float) -> float:
    check_probability("Alpha", alpha)
    chances = np.cumsum(ways) / ways.sum()
    chances = chances[ways > 0.0]
    if chances[0] >= alpha:
        raise LevelNotReachable(smallest_p=float(chances[0]), alpha=alpha)
    return float(chances[chances < alpha][-1])


def _tails(ways: Array, observed: int) -> Tails:
    total = float(ways.sum())
    return Tails(float(ways[: observed + 1].sum()) / total, float(ways[observed:].sum()) / total)


@lru_cache(maxsize=256)
def _choices(scores: tuple[int, ...], chosen: int) -> Array:
    """Number of ways to reach each sum with `chosen` of the scores. Whole numbers, exact below 2 ** 53."""
    largest = sum(scores[len(scores) - chosen :])
    ways = np.zeros((chosen + 1, largest + 1))
    ways[0, 0] = 1.0
    for score in scores:
        ways[1:, score:] += ways[:-1, : largest + 1 - score]
    reached: Array = ways[chosen]
    return reached


@lru_cache(maxsize=256)
def _signs(scores: tuple[int, ...]) -> Array:
    """Number of ways to reach each sum with the scores that turn out positive."""
    ways = np.zeros(sum(scores) + 1)
    ways[0] = 1.0
    for score in scores:
        ways[score:] += ways[: len(ways) - score].copy()
    return ways
