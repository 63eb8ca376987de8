import pytest

from comparability.model.errors import Conflict, Invalid, NotAllowed, Refused
from comparability.model.panels import panel
from comparability.model.vocabulary import ReportedAs, Role, Scale, Stage, Tier, VectorType, Worry
from comparability.storage.attributes import attribute_by_code, attributes_of
from comparability.storage.overviews import product_lines, sources_of_product
from comparability.usecases.products import add_stages, create_product, edit_product
from tests.usecases.register import CMC, a_lot, a_product, a_supplier, person, product_entry, writing

BOTH = (Stage.DRUG_SUBSTANCE, Stage.DRUG_PRODUCT)


@pytest.mark.parametrize("vector_type", VectorType)
def test_a_product_starts_with_the_panel_of_its_vector(sqlite_database, vector_type):
    with writing(sqlite_database) as session:
        product = create_product(
            session, product_entry(vector_type=vector_type), stages=tuple(Stage), actor=CMC
        )
        loaded = [(attribute.name, attribute.stage) for attribute in attributes_of(session, product.id)]
    expected = [
        (_name(proposed), stage) for proposed in panel(vector_type).attributes for stage in proposed.stages
    ]
    assert sorted(loaded) == sorted(expected)


def _name(proposed):
    """The first of the forms it may be reported in is the one it starts with."""
    return f"{proposed.name}, as {proposed.reported_as[0].value}" if proposed.reported_as else proposed.name


def test_only_the_ticked_stages_are_loaded(database):
    with writing(database) as session:
        product = a_product(session, stages=(Stage.DRUG_PRODUCT,))
        assert {attribute.stage for attribute in attributes_of(session, product.id)} == {Stage.DRUG_PRODUCT}


def test_the_latest_stage_carries_the_code_of_the_panel(database):
    with writing(database) as session:
        product = a_product(session, stages=BOTH)
        stages = {
            code: attribute_by_code(session, product.id, code).stage for code in ("vg-titre", "vg-titre-ds")
        }
    assert stages == {"vg-titre": Stage.DRUG_PRODUCT, "vg-titre-ds": Stage.DRUG_SUBSTANCE}


def test_drug_substance_titre_describes_the_process(database):
    """Absolute titre of drug substance mostly measures yield and concentration, not sameness."""
    with writing(database) as session:
        product = a_product(session, stages=BOTH)
        assert attribute_by_code(session, product.id, "vg-titre").tier is Tier.A
        assert attribute_by_code(session, product.id, "vg-titre-ds").tier is Tier.C


@pytest.mark.parametrize(
    ("reported_as", "unit", "scale", "worry"),
    [
        (ReportedAs.PERCENT_FULL, "%", Scale.LOGIT, Worry.LOW),
        (ReportedAs.PERCENT_EMPTY, "%", Scale.LOGIT, Worry.HIGH),
        (ReportedAs.EMPTY_TO_FULL, "ratio", Scale.LOG, Worry.HIGH),
        (ReportedAs.FULL_TO_EMPTY, "ratio", Scale.LOG, Worry.LOW),
    ],
)
def test_the_empty_to_full_figure_is_registered_as_it_is_reported(
    sqlite_database, reported_as, unit, scale, worry
):
    with writing(sqlite_database) as session:
        product = create_product(
            session, product_entry(), stages=(Stage.DRUG_PRODUCT,), empty_full_as=reported_as, actor=CMC
        )
        attribute = attribute_by_code(session, product.id, "empty-to-full")
    assert (attribute.reported_as, attribute.unit, attribute.scale, attribute.worry) == (
        reported_as, unit, scale, worry
    )  # fmt: skip
    assert attribute.name == f"Empty-to-full capsids, as {reported_as.value}"


def test_every_loaded_attribute_shows_its_source_and_mark(database):
    with writing(database) as session:
        product = a_product(session)
        loaded = attributes_of(session, product.id)
    assert all(attribute.source for attribute in loaded)
    assert {attribute.source_mark for attribute in loaded} <= set("RAKC")


def test_a_stage_that_was_left_out_is_added_later_once(database):
    with writing(database) as session:
        product = a_product(session, stages=(Stage.DRUG_PRODUCT,))
        later = add_stages(session, product.id, stages=BOTH, actor=CMC)
        whole = a_product(session, stages=BOTH, code="GT-102")
        assert later + len(panel(VectorType.AAV).attributes) > later
        names = [
            sorted((attribute.name, attribute.stage) for attribute in attributes_of(session, number))
            for number in (product.id, whole.id)
        ]
        assert names[0] == names[1]
        with pytest.raises(Invalid):
            add_stages(session, product.id, stages=BOTH, actor=CMC)


def test_a_product_without_a_stage_is_refused(database):
    with pytest.raises(Invalid) as refusal, writing(database) as session:
        create_product(session, product_entry(), stages=(), actor=CMC)
    assert refusal.value.field == "stages"


def test_a_product_code_is_used_once(database):
    with writing(database) as session:
        a_product(session)
    with pytest.raises(Conflict), writing(database) as session:
        a_product(session)


def test_a_quality_scientist_cannot_register_products(database):
    with pytest.raises(NotAllowed), writing(database) as session:
        create_product(session, product_entry(), stages=BOTH, actor=person(Role.QC))


def test_the_vector_of_a_product_stays(database):
    with writing(database) as session:
        product = a_product(session)
        other = product_entry(vector_type=VectorType.LENTIVIRUS)
        with pytest.raises(Refused):
            edit_product(session, product.id, other, version=1, reason="Typed wrongly", actor=CMC)


def test_simulated_lots_stay_labelled(database):
    with writing(database) as session:
        product = a_product(session, is_simulated=True)
        a_lot(session, product, a_supplier(session))
        with pytest.raises(Refused):
            edit_product(session, product.id, product_entry(), version=1, reason="Looks better", actor=CMC)


def test_a_supplier_user_finds_only_products_it_made_lots_of(database):
    with writing(database) as session:
        own, other = a_supplier(session, "CDMO A"), a_supplier(session, "CDMO B")
        made, foreign = a_product(session), a_product(session, code="GT-102")
        a_lot(session, made, own)
        a_lot(session, made, other)
        a_lot(session, foreign, other)
    with database.read() as session:
        seen = [(line.product.code, line.lots) for line in product_lines(session, only_supplier=own.id)]
        assert seen == [("GT-101", 1)]
        assert product_lines(session, only_supplier=0) == ()
        assert len(product_lines(session, only_supplier=None)) == 2


def test_the_sources_of_a_product_stand_in_the_order_of_their_first_lot(database):
    with writing(database) as session:
        early, late = a_supplier(session, "CDMO B"), a_supplier(session, "CDMO A")
        product = a_product(session)
        a_lot(session, product, late, manufactured_on=None, process_version="3.0")
        a_lot(session, product, early, process_version="1.0")
        a_lot(session, product, early, process_version="1.0")
    with database.read() as session:
        seen = [(source.supplier.name, source.lots) for source in sources_of_product(session, product.id)]
    assert seen == [("CDMO B", 2), ("CDMO A", 1)]
