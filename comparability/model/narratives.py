"""What a person has to write of a switch before its package can be approved."""

from comparability.model.vocabulary import Effect


def needs_discussion(effect: Effect, *, is_difference_seen: bool) -> bool:
    """Whether somebody has to discuss an attribute: it is not closed, or a difference is seen in spite of it.

    Attributes that are merely described (no effect) need one only where a difference is seen.
    """
    return is_difference_seen or effect not in (Effect.CLOSES, Effect.NONE)
