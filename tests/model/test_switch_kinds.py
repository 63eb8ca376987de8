"""Every kind of switch starts with its own difference table and its own risks."""

import pytest

from comparability.model.switch_kinds import RiskLevel, switch_kinds
from comparability.model.vocabulary import SwitchKind, VectorType

RESIDUAL_PLASMID = ("residual-plasmid-backbone", "residual-resistance-gene", "residual-rep-cap")


@pytest.mark.parametrize("kind", SwitchKind)
def test_every_kind_of_switch_has_aspects_and_names_the_methods(kind):
    """Method, laboratory and reference standard changed together with the supplier is the usual trap."""
    codes = {aspect.code for aspect in switch_kinds()[kind].aspects}
    assert {"methods", "test-site", "reference-standard"} <= codes


@pytest.mark.parametrize("kind", SwitchKind)
def test_no_aspect_is_asked_twice(kind):
    codes = [aspect.code for aspect in switch_kinds()[kind].aspects]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", RESIDUAL_PLASMID)
def test_a_plasmid_supplier_change_puts_residual_plasmid_at_high_risk(code):
    risk = switch_kinds()[SwitchKind.PLASMID_SUPPLIER].risk(code)
    assert risk is not None and risk.level is RiskLevel.HIGH


@pytest.mark.parametrize(
    "kind", sorted(set(SwitchKind) - {SwitchKind.METHOD_ONLY}), ids=lambda kind: kind.value
)
def test_a_change_of_the_product_never_starts_with_low_risk_for_potency(kind):
    risk = switch_kinds()[kind].risk("potency")
    assert risk is not None and risk.level is RiskLevel.HIGH


@pytest.mark.parametrize("kind", SwitchKind)
@pytest.mark.parametrize("vector_type", VectorType)
def test_every_default_risk_says_why_and_where_from(kind, vector_type):
    assert all(risk.reason and risk.source.text for risk in switch_kinds()[kind].risks(vector_type))


def test_risks_of_a_vector_leave_out_attributes_of_other_vectors():
    risks = switch_kinds()[SwitchKind.CDMO_TO_CDMO].risks(VectorType.LENTIVIRUS)
    assert "empty-to-full" not in {risk.attribute_code for risk in risks}


def test_an_attribute_without_default_is_left_to_a_person():
    assert switch_kinds()[SwitchKind.METHOD_ONLY].risk("sterility") is None


def test_only_added_sites_have_many_arms():
    many = [kind for kind, defaults in switch_kinds().items() if defaults.has_many_arms]
    assert many == [SwitchKind.ADD_SITES]
