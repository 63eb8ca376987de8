"""A genealogy made up for tests: plasmids of each arm, a cell bank for both, drug substance for each lot."""

from reports.lineage import Genealogy, Relative
from reports.plots import ArmRole

ARMS = (("CDMO A", ArmRole.PRE, "A"), ("CDMO B", ArmRole.POST, "B"))
LONG = "L" * 60


def genealogy(*, pre: int = 3, post: int = 3, plasmids: int = 3, is_shared: bool = True) -> Genealogy:
    """The first lot has a number of sixty characters."""
    both = tuple(name for name, *_ in ARMS)
    found: list[Relative] = []

    def add(name: str, parents: tuple[int, ...] = (), arms: tuple[str, ...] = both, **facts: object) -> int:
        number = len(found) + 1
        given = {"is_material": False, "arm": None, "role": None} | facts
        found.append(Relative(number=number, name=name, parents=parents, arms=arms, **given))  # type: ignore[arg-type]
        return number

    bank = (add("MCB HEK-01", is_material=True),) if is_shared else ()
    for (arm, role, letter), count in zip(ARMS, (pre, post), strict=True):
        made_with = [
            add(f"pHelper {letter}-{number}", arms=(arm,), is_material=True)
            for number in range(1, plasmids + 1)
        ]
        for number in range(1, count + 1):
            name = LONG if (letter, number) == ("A", 1) else f"{letter}-{number:02d}"
            parents = (*bank, *made_with)
            substance = add(f"drug substance {letter}-{number:02d}-DS", parents, arms=(arm,))
            add(name, (substance,), arms=(arm,), arm=arm, role=role)
    return Genealogy(relatives=tuple(found))
