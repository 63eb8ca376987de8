"""What the wording of figures and the drawings read: a compared attribute, from a row or from a file.

The same words are needed without a database, when a package is verified from the data it carries.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from comparability.model.vocabulary import Outcome, Scale


class AttributeFacts(Protocol):
    """How the figures of an attribute are written."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def scale(self) -> Scale: ...
    @property
    def decimals(self) -> int: ...
    @property
    def is_scientific(self) -> bool: ...
    @property
    def derived_from(self) -> str | None: ...
    @property
    def composition(self) -> str | None: ...


class Compared(Protocol):
    """A stored comparison: see `model.stored_comparisons`."""

    @property
    def outcome(self) -> Outcome: ...
    @property
    def criterion(self) -> Mapping[str, Any]: ...
    @property
    def figures(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def observations(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def lots(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def pairs(self) -> Sequence[Mapping[str, Any]] | None: ...
    @property
    def side_analyses(self) -> Sequence[Mapping[str, Any]] | None: ...
    @property
    def series(self) -> Sequence[Mapping[str, Any]] | None: ...
    @property
    def summaries(self) -> Sequence[Mapping[str, Any]] | None: ...
    @property
    def influence(self) -> Sequence[Mapping[str, Any]]: ...


class Line(Protocol):
    """One attribute of an assessment."""

    @property
    def item(self) -> Compared: ...
    @property
    def attribute(self) -> AttributeFacts: ...


class StatedCriterion(Protocol):
    """What the wording of a criterion reads of a comparison, stored or still to come."""

    @property
    def criterion(self) -> Mapping[str, Any]: ...
    @property
    def figures(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def pairs(self) -> Sequence[Mapping[str, Any]] | None: ...
    @property
    def summaries(self) -> Sequence[Mapping[str, Any]] | None: ...


class JudgedAttribute(Protocol):
    """What the wording of a criterion reads of its attribute."""

    @property
    def unit(self) -> str | None: ...
    @property
    def conforming_words(self) -> Sequence[str] | None: ...


class Judged(Protocol):
    """An attribute and how it is judged, before there are results or after."""

    @property
    def item(self) -> StatedCriterion: ...
    @property
    def attribute(self) -> JudgedAttribute: ...
