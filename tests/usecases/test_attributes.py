from dataclasses import fields, replace

import pytest

from comparability.model.errors import Conflict, Invalid, Refused
from comparability.model.vocabulary import Basis, ReportedAs, ResultState, Scale, Stage, Tier, Worry
from comparability.storage.attributes import Attribute, attribute_by_code
from comparability.usecases.attributes import AttributeEntry, create_attribute, edit_attribute
from tests.usecases.register import CMC, a_lot, a_product, a_result, a_supplier, writing

POLOXAMER = AttributeEntry(
    code="poloxamer-188",
    name="Poloxamer 188",
    stage=Stage.DRUG_PRODUCT,
    basis=Basis.PER_ML,
    scale=Scale.LINEAR,
    unit="% w/v",
    worry=Worry.BOTH,
    tier=Tier.C,
    source="Specification SPEC-014, version 3",
    specification_low="0.0005",
    specification_high="0.0015",
)
IDENTITY = replace(
    POLOXAMER,
    code="identity-by-sequence",
    unit=None,
    is_qualitative=True,
    scale=Scale.LIMIT,
    allowed_words=["complies", "does not comply"],
    conforming_words=["complies"],
    specification_low=None,
    specification_high=None,
)


def as_entry(attribute: Attribute, **changes) -> AttributeEntry:
    return AttributeEntry(
        **{field.name: getattr(attribute, field.name) for field in fields(AttributeEntry)} | changes
    )


def test_a_product_adds_an_attribute_with_a_unit_of_its_own(database):
    with writing(database) as session:
        product = a_product(session)
        added = create_attribute(session, product.id, POLOXAMER, actor=CMC)
    with database.read() as session:
        stored = session.get_one(Attribute, added.id)
        assert (stored.unit, stored.specification_low, stored.source_mark) == ("% w/v", "0.0005", "P")


def test_a_code_is_used_once_per_product(database):
    with writing(database) as session:
        product = a_product(session)
        with pytest.raises(Conflict):
            create_attribute(session, product.id, replace(POLOXAMER, code="vg-titre"), actor=CMC)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        pytest.param(replace(POLOXAMER, unit=None), "unit", id="quantitative without a unit"),
        pytest.param(replace(POLOXAMER, specification_low="1,5"), "specification_low", id="ambiguous comma"),
        pytest.param(
            replace(POLOXAMER, specification_high="<2"), "specification_high", id="limit with a sign"
        ),
        pytest.param(
            replace(POLOXAMER, specification_high="0.0001"), "specification_high", id="swapped limits"
        ),
        pytest.param(replace(POLOXAMER, decimals=7), "decimals", id="too many decimals"),
        pytest.param(replace(POLOXAMER, allowed_words=["clear"]), "allowed_words", id="words with numbers"),
        pytest.param(replace(POLOXAMER, source=""), "source", id="no source"),
        pytest.param(replace(IDENTITY, allowed_words=["complies"]), "allowed_words", id="one word only"),
        pytest.param(replace(IDENTITY, conforming_words=[]), "conforming_words", id="nothing conforms"),
        pytest.param(replace(IDENTITY, conforming_words=["yes"]), "conforming_words", id="foreign word"),
        pytest.param(replace(IDENTITY, allowed_words=["yes", "Yes"]), "allowed_words", id="one word twice"),
        pytest.param(replace(IDENTITY, specification_low="1"), "is_qualitative", id="limit of a word"),
    ],
)
def test_an_attribute_that_contradicts_itself_is_refused(sqlite_database, entry, field):
    with writing(sqlite_database) as session:
        product = a_product(session)
        with pytest.raises(Invalid) as refusal:
            create_attribute(session, product.id, entry, actor=CMC)
    assert refusal.value.field == field


def test_a_qualitative_attribute_is_judged_by_a_limit_test_and_has_no_unit(database):
    with writing(database) as session:
        added = create_attribute(session, a_product(session).id, replace(IDENTITY, unit="%"), actor=CMC)
    assert (added.unit, added.scale) == (None, Scale.LIMIT)


def test_decimals_of_a_shipped_attribute_change_and_its_source_stays(database):
    with writing(database) as session:
        attribute = attribute_by_code(session, a_product(session).id, "vg-titre")
        mark = attribute.source_mark
        edit_attribute(
            session, attribute.id, as_entry(attribute, decimals=3), version=1, reason="SOP-7", actor=CMC
        )
    assert (attribute.decimals, attribute.source_mark) == (3, mark)


def test_a_tier_that_a_person_changed_is_no_longer_backed_by_the_panel(database):
    with writing(database) as session:
        attribute = attribute_by_code(session, a_product(session).id, "vg-titre")
        entry = as_entry(attribute, tier=Tier.B)
        edit_attribute(session, attribute.id, entry, version=1, reason="Risk assessment RA-3", actor=CMC)
    assert attribute.source_mark == "P"


def test_choosing_how_the_empty_to_full_figure_is_reported_brings_unit_scale_and_direction(database):
    with writing(database) as session:
        attribute = attribute_by_code(session, a_product(session).id, "empty-to-full")
        mark = attribute.source_mark
        entry = as_entry(attribute, reported_as=ReportedAs.EMPTY_TO_FULL)
        edit_attribute(session, attribute.id, entry, version=1, reason="As on the certificate", actor=CMC)
    assert (attribute.unit, attribute.scale, attribute.worry, attribute.source_mark) == (
        "ratio", Scale.LOG, Worry.HIGH, mark
    )  # fmt: skip


@pytest.mark.requirement("DI-09")
@pytest.mark.parametrize(
    "changes",
    [{"unit": "GC/mL"}, {"stage": Stage.DRUG_SUBSTANCE}, {"basis": Basis.PER_DOSE}],
    ids=["unit", "stage", "basis"],
)
def test_what_results_were_entered_under_stays(database, changes):
    with writing(database) as session:
        product = a_product(session)
        attribute = attribute_by_code(session, product.id, "vg-titre")
        a_result(session, a_lot(session, product, a_supplier(session)), attribute)
        with pytest.raises(Refused):
            edit_attribute(
                session, attribute.id, as_entry(attribute, **changes), version=1, reason="Wish", actor=CMC
            )


@pytest.mark.requirement("DI-09")
def test_a_unit_changes_while_there_is_no_result(database):
    with writing(database) as session:
        attribute = attribute_by_code(session, a_product(session).id, "vg-titre")
        entry = as_entry(attribute, unit="GC/mL")
        edit_attribute(session, attribute.id, entry, version=1, reason="As on the certificate", actor=CMC)
    assert attribute.unit == "GC/mL"


def test_a_word_that_results_carry_stays_in_the_list(database):
    with writing(database) as session:
        product = a_product(session)
        attribute = create_attribute(session, product.id, IDENTITY, actor=CMC)
        lot = a_lot(session, product, a_supplier(session))
        a_result(session, lot, attribute, "does not comply", state=ResultState.WORD, word="does not comply")
        fewer = replace(IDENTITY, allowed_words=["complies", "not identical"])
        with pytest.raises(Invalid, match="does not comply"):
            edit_attribute(session, attribute.id, fewer, version=1, reason="New wording", actor=CMC)
