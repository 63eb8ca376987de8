"""Which lot may be made from which: a lot never descends from itself, and never from a later stage.

Numbers of lots and their parents come in as plain mappings; reading them is in `storage.lots`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from comparability.model.vocabulary import Stage

_ORDER = (Stage.IN_PROCESS, Stage.DRUG_SUBSTANCE, Stage.DRUG_PRODUCT)


@dataclass(frozen=True, slots=True)
class Branch:
    """A lot in a drawn genealogy. `onward` is empty where the line ends or where `is_repeated`."""

    lot_id: int
    depth: int
    is_repeated: bool
    onward: tuple["Branch", ...]


def may_follow(parent: Stage, child: Stage) -> bool:
    """Whether a lot of the stage `child` can be made from one of the stage `parent`; pooling keeps it."""
    return _ORDER.index(parent) <= _ORDER.index(child)


def line_between(
    descendant: int, ancestor: int, parents: Mapping[int, Collection[int]]
) -> tuple[int, ...] | None:
    """The line of lots from `descendant` up to `ancestor`, both included, or None when there is none.

    parents: the parents of each lot; a lot without parents may be missing.
    """
    seen = {descendant}
    waiting: list[tuple[int, ...]] = [(descendant,)]
    while waiting:
        line = waiting.pop()
        if line[-1] == ancestor:
            return line
        for parent in sorted(parents.get(line[-1], ())):
            if parent not in seen:
                seen.add(parent)
                waiting.append((*line, parent))
    return None


def tree(start: int, onward: Mapping[int, Collection[int]]) -> tuple[Branch, ...]:
    """The lots reached from `start`, nested. A lot reached twice is drawn twice but followed once.

    onward: the next lots of each lot, parents for the way up or descendants for the way down.
    """
    seen = {start}

    def grow(lot: int, depth: int) -> Iterator[Branch]:
        for following in sorted(onward.get(lot, ())):
            repeated = following in seen
            seen.add(following)
            further = () if repeated else tuple(grow(following, depth + 1))
            yield Branch(following, depth, repeated, further)

    return tuple(grow(start, 1))
