"""What a drawing of genealogy shows: lots, what they were made from, and which of that the arms share."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reports.plots import ArmRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """A lot of an arm, or a lot or material that went into one.

    number: unique in the genealogy. parents: numbers of what it was made from. arm, role: None for what is
    in no arm. arms: of the lots that are made from it, its own included.
    """

    number: int
    name: str  # "A-2401", "drug substance A-2401-DS", "pHelper pHelper-23-01"
    parents: tuple[int, ...]
    is_material: bool
    arm: str | None
    role: ArmRole | None
    arms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Genealogy:
    """Lots of the arms stand in the order of the record; everything they descend from is among them."""

    relatives: tuple[Relative, ...]

    def __post_init__(self) -> None:
        numbers = {each.number for each in self.relatives}
        if len(numbers) < len(self.relatives):
            raise ValueError("two relatives share a number")
        if any(parent not in numbers for each in self.relatives for parent in each.parents):
            raise ValueError("a parent is missing from the genealogy")
        for each in self.relatives:
            if each.number in self.above(each.parents):
                raise ValueError(f"{each.name} descends from itself")

    @property
    def lots(self) -> tuple[Relative, ...]:
        """Those of the arms."""
        return tuple(each for each in self.relatives if each.arm is not None)

    @property
    def shared(self) -> tuple[Relative, ...]:
        """What went into lots of more than one arm."""
        return tuple(each for each in self.relatives if len(each.arms) > 1)

    def above(self, numbers: Collection[int]) -> set[int]:
        """These and everything that they descend from."""
        parents = {each.number: each.parents for each in self.relatives}
        found: set[int] = set()
        waiting = list(numbers)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += parents[number]
        return found

    def of(self, lots: Collection[int]) -> "Genealogy":
        """The part that these lots descend from."""
        kept = self.above(lots)
        return Genealogy(relatives=tuple(each for each in self.relatives if each.number in kept))

    def named(self, relative: Relative) -> Iterator[str]:
        """The names of what it was made from, in the order of the genealogy."""
        return (each.name for each in self.relatives if each.number in relative.parents)
