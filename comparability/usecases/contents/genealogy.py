"""What the drawing of genealogy shows: the lots of the arms and everything that they were made from."""

from comparability.storage.dossiers import Dossier
from reports.lineage import Genealogy, Relative
from reports.plots import ArmRole
from reports.wording import Words


def genealogy(record: Dossier, words: Words) -> Genealogy | None:
    """None where no lot of the arms has a recorded parent or material."""
    descent = record.descent
    if not descent.parents_of and not descent.materials_of:
        return None
    arm_lots = {each.lot.id: each for each in record.lots}
    names = [("material", number, f"{row.name} {row.number}") for number, row in descent.materials.items()]
    names += [
        ("lot", number, f"{words.term(row.stage)} {row.number}") for number, row in descent.ancestors.items()
    ]
    names += [("lot", number, each.lot.number) for number, each in arm_lots.items()]
    # Places in the list, not numbers of rows: the same record gives the same content in every database.
    numbers = {(kind, row): place for place, (kind, row, _) in enumerate(names, start=1)}
    parents = {
        key: tuple(
            sorted(
                [numbers["lot", each] for each in descent.parents_of.get(key[1], ())]
                + [numbers["material", each] for each in descent.materials_of.get(key[1], ())]
            )
        )
        if key[0] == "lot"
        else ()
        for key in numbers
    }
    above = {number: parents[key] for key, number in numbers.items()}
    arms: dict[int, dict[str, None]] = {number: {} for number in above}
    for lot_id, each in arm_lots.items():
        waiting = [numbers["lot", lot_id]]
        while waiting:
            number = waiting.pop()
            arms[number][each.arm_name] = None
            waiting += above[number]
    return Genealogy(
        relatives=tuple(
            Relative(
                number=numbers[kind, row],
                name=name,
                parents=parents[kind, row],
                is_material=kind == "material",
                arm=arm_lots[row].arm_name if kind == "lot" and row in arm_lots else None,
                role=ArmRole(arm_lots[row].role.value) if kind == "lot" and row in arm_lots else None,
                arms=tuple(sorted(arms[numbers[kind, row]])),
            )
            for kind, row, name in names
        )
    )
