from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from comparability.model.canonical import canonical_json, content_hash
from comparability.model.vocabulary import Tier


def test_keys_are_sorted_and_text_of_any_script_stays_as_it_is():
    assert canonical_json({"β": [1, None, True], "a": "同等性"}) == '{"a":"同等性","β":[1,null,true]}'


def test_the_order_in_which_fields_were_written_does_not_change_the_hash():
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})


def test_a_digit_typed_differently_changes_the_hash():
    assert content_hash({"margin": "0.50"}) != content_hash({"margin": "0.5"})


def test_the_hash_is_sha_256_of_the_utf_8_text():
    # printf '%s' '{"a":"é"}' | sha256sum, GNU coreutils 9.1
    assert content_hash({"a": "é"}) == "b3a092a6af48807fa9482b2ee140105575daa26d5b24b3c0e60a7e2dee6683b1"


def test_words_dates_and_decimals_have_one_text():
    at = datetime(2026, 1, 2, tzinfo=UTC)
    value = {"tier": Tier.A, "on": date(2026, 11, 23), "alpha": Decimal("0.050"), "at": at}
    assert canonical_json(value) == (
        '{"alpha":"0.050","at":"2026-01-02T00:00:00+00:00","on":"2026-11-23","tier":"A"}'
    )


@pytest.mark.parametrize("value", [0.5, {"x": 1.0}, {1: "x"}, object(), {1, 2}])
def test_what_has_no_certain_text_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        canonical_json(datetime(2026, 1, 2))
