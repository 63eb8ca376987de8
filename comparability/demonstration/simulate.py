"""Simulated results of the demonstration: what each lot's certificate would print, from a fixed seed.

Every assay's spread is published, general knowledge or assumed, and says which; the spread between lots of an
arm is assumed on top. True shifts between the arms are stated here only.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

SEED: Final = 20261123
DUONG = (
    "Duong et al. 2023, doi 10.1089/hum.2023.014: TCID50 with ddPCR endpoint, inter-assay CV 34.9 %, n = 18"
)
ARONSON = "Aronson et al., AAV8-hUGT1A1, flow cytometry: inter-day CV 22.6 %"
KNOWN = "general knowledge [K], to be confirmed"
ASSUMED = "assumed for the demonstration, without a source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurand:
    """How one attribute's results arise.

    centre: the pre-switch process. lot_cv, assay_cv: fractions, between lots and of one determination.
    shift: true factor of the post-switch process. loq: results below print as "<" with it.
    pattern: how the certificate prints a number (a format specification).
    """

    code: str
    centre: float
    lot_cv: float
    assay_cv: float
    pattern: str
    source: str
    shift: float = 1.0
    replicates: int = 1
    loq: str | None = None
    ceiling: float | None = None  # of a percentage


MEASURANDS: Final = (
    Measurand(
        code="vg-titre",
        centre=1.0e13,
        lot_cv=0.03,
        assay_cv=0.07,
        pattern=".2E",
        source=f"ddPCR 5–10 %: {KNOWN}",
    ),
    Measurand(
        code="infectious-titre",
        centre=5.1e10,
        lot_cv=0.08,
        assay_cv=0.349,
        pattern=".2E",
        source=DUONG,
        replicates=3,
    ),
    Measurand(
        code="capsid-titre",
        centre=1.24e13,
        lot_cv=0.04,
        assay_cv=0.12,
        pattern=".2E",
        source=f"ELISA 10–20 %: {KNOWN}",
        shift=1.04,
    ),
    Measurand(
        code="empty-to-full",
        centre=82.0,
        lot_cv=0.015,
        assay_cv=0.025,
        pattern=".1f",
        ceiling=99.0,
        source=f"SV-AUC within a laboratory 2–10 %: {KNOWN}",
        shift=0.985,
    ),
    Measurand(
        code="partial-capsids",
        centre=6.2,
        lot_cv=0.06,
        assay_cv=0.08,
        pattern=".1f",
        ceiling=99.0,
        source=f"2–10 % within a laboratory: {KNOWN}",
    ),
    Measurand(
        code="potency", centre=99.0, lot_cv=0.04, assay_cv=0.226, pattern=".1f", source=ARONSON, replicates=4
    ),
    Measurand(
        code="transgene-expression",
        centre=101.0,
        lot_cv=0.05,
        assay_cv=0.15,
        pattern=".1f",
        source=f"15–30 %: {KNOWN}",
        replicates=3,
    ),
    Measurand(
        code="genome-integrity",
        centre=91.0,
        lot_cv=0.01,
        assay_cv=0.02,
        pattern=".1f",
        ceiling=99.5,
        source=f"full-length reads 2 %: {ASSUMED}",
    ),
    Measurand(
        code="purity",
        centre=98.4,
        lot_cv=0.002,
        assay_cv=0.004,
        pattern=".1f",
        ceiling=99.9,
        source=f"main peak of CE-SDS 0.4 %: {ASSUMED}",
    ),
    Measurand(
        code="vp1-share", centre=8.9, lot_cv=0.02, assay_cv=0.03, pattern=".1f", source=f"2–5 %: {KNOWN}"
    ),
    Measurand(
        code="vp2-share", centre=8.4, lot_cv=0.02, assay_cv=0.03, pattern=".1f", source=f"2–5 %: {KNOWN}"
    ),
    Measurand(
        code="aggregates", centre=1.15, lot_cv=0.08, assay_cv=0.10, pattern=".2f", source=f"5–15 %: {KNOWN}"
    ),
    Measurand(
        code="residual-host-cell-dna",
        centre=2.3,
        lot_cv=0.15,
        assay_cv=0.25,
        pattern=".2f",
        source=f"qPCR 15–40 %: {KNOWN}",
        loq="0.50",
    ),
    Measurand(
        code="residual-e1a",
        centre=52.0,
        lot_cv=0.2,
        assay_cv=0.25,
        pattern=".0f",
        source=f"qPCR 15–40 %: {KNOWN}",
        loq="50",
    ),
    Measurand(
        code="residual-plasmid-backbone",
        centre=0.82,
        lot_cv=0.1,
        assay_cv=0.2,
        pattern=".2f",
        source=f"qPCR 15–30 %: {KNOWN}",
        shift=1.1,
    ),
    Measurand(
        code="residual-resistance-gene",
        centre=0.46,
        lot_cv=0.1,
        assay_cv=0.2,
        pattern=".2f",
        source=f"qPCR 15–30 %: {KNOWN}",
        shift=1.1,
    ),
    Measurand(
        code="residual-rep-cap",
        centre=0.012,
        lot_cv=0.15,
        assay_cv=0.2,
        pattern=".3f",
        source=f"qPCR 15–30 %: {KNOWN}",
        loq="0.010",
    ),
    Measurand(
        code="host-cell-protein",
        centre=6.4,
        lot_cv=0.15,
        assay_cv=0.2,
        pattern=".1f",
        source=f"ELISA 15–25 %: {KNOWN}",
        loq="5.0",
    ),
    Measurand(
        code="affinity-ligand",
        centre=1.1,
        lot_cv=0.15,
        assay_cv=0.2,
        pattern=".1f",
        source=f"ELISA 15–25 %: {KNOWN}",
        loq="2.0",
    ),
    Measurand(
        code="residual-nuclease",
        centre=0.2,
        lot_cv=0.15,
        assay_cv=0.2,
        pattern=".2f",
        source=f"ELISA 15–25 %: {KNOWN}",
        loq="0.50",
    ),
    Measurand(
        code="particles-10um",
        centre=210.0,
        lot_cv=0.2,
        assay_cv=0.2,
        pattern=".0f",
        source=f"10–30 %: {KNOWN}",
    ),
    Measurand(
        code="particles-25um", centre=9.0, lot_cv=0.2, assay_cv=0.3, pattern=".0f", source=f"10–30 %: {KNOWN}"
    ),
    Measurand(
        code="capsid-deamidation",
        centre=11.5,
        lot_cv=0.05,
        assay_cv=0.1,
        pattern=".1f",
        source=f"10–30 %: {KNOWN}",
    ),
    Measurand(
        code="capsid-oxidation",
        centre=2.1,
        lot_cv=0.1,
        assay_cv=0.15,
        pattern=".1f",
        source=f"10–30 %: {KNOWN}",
    ),
    Measurand(
        code="ph", centre=7.31, lot_cv=0.003, assay_cv=0.003, pattern=".2f", source=f"below 2 %: {KNOWN}"
    ),
    Measurand(
        code="osmolality",
        centre=321.0,
        lot_cv=0.006,
        assay_cv=0.006,
        pattern=".0f",
        source=f"below 2 %: {KNOWN}",
    ),
    Measurand(
        code="endotoxin",
        centre=0.02,
        lot_cv=0.2,
        assay_cv=0.2,
        pattern=".2f",
        source=f"compendial 20 %: {ASSUMED}",
        loq="0.05",
    ),
)


def determinations(measurand: Measurand, *, lots: Sequence[bool]) -> list[tuple[str, ...]]:
    """What is typed for each lot, one text per determination. lots: whether each lot is post-switch.

    Each attribute draws from a stream of its own, so that adding one changes no other.
    """
    stream = np.random.default_rng([SEED, *measurand.code.encode()])
    typed = []
    for is_post in lots:
        centre = measurand.centre * (measurand.shift if is_post else 1.0)
        lot = centre * math.exp(stream.normal(0.0, _sigma(measurand.lot_cv)))
        values = lot * np.exp(stream.normal(0.0, _sigma(measurand.assay_cv), measurand.replicates))
        typed.append(tuple(_written(float(value), measurand) for value in values))
    return typed


def _sigma(cv: float) -> float:
    """SD of the logarithm that gives this coefficient of variation."""
    return math.sqrt(math.log1p(cv * cv))


def _written(value: float, measurand: Measurand) -> str:
    if measurand.ceiling is not None:
        value = min(value, measurand.ceiling)
    if measurand.loq is not None and value < float(measurand.loq):
        return f"<{measurand.loq}"
    return format(value, measurand.pattern)
