"""How the criterion of an attribute starts: kind and contrast, never a margin, a limit or a multiplier.

No default decides an outcome; a person states every number with its reason.
"""

from dataclasses import dataclass

from comparability.model.criteria.contrasts import FITTING
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind, Scale, Tier

_LOG_SCALES = frozenset({Scale.LOG, Scale.LOG_CENSORED})


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionStart:
    kind: CriterionKind
    contrast: Contrast | None = None
    analysis: Analysis | None = None


def criterion_start(*, tier: Tier, scale: Scale, is_qualitative: bool) -> CriterionStart:
    """Kind and contrast to start from.

    An impurity that is often below the quantification limit starts as a limit: "<LOQ" has no mean.
    """
    if is_qualitative:
        return CriterionStart(kind=CriterionKind.QUALITATIVE)
    if scale is Scale.LIMIT or (scale is Scale.LOG_CENSORED and tier is not Tier.C):
        return CriterionStart(kind=CriterionKind.LIMIT)
    match tier:
        case Tier.A:
            contrast = Contrast.RATIO if scale in _LOG_SCALES else Contrast.DIFFERENCE
            return CriterionStart(
                kind=CriterionKind.EQUIVALENCE, contrast=contrast, analysis=FITTING[contrast][0]
            )
        case Tier.B:
            return CriterionStart(kind=CriterionKind.QUALITY_RANGE)
        case Tier.C:
            return CriterionStart(kind=CriterionKind.DESCRIPTIVE)
