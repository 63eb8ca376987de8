"""How the risk of a change to one attribute is ranked, and which tier the rank proposes.

ICH Q9(R1) asks for a documented, consistent scale and leaves the scale itself to the company; this one is a
5 × 5 matrix. A person can propose another tier with a reason.
"""

from typing import Final

from comparability.model.errors import Invalid
from comparability.model.switch_kinds import RiskLevel
from comparability.model.vocabulary import Tier

SEVERITY: Final = {1: "negligible", 2: "minor", 3: "moderate", 4: "major", 5: "critical"}
LIKELIHOOD: Final = {1: "remote", 2: "unlikely", 3: "possible", 4: "likely", 5: "expected"}

_MEDIUM_FROM, _HIGH_FROM = 5, 12


def risk_level(*, severity: int, likelihood: int) -> RiskLevel:
    """The level of severity × likelihood, each 1 to 5. Raises Invalid outside the scales."""
    if severity not in SEVERITY:
        raise Invalid("Severity goes from 1 (negligible) to 5 (critical).", field="severity")
    if likelihood not in LIKELIHOOD:
        raise Invalid("Likelihood goes from 1 (remote) to 5 (expected).", field="likelihood")
    score = severity * likelihood
    if score >= _HIGH_FROM:
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if score >= _MEDIUM_FROM else RiskLevel.LOW


def proposed_tier(*, severity: int, likelihood: int) -> Tier:
    """The tier that the rank proposes: high A, medium B, low C."""
    tiers = {RiskLevel.HIGH: Tier.A, RiskLevel.MEDIUM: Tier.B, RiskLevel.LOW: Tier.C}
    return tiers[risk_level(severity=severity, likelihood=likelihood)]


def starting_rank(level: RiskLevel) -> tuple[int, int]:
    """Severity and likelihood at which a default risk of a switch kind starts, for a person to confirm."""
    ranks = {RiskLevel.HIGH: (4, 4), RiskLevel.MEDIUM: (3, 3), RiskLevel.LOW: (2, 2)}
    return ranks[level]
