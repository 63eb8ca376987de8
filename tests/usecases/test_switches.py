import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.switch_kinds import switch_kinds
from comparability.model.vocabulary import ArmRole, MaterialKind, Role, SwitchKind, Tier
from comparability.storage import rows
from comparability.storage.attributes import Attribute, attributes_of
from comparability.storage.switches import (
    arms_of,
    differences_of,
    lots_in_arms,
    risks_of,
    sources_of,
)
from comparability.usecases.materials import MaterialEntry, create_material
from comparability.usecases.switches import (
    ArmEntry,
    DifferenceChange,
    DifferenceEntry,
    SourceEntry,
    add_arm,
    add_source,
    create_switch,
    edit_switch,
    remove_source,
    save_differences,
)
from tests.usecases.register import CMC, a_lot, a_product, a_supplier, trail, writing
from tests.usecases.switching import (
    a_complete_draft,
    a_switch,
    a_team,
    arms,
    freeze,
    switch_entry,
)


@pytest.mark.parametrize("kind", SwitchKind)
def test_a_switch_starts_with_the_differences_and_risks_of_its_kind(sqlite_database, kind):
    with writing(sqlite_database) as session:
        team, product = a_team(session), a_product(session)
        role = ArmRole.SITE if kind is SwitchKind.ADD_SITES else ArmRole.POST
        before, after = arms(a_supplier(session), a_supplier(session, "CDMO B"))
        after = ArmEntry(role=role, name=after.name, sources=after.sources)
        switch = create_switch(
            session, product.id, switch_entry(kind=kind), arms=(before, after), actor=team.cmc
        )
        defaults = switch_kinds()[kind]
        assert [row.aspect for row in differences_of(session, switch.id)] == [
            aspect.name for aspect in defaults.aspects
        ]
        measured = {attribute.code: attribute.id for attribute in attributes_of(session, product.id)}
        assert {risk.attribute_id for risk in risks_of(session, switch.id)} == {
            measured[risk.attribute_code]
            for risk in defaults.risks(product.vector_type)
            if risk.attribute_code in measured
        }


def test_a_default_risk_says_where_it_comes_from_until_somebody_words_it_and_keeps_the_tier_of_the_panel(
    database,
):
    with writing(database) as session:
        scene = a_switch(session, a_team(session), kind=SwitchKind.PLASMID_SUPPLIER)
        risk = risks_of(session, scene.switch.id)[0]
        code = rows.get(session, Attribute, risk.attribute_id).code
        defaults = switch_kinds()[SwitchKind.PLASMID_SUPPLIER]
        assert defaults.ground(code, risk.rationale).startswith(
            "general knowledge, to be confirmed by a person"
        )
        assert not defaults.ground(code, f"{risk.rationale} Seen in development report DR-7.")
        assert risk.proposed_tier in Tier


def test_a_lot_belongs_to_the_arm_that_names_its_supplier(database):
    with writing(database) as session:
        scene = a_switch(session, a_team(session))
        a_lot(session, scene.product, scene.before, "A-1")
        a_lot(session, scene.product, scene.after, "B-1")
        a_lot(session, scene.product, a_supplier(session, "CDMO C"), "C-1")
        found = [(each.lot.number, each.role) for each in lots_in_arms(session, scene.switch.id)]
    assert found == [("A-1", ArmRole.PRE), ("B-1", ArmRole.POST)]


def test_a_process_version_tells_lots_of_one_supplier_apart(database):
    with writing(database) as session:
        team, product, supplier = a_team(session), a_product(session), a_supplier(session)
        a_lot(session, product, supplier, "A-1", process_version="1")
        a_lot(session, product, supplier, "A-2", process_version="2")
        switch = create_switch(
            session,
            product.id,
            switch_entry(kind=SwitchKind.ADHERENT_TO_SUSPENSION),
            arms=(
                ArmEntry(
                    role=ArmRole.PRE,
                    name="adherent",
                    sources=(SourceEntry(supplier_id=supplier.id, process_version="1"),),
                ),
                ArmEntry(
                    role=ArmRole.POST,
                    name="suspension",
                    sources=(SourceEntry(supplier_id=supplier.id, process_version="2"),),
                ),
            ),
            actor=team.cmc,
        )
        found = [(each.lot.number, each.arm_name) for each in lots_in_arms(session, switch.id)]
    assert found == [("A-1", "adherent"), ("A-2", "suspension")]


def test_a_lot_that_two_arms_would_take_is_refused_by_its_number(database):
    with writing(database) as session:
        team, product, supplier = a_team(session), a_product(session), a_supplier(session)
        a_lot(session, product, supplier, "A-77")
        with pytest.raises(Refused, match="Lot A-77 belongs to the arms old and new"):
            create_switch(
                session,
                product.id,
                switch_entry(),
                arms=(
                    ArmEntry(role=ArmRole.PRE, name="old", sources=(SourceEntry(supplier_id=supplier.id),)),
                    ArmEntry(role=ArmRole.POST, name="new", sources=(SourceEntry(supplier_id=supplier.id),)),
                ),
                actor=team.cmc,
            )


