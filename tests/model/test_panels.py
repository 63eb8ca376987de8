"""The shipped attribute panels: where each vector type starts, in data that cannot contradict themselves."""

import dataclasses

import pytest

from comparability.model.panels import (
    Panel,
    panel,
    scale_as_reported,
    unit_as_reported,
    worry_as_reported,
)
from comparability.model.sources import SourceMark
from comparability.model.vocabulary import ReportedAs, Scale, Stage, Tier, VectorType, Worry

ALL_ATTRIBUTES = [attribute for vector_type in VectorType for attribute in panel(vector_type).attributes]

TIER_A = {
    VectorType.AAV: {"vg-titre", "infectious-titre", "empty-to-full", "potency"},
    VectorType.LENTIVIRUS: {"infectious-titre", "tu-per-p24", "transduction-efficiency", "potency"},
    VectorType.ADENOVIRUS: {"particle-titre", "infectious-titre", "potency"},
    VectorType.PLASMID: {"supercoiled"},
}
REPLICATION_COMPETENT = {
    VectorType.AAV: "replication-competent-aav",
    VectorType.LENTIVIRUS: "replication-competent-lentivirus",
    VectorType.ADENOVIRUS: "replication-competent-adenovirus",
}


@pytest.mark.parametrize("vector_type", VectorType)
def test_a_panel_proposes_equivalence_for_its_critical_attributes(vector_type):
    proposed = {a.code for a in panel(vector_type).attributes if a.tier is Tier.A}
    assert proposed == TIER_A[vector_type]


@pytest.mark.parametrize("vector_type", REPLICATION_COMPETENT)
def test_replication_competent_virus_is_a_word_that_must_be_negative(vector_type):
    attribute = panel(vector_type).attribute(REPLICATION_COMPETENT[vector_type])
    assert (attribute.is_qualitative, attribute.conforming_words) == (True, ("negative",))


@pytest.mark.parametrize("vector_type", VectorType)
def test_common_attributes_stand_in_every_panel(vector_type):
    assert {"appearance", "ph", "osmolality"} <= {a.code for a in panel(vector_type).attributes}


def test_a_plasmid_is_not_asked_for_the_identity_of_a_vector():
    assert "identity-vector" not in {a.code for a in panel(VectorType.PLASMID).attributes}


@pytest.mark.parametrize("attribute", ALL_ATTRIBUTES, ids=lambda a: a.code)
def test_every_default_names_its_source_and_mark(attribute):
    assert attribute.source.text and attribute.source.mark in SourceMark


def test_drug_substance_titre_is_described_as_process_performance():
    """Absolute titre of drug substance mostly measures yield and concentration, not the product."""
    titre = panel(VectorType.AAV).attribute("vg-titre")
    assert (titre.tier_at(Stage.DRUG_PRODUCT), titre.tier_at(Stage.DRUG_SUBSTANCE)) == (Tier.A, Tier.C)


@pytest.mark.parametrize(
    ("vector_type", "code", "numerator", "denominator"),
    [
        (VectorType.AAV, "vg-to-infectious", "vg-titre", "infectious-titre"),
        (VectorType.LENTIVIRUS, "tu-per-p24", "infectious-titre", "p24"),
        (VectorType.ADENOVIRUS, "particle-to-infectious", "particle-titre", "infectious-titre"),
    ],
)
def test_specific_infectivity_is_derived(vector_type, code, numerator, denominator):
    attribute = panel(vector_type).attribute(code)
    assert (attribute.numerator, attribute.denominator) == (numerator, denominator)


def test_full_share_is_linked_with_both_titres():
    """Per cent full, genome titre and capsid titre: three passes are not three independent confirmations."""
    assert {"vg-titre", "capsid-titre"} <= set(panel(VectorType.AAV).attribute("empty-to-full").linked)


def test_empty_to_full_can_be_reported_in_all_four_forms():
    assert set(panel(VectorType.AAV).attribute("empty-to-full").reported_as) == set(ReportedAs)


@pytest.mark.parametrize(
    ("reported_as", "scale", "unit", "worry"),
    [
        (ReportedAs.PERCENT_FULL, Scale.LOGIT, "%", Worry.LOW),
        (ReportedAs.PERCENT_EMPTY, Scale.LOGIT, "%", Worry.HIGH),
        (ReportedAs.EMPTY_TO_FULL, Scale.LOG, "ratio", Worry.HIGH),
        (ReportedAs.FULL_TO_EMPTY, Scale.LOG, "ratio", Worry.LOW),
    ],
)
def test_the_form_of_report_decides_scale_unit_and_direction(reported_as, scale, unit, worry):
    found = (scale_as_reported(reported_as), unit_as_reported(reported_as), worry_as_reported(reported_as))
    assert found == (scale, unit, worry)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"units": ("furlongs",)}, "unknown unit"),
        ({"allowed_words": ("clear",)}, "either units or words"),
        ({"stages": ()}, "no stage"),
        ({"denominator": None}, "half a ratio"),
        ({"decimals": 7}, "decimals"),
    ],
)
def test_a_contradictory_attribute_cannot_be_built(change, complaint):
    attribute = panel(VectorType.LENTIVIRUS).attribute("tu-per-p24")
    with pytest.raises(ValueError, match=complaint):
        dataclasses.replace(attribute, **change)


def test_a_conforming_word_must_be_allowed():
    attribute = panel(VectorType.AAV).attribute("sterility")
    with pytest.raises(ValueError, match="not allowed"):
        dataclasses.replace(attribute, conforming_words=("clean",))


def test_a_code_cannot_be_used_twice():
    attribute = panel(VectorType.AAV).attribute("potency")
    with pytest.raises(ValueError, match="used twice"):
        Panel(vector_type=VectorType.AAV, attributes=(attribute, attribute))


def test_a_derived_attribute_needs_its_parts_in_the_panel():
    attribute = panel(VectorType.LENTIVIRUS).attribute("tu-per-p24")
    with pytest.raises(ValueError, match="no panel"):
        Panel(vector_type=VectorType.LENTIVIRUS, attributes=(attribute,))
