"""Errors whose message may be shown to a person; every room raises these and nothing hides them."""


class ComparabilityError(Exception):
    """Base of every error whose message may be shown to a user."""


class NotFound(ComparabilityError):
    """There is no such record, or the person may not know that there is."""


class NotAllowed(ComparabilityError):
    """The person's role does not permit the action."""


class Refused(ComparabilityError):
    """A rule forbids the action now; the message says which and what would permit it."""


class Invalid(ComparabilityError):
    """An entered value cannot be accepted.

    field: the name of the form field or column the message belongs to, or None for the whole entry.
    """

    def __init__(self, message: str, *, field: str | None = None):
        super().__init__(message)
        self.field = field


class Conflict(ComparabilityError):
    """Somebody else changed the record since it was read."""


class Unavailable(ComparabilityError):
    """The database could not do its work just now; nothing was saved, and the same may succeed later."""