def test_a_change_of_plasmid_supplier_finds_lots_by_the_plasmids_in_their_parents(database):
    with writing(database) as session:
        team, product, maker = a_team(session), a_product(session), a_supplier(session)
        plasmids = [a_supplier(session, name) for name in ("Plasmids A", "Plasmids B")]
        for letter, supplier in zip("AB", plasmids, strict=True):
            entry = MaterialEntry(
                supplier_id=supplier.id, kind=MaterialKind.PLASMID, name="pRepCap", number=f"P-{letter}"
            )
            material = create_material(session, entry, actor=team.cmc)
            parent = a_lot(session, product, maker, f"DS-{letter}", material_ids=(material.id,))
            a_lot(session, product, maker, f"DP-{letter}", parent_ids=(parent.id,))
        switch = create_switch(
            session,
            product.id,
            switch_entry(kind=SwitchKind.PLASMID_SUPPLIER),
            arms=arms(*plasmids),
            actor=team.cmc,
        )
        found = {each.lot.number: each.role for each in lots_in_arms(session, switch.id)}
    assert found == {
        "DS-A": ArmRole.PRE, "DP-A": ArmRole.PRE, "DS-B": ArmRole.POST, "DP-B": ArmRole.POST,
    }  # fmt: skip


def test_an_arm_holds_lots_of_several_suppliers(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        third = a_supplier(session, "CDMO C")
        post = arms_of(session, scene.switch.id)[1]
        add_source(session, post.id, SourceEntry(supplier_id=third.id), actor=team.cmc)
        a_lot(session, scene.product, scene.after, "B-1")
        a_lot(session, scene.product, third, "C-1")
        assert {each.arm_name for each in lots_in_arms(session, scene.switch.id)} == {post.name}


def test_several_sites_are_added_in_one_switch_and_its_arms_are_sites(database):
    with writing(database) as session:
        team, product = a_team(session), a_product(session)
        suppliers = [a_supplier(session, name) for name in ("Core", "Hospital 1", "Hospital 2")]
        roles = (ArmRole.PRE, ArmRole.SITE, ArmRole.SITE)
        switch = create_switch(
            session,
            product.id,
            switch_entry(kind=SwitchKind.ADD_SITES),
            arms=[
                ArmEntry(role=role, name=each.name, sources=(SourceEntry(supplier_id=each.id),))
                for role, each in zip(roles, suppliers, strict=True)
            ],
            actor=team.cmc,
        )
        assert [arm.role for arm in arms_of(session, switch.id)] == list(roles)
        post = ArmEntry(role=ArmRole.POST, name="x", sources=(SourceEntry(supplier_id=suppliers[0].id),))
        with pytest.raises(Invalid, match="pre and site"):
            add_arm(session, switch.id, post, actor=team.cmc)


def test_an_arm_goes_with_its_last_source_and_the_reason_is_kept(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        source = sources_of(session, scene.switch.id)[1]
        remove_source(session, source.id, reason="Named twice by mistake.", actor=team.cmc)
        assert [arm.role for arm in arms_of(session, scene.switch.id)] == [ArmRole.PRE]
        assert ("delete", "supplier_id", str(source.supplier_id), None, "Named twice by mistake.") in trail(
            session, "arm_source"
        )


def test_after_the_freeze_arms_code_and_kind_stay_as_they_were_signed(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        freeze(session, team, a_complete_draft(session, team, scene))
        other = SourceEntry(supplier_id=a_supplier(session, "CDMO C").id)
        with pytest.raises(Refused, match="frozen protocol"):
            add_source(session, arms_of(session, scene.switch.id)[1].id, other, actor=team.cmc)
        with pytest.raises(Refused, match="frozen protocol"):
            edit_switch(
                session,
                scene.switch.id,
                switch_entry(code="SW-02"),
                version=scene.switch.version,
                reason="renumbered",
                actor=team.cmc,
            )


def test_a_difference_is_assessed_only_with_before_after_and_impact(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        row = differences_of(session, scene.switch.id)[0]

        def save(**changes):
            entry = DifferenceEntry(aspect=row.aspect, is_resolved=True, **changes)
            change = DifferenceChange(difference_id=row.id, version=row.version, entry=entry)
            return save_differences(session, scene.switch.id, (change,), reason=None, actor=team.cmc)

        with pytest.raises(Invalid) as caught:
            save(before="Plant 1", after="Plant 2")
        assert caught.value.field == f"{row.id}-impact"
        assert save(before="Plant 1", after="Plant 2", impact="Same equipment.") == 1
        assert save(before="Plant 1", after="Plant 2", impact="Same equipment.") == 0


def test_a_second_wording_of_a_difference_needs_a_reason(database):
    with writing(database) as session:
        team = a_team(session)
        scene = a_switch(session, team)
        row = differences_of(session, scene.switch.id)[0]
        for reason, before in ((None, "Plant 1"), ("Wrong plant.", "Plant 3")):
            change = DifferenceChange(
                difference_id=row.id,
                version=row.version,
                entry=DifferenceEntry(aspect=row.aspect, before=before),
            )
            save_differences(session, scene.switch.id, (change,), reason=reason, actor=team.cmc)
        change = DifferenceChange(
            difference_id=row.id,
            version=row.version,
            entry=DifferenceEntry(aspect=row.aspect, before="Plant 4"),
        )
        with pytest.raises(Invalid) as caught:
            save_differences(session, scene.switch.id, (change,), reason=None, actor=team.cmc)
        assert caught.value.field == "reason"


def test_only_the_cmc_lead_describes_a_switch(database):
    with writing(database) as session:
        team, product = a_team(session), a_product(session)
        with pytest.raises(NotAllowed, match=Role.CMC.value):
            create_switch(session, product.id, switch_entry(), arms=(), actor=team.statistician)


def test_two_switches_never_share_a_code(database):
    with pytest.raises(Conflict), writing(database) as session:
        scene = a_switch(session, a_team(session))
        create_switch(session, scene.product.id, switch_entry(), arms=(), actor=CMC)
