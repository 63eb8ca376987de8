"""What a version of a document says differently from the one that was issued before it, as frozen values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """One thing said differently. before, after: empty where it was not said, or is not said any more."""

    place: str  # of the heading it stands under: "attribute-vg-titre"
    section: str
    item: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """since: the number of the earlier version. is_compared: False where it is in another language.

    correction: what the earlier version states wrongly; empty where it was right when it was issued.
    """

    since: str
    rows: tuple[Revised, ...]
    is_compared: bool = True
    correction: str = ""
