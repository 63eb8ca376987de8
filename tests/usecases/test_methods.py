from dataclasses import replace

import pytest

from comparability.model.errors import Conflict, Invalid, Refused
from comparability.model.vocabulary import ReportableRule, ValidationStatus
from comparability.storage.attributes import attribute_by_code, methods_of_product
from comparability.usecases.methods import (
    MethodEntry,
    MethodVersionEntry,
    create_method,
    create_method_version,
    edit_method_version,
)
from tests.usecases.register import CMC, a_lot, a_product, a_result, a_supplier, writing

DDPCR = MethodVersionEntry(
    label="2.0",
    reportable_rule=ReportableRule.GEOMETRIC_MEAN,
    validation_status=ValidationStatus.VALIDATED,
    replicates=3,
    loq="2.8E9",
    lod="9.0E8",
    precision_cv="7.5",
    document="MV-031",
)


def a_method(session):
    product = a_product(session)
    attribute = attribute_by_code(session, product.id, "vg-titre")
    return product, attribute, create_method(session, attribute.id, MethodEntry(name="ddPCR, ITR"), actor=CMC)


def test_limits_of_quantification_are_kept_as_typed(database):
    with writing(database) as session:
        product, attribute, method = a_method(session)
        create_method_version(session, method.id, DDPCR, actor=CMC)
        create_method_version(session, method.id, replace(DDPCR, label="3.0", loq="2.80E9"), actor=CMC)
    with database.read() as session:
        (line,) = methods_of_product(session, product.id)[attribute.id]
    assert [(version.label, version.loq) for version in line.versions] == [
        ("3.0", "2.80E9"),
        ("2.0", "2.8E9"),
    ]


def test_a_method_without_a_version_is_listed(database):
    with writing(database) as session:
        product, attribute, _ = a_method(session)
        (line,) = methods_of_product(session, product.id)[attribute.id]
    assert line.versions == ()


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        pytest.param(replace(DDPCR, loq="2,8E9"), "loq", id="ambiguous comma"),
        pytest.param(replace(DDPCR, loq="<2.8E9"), "loq", id="limit with a sign"),
        pytest.param(replace(DDPCR, loq="ND"), "loq", id="a state"),
        pytest.param(replace(DDPCR, lod="-1"), "lod", id="below zero"),
        pytest.param(replace(DDPCR, lod="1.0E10"), "lod", id="detection above quantification"),
        pytest.param(replace(DDPCR, precision_cv="5–10"), "precision_cv", id="two numbers"),
        pytest.param(replace(DDPCR, replicates=0), "replicates", id="no replicate"),
        pytest.param(replace(DDPCR, replicates=1), "replicates", id="mean of one"),
        pytest.param(
            replace(DDPCR, reportable_rule=ReportableRule.SINGLE), "replicates", id="single of three"
        ),
        pytest.param(replace(DDPCR, label=" "), "label", id="no label"),
    ],
)
def test_a_version_that_contradicts_itself_is_refused(sqlite_database, entry, field):
    with writing(sqlite_database) as session:
        _, _, method = a_method(session)
        with pytest.raises(Invalid) as refusal:
            create_method_version(session, method.id, entry, actor=CMC)
    assert refusal.value.field == field


def test_a_version_label_is_used_once_per_method(database):
    with writing(database) as session:
        _, _, method = a_method(session)
        create_method_version(session, method.id, DDPCR, actor=CMC)
        with pytest.raises(Conflict):
            create_method_version(session, method.id, DDPCR, actor=CMC)


def test_the_rule_of_a_version_that_measured_results_stays(database):
    """A changed rule would make stored reportable values come from another calculation than the page says."""
    with writing(database) as session:
        product, attribute, method = a_method(session)
        version = create_method_version(session, method.id, DDPCR, actor=CMC)
        lot = a_lot(session, product, a_supplier(session))
        a_result(session, lot, attribute, method_version_id=version.id)
        changed = replace(DDPCR, reportable_rule=ReportableRule.MEDIAN)
        with pytest.raises(Refused):
            edit_method_version(session, version.id, changed, version=1, reason="New SOP", actor=CMC)


def test_the_validation_status_of_a_version_in_use_moves_on(database):
    with writing(database) as session:
        product, attribute, method = a_method(session)
        entry = replace(DDPCR, validation_status=ValidationStatus.QUALIFIED)
        version = create_method_version(session, method.id, entry, actor=CMC)
        lot = a_lot(session, product, a_supplier(session))
        a_result(session, lot, attribute, method_version_id=version.id)
        edit_method_version(session, version.id, DDPCR, version=1, reason="Report MV-031 signed", actor=CMC)
    assert version.validation_status is ValidationStatus.VALIDATED
