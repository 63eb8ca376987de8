from comparability.model.protocol_changes import Change, changes_between
from comparability.model.vocabulary import Tier

FIRST = {
    "protocol": {"number": 1, "planned_post": 4, "eligible_uses": ["pivotal"]},
    "criteria": {"titre": {"name": "Titre", "tier": Tier.A, "margin_low": "0.50"}},
}


def test_every_value_that_differs_is_named_with_both_readings():
    second = {
        "protocol": {"number": 2, "planned_post": 4, "eligible_uses": ["pivotal", "PPQ"]},
        "criteria": {"titre": {"name": "Titre", "tier": Tier.A, "margin_low": "0.5"}},
    }
    assert changes_between(FIRST, second) == (
        Change(place="protocol", field="eligible uses", before="pivotal", after="pivotal, PPQ"),
        Change(place="Titre", field="margin low", before="0.50", after="0.5"),
    )


def test_a_criterion_that_is_new_is_a_change_from_nothing():
    second = FIRST | {"criteria": FIRST["criteria"] | {"purity": {"name": "Purity", "tier": Tier.B}}}
    assert Change(place="Purity", field="tier", before=None, after="B") in changes_between(FIRST, second)


def test_two_versions_that_differ_in_their_number_only_do_not_differ():
    second = FIRST | {"protocol": FIRST["protocol"] | {"number": 2}}
    assert changes_between(FIRST, second) == ()
