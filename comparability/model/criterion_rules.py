"""Rules that a criterion keeps toward its attribute; those it keeps by itself are in `criteria`."""

from comparability.model.criteria import Criterion
from comparability.model.errors import Invalid
from comparability.model.vocabulary import CriterionKind, Tier


def check_fit(
    criterion: Criterion, *, own_tier: Tier, is_qualitative: bool, allowed_words: tuple[str, ...]
) -> None:
    """Raises Invalid, naming the field, where the criterion does not fit the attribute it judges.

    own_tier: of the attribute itself; another tier is possible before the freeze only, with a reason.
    """
    in_words = criterion.kind is CriterionKind.QUALITATIVE
    if criterion.kind is not CriterionKind.DESCRIPTIVE and in_words is not is_qualitative:
        wanted = (
            "words, so judge it by accepted words"
            if is_qualitative
            else "numbers, so it has no accepted words"
        )
        raise Invalid(f"This attribute is reported in {wanted}.", field="kind")
    unknown = [word for word in criterion.accepted_words if word not in allowed_words]
    if in_words and unknown:
        raise Invalid(
            f"{', '.join(unknown)}: not in the list of this attribute ({', '.join(allowed_words)}).",
            field="accepted_words",
        )
    if criterion.tier is not own_tier and not (criterion.tier_reason or "").strip():
        raise Invalid(
            f"The attribute's own tier is {own_tier}; say why it is judged in tier {criterion.tier}.",
            field="tier_reason",
        )
