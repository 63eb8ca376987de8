"""Simulated lots whose attributes vary together: seeded, and the same first lots for every number of lots.

Each attribute has a random stream of its own, and the streams are mixed by the symmetric root of the
correlations: neither the order of the attributes nor one more that varies by itself changes the others' lots.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from comparability.statistics.errors import NotACorrelation
from comparability.statistics.quadrature import Array

BLOCK = 1000  # draws worked on at a time, so that they stay in the processor's cache and in one thread
ROUNDING = 1e-10  # of an eigenvalue that is zero


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLots:
    """Of the first n lots of every draw: mean and sum of squared deviations, attribute by draw."""

    n: int
    mean: Array
    squares: Array


def symmetric_root(correlation: ArrayLike, *, attributes: int) -> Array:
    """The symmetric matrix whose square is the correlation matrix. Raises NotACorrelation."""
    try:
        matrix = np.asarray(correlation, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise NotACorrelation(why="its rows have different lengths or hold no numbers") from error
    if matrix.shape != (attributes, attributes):
        raise NotACorrelation(why=f"a row and a column for each of the {attributes} attributes are needed")
    if not np.all(np.isfinite(matrix)):
        raise NotACorrelation(why="one of them is not a finite number")
    if not np.allclose(np.diag(matrix), 1.0, rtol=0.0, atol=ROUNDING):
        raise NotACorrelation(why="an attribute must correlate with itself by exactly 1")
    if not np.allclose(matrix, matrix.T, rtol=0.0, atol=ROUNDING):
        raise NotACorrelation(why="the one of A with B differs from the one of B with A")
    if np.any(np.abs(matrix) > 1.0 + ROUNDING):
        raise NotACorrelation(why="one of them lies outside -1 to 1")
    eigenvalues, vectors = np.linalg.eigh(0.5 * (matrix + matrix.T))
    if eigenvalues[0] < -ROUNDING * attributes:
        raise NotACorrelation(
            why="no lots can vary like this, some of the correlations contradict the others "
            f"(the smallest eigenvalue is {eigenvalues[0]:.3g})"
        )
    root: Array = (vectors * np.sqrt(np.maximum(eigenvalues, 0.0))) @ vectors.T
    return root


def first_lots(
    root: Array, *, streams: Sequence[int], counts: Collection[int], draws: int, seed: int, arm: int
) -> dict[int, FirstLots]:
    """Standard normal lots of one arm, summed up after each of the counts. arm: 0 or 1."""
    lots = _lots(root, streams=streams, draws=draws, seed=seed, arm=arm)
    return _summed(lots, counts, shape=(len(streams), draws))


def first_pairs(
    root: Array, *, streams: Sequence[int], counts: Collection[int], draws: int, seed: int
) -> dict[int, FirstLots]:
    """As `first_lots`, of standardised differences within pairs: the first lots of both arms, one from the
    other. They keep the correlations between attributes; that within pairs is in the SD they are scaled by.
    """
    before = _lots(root, streams=streams, draws=draws, seed=seed, arm=0)
    after = _lots(root, streams=streams, draws=draws, seed=seed, arm=1)
    pairs = ((second - first) / math.sqrt(2.0) for first, second in zip(before, after, strict=True))
    return _summed(pairs, counts, shape=(len(streams), draws))


def _lots(root: Array, *, streams: Sequence[int], draws: int, seed: int, arm: int) -> Iterator[Array]:
    generators = [np.random.default_rng([seed, stream, arm]) for stream in streams]
    while True:
        independent = np.stack([generator.standard_normal(draws) for generator in generators])
        lots = np.empty_like(independent)
        for start in range(0, draws, BLOCK):
            block = slice(start, start + BLOCK)
            np.matmul(root, independent[:, block], out=lots[:, block])
        yield lots


def _summed(
    lots: Iterator[Array], counts: Collection[int], *, shape: tuple[int, int]
) -> dict[int, FirstLots]:
    mean = np.zeros(shape)
    squares = np.zeros_like(mean)
    found: dict[int, FirstLots] = {}
    for n, lot in zip(range(1, max(counts) + 1), lots, strict=False):
        # Welford (1962) Technometrics 4:419
        deviation = lot - mean
        mean += deviation / n
        squares += deviation * (lot - mean)
        if n in counts:
            found[n] = FirstLots(n=n, mean=mean.copy(), squares=squares.copy())
    return found
