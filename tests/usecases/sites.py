"""Three real sites in one switch: the multi-site data of CLSI EP05-A3, the mean of a day standing for a lot.

Values and expected figures: tests/references/sites/three_sites.R. No test lives here.
"""

from datetime import date
from typing import Any

from comparability.model.vocabulary import ArmRole, SwitchKind
from comparability.storage.sessions import Database
from comparability.usecases.criteria import CriterionChange, save_criteria
from comparability.usecases.switches import ArmEntry, SourceEntry, create_switch
from tests.usecases.assessing import Line, Staff, a_staff, freeze, resolve_differences
from tests.usecases.register import CMC, NOW, a_lot, a_product, a_supplier
from tests.usecases.switching import Scene, a_complete_draft, criterion, justified, switch_entry

SITES = {
    "Site 1": ("25.359", "25.146", "26.942", "26.218", "27.316"),
    "Site 2": ("23.734", "23.737", "24.231", "25.338", "23.176"),
    "Site 3": ("25.304", "26.765", "24.611", "24.500", "25.608"),
}
RESULTS = {
    f"{site}-{day}": value for site, values in SITES.items() for day, value in enumerate(values, start=1)
}


def a_line_of_sites(
    database: Database, *, is_frozen: bool = True, staff: Staff | None = None, **protocol: Any
) -> Line:
    """Site 1 is the pre arm; the ratio of geometric means is judged against 0.90 to 1.11."""
    with database.write(actor=CMC, now=NOW) as session:
        staff = staff or a_staff(session)
        team, product = staff.team, a_product(session)
        makers = {name: a_supplier(session, name) for name in SITES}
        switch = create_switch(
            session,
            product.id,
            switch_entry(code="SITES-01", title="Two further sites", kind=SwitchKind.ADD_SITES),
            arms=[
                ArmEntry(
                    role=ArmRole.SITE if place else ArmRole.PRE,
                    name=name,
                    sources=(SourceEntry(supplier_id=maker.id),),
                )
                for place, (name, maker) in enumerate(makers.items())
            ],
            actor=team.cmc,
        )
        scene = Scene(product=product, before=makers["Site 1"], after=makers["Site 2"], switch=switch)
        lots = {
            number: a_lot(session, product, makers[number[:6]], number, manufactured_on=date(2025, 3, 4)).id
            for number in RESULTS
        }
        resolve_differences(session, team, scene)
        drafted = a_complete_draft(session, team, scene, **protocol)
        line = criterion(session, drafted, "vg-titre")
        entry = justified(margin_low="0.90", margin_high="1.11")
        change = CriterionChange(criterion_id=line.row.id, version=line.row.version, entry=entry)
        reason = "The margin of this example."
        save_criteria(session, drafted.id, (change,), reason=reason, actor=team.statistician)
    made = Line(database=database, staff=staff, switch=switch.id, product=product.id, lots=lots)
    if is_frozen:
        freeze(made, drafted.id)
    return made
