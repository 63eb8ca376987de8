"""The drawn genealogy has what the record links, and nothing that it does not."""

from types import SimpleNamespace

import pytest

from comparability.model.vocabulary import MaterialKind, Stage
from comparability.storage.descent import descent_of
from comparability.storage.switches import lots_in_arms
from comparability.usecases.contents.genealogy import genealogy
from comparability.usecases.materials import MaterialEntry, create_material
from reports.wording import ENGLISH
from tests.usecases.register import a_lot, a_supplier, writing
from tests.usecases.switching import a_switch, a_team


@pytest.fixture
def made(database):
    """A cell bank behind both arms, a plasmid in the lot of one arm itself, pooled drug substance in it."""
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        bank, plasmid = (
            create_material(
                session,
                MaterialEntry(supplier_id=a_supplier(session, name).id, kind=kind, name=name, number="01"),
                actor=team.cmc,
            ).id
            for name, kind in (("MCB", MaterialKind.CELL_BANK), ("pHelper", MaterialKind.PLASMID))
        )
        third = a_supplier(session, "Maker of substance")
        one, other = (
            a_lot(
                session,
                scene.product,
                third,
                f"DS-{number}",
                stage=Stage.DRUG_SUBSTANCE,
                material_ids=(bank,),
            )
            for number in (1, 2)
        )
        a_lot(
            session, scene.product, scene.before, "A-1", parent_ids=(one.id, other.id),
            material_ids=(plasmid,),
        )  # fmt: skip
        a_lot(session, scene.product, scene.after, "B-1", parent_ids=(other.id,))
        lots = lots_in_arms(session, scene.switch.id)
        record = SimpleNamespace(lots=lots, descent=descent_of(session, [each.lot.id for each in lots]))
        return genealogy(record, ENGLISH)


def test_every_link_of_the_record_is_there_and_no_other(made):
    found = {each.name: set(made.named(each)) for each in made.relatives}
    assert found == {
        "A-1": {"drug substance DS-1", "drug substance DS-2", "pHelper 01"},
        "B-1": {"drug substance DS-2"},
        "drug substance DS-1": {"MCB 01"},
        "drug substance DS-2": {"MCB 01"},
        "MCB 01": set(),
        "pHelper 01": set(),
    }


def test_what_went_into_lots_of_both_arms_is_known(made):
    assert {each.name for each in made.shared} == {"MCB 01", "drug substance DS-2"}
    assert [each.name for each in made.lots] == ["A-1", "B-1"]


def test_without_a_recorded_parent_nothing_is_drawn(database):
    with writing(database) as session:
        scene = a_switch(session, a_team(session))
        a_lot(session, scene.product, scene.before, "A-1")
        lots = lots_in_arms(session, scene.switch.id)
        record = SimpleNamespace(lots=lots, descent=descent_of(session, [each.lot.id for each in lots]))
    assert genealogy(record, ENGLISH) is None
