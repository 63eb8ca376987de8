"""Numbers of lots and pairs: the smallest that reach the power, or none."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.errors import BadMargin, NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design
from comparability.statistics.planning.lots_needed import lots_needed, pairs_needed, post_lots_needed
from comparability.statistics.planning.power import power
from comparability.statistics.planning.sample_sizes import lots_per_arm, pairs
from comparability.statistics.qualification.pooled_power import pooled_sizes, published_powers

MARGIN = Interval(math.log(0.67), math.log(1.5))
ASKED = {
    "sd_pre": 0.2,
    "sd_post": 0.25,
    "shift": 0.05,
    "margin": MARGIN,
    "alpha": 0.05,
    "power": 0.8,
    "is_pooled": False,
    "post_per_pre": 1.0,
    "most": 200,
}


def reached(n_pre: int, n_post: int, *, is_pooled: bool, sd_pre: float = 0.2, sd_post: float = 0.25) -> float:
    design = Design(n_pre=n_pre, n_post=n_post, sd_pre=sd_pre, sd_post=sd_post, alpha=0.05)
    return power(design=design, shift=0.05, margin=MARGIN, is_pooled=is_pooled)


def test_every_published_sample_size_is_found():
    """PASS, SAS and PowerTOST, with Julious' table cell by cell."""
    checks = [*published_powers(), *pooled_sizes()]
    assert len(checks) == 168
    assert [check.name for check in checks if not check.ok] == []


def test_a_table_at_once_is_the_table_number_by_number():
    sds, shifts = np.array([[0.05], [0.1], [0.2], [0.4]]), np.array([-0.1, 0.0, 0.15])
    table = lots_per_arm(
        sd=sds, shift=shifts, low=MARGIN.low, high=MARGIN.high, alpha=0.05, power=0.9, most=500
    )
    assert table.shape == (4, 3)
    for row, sd in enumerate(sds[:, 0].tolist()):
        for column, shift in enumerate(shifts.tolist()):
            alone = lots_needed(
                **(
                    ASKED
                    | {"sd_pre": sd, "sd_post": sd, "shift": shift, "power": 0.9, "most": 500}
                    | {"is_pooled": True}
                )
            )
            assert alone.lots is not None and alone.lots.n_pre == table[row, column]


def test_a_table_of_pairs_at_once_is_the_table_number_by_number():
    table = pairs(
        sd_of_differences=[0.1, 0.3],
        shift=0.1,
        low=MARGIN.low,
        high=MARGIN.high,
        alpha=0.05,
        power=0.8,
        most=500,
    )
    for sd, expected in zip([0.1, 0.3], table.tolist(), strict=True):
        found = pairs_needed(sd_of_differences=sd, shift=0.1, margin=MARGIN, alpha=0.05, power=0.8, most=500)
        assert found.lots is not None and found.lots.n_post == expected


@pytest.mark.parametrize("is_pooled", [False, True], ids=["Welch", "pooled"])
@pytest.mark.parametrize("ratio", [0.4, 1.0, 1.5, 3.0])
def test_no_fewer_lots_in_the_stated_ratio_reach_the_power(ratio, is_pooled):
    found = lots_needed(**(ASKED | {"is_pooled": is_pooled, "post_per_pre": ratio})).lots
    assert found is not None
    assert found.power == reached(found.n_pre, found.n_post, is_pooled=is_pooled) >= 0.8
    smaller = min(found.n_pre, found.n_post)
    assert max(found.n_pre, found.n_post) == math.ceil(smaller * max(ratio, 1 / ratio) - 1e-9)
    fewer = smaller - 1, math.ceil((smaller - 1) * max(ratio, 1 / ratio) - 1e-9)
    n_pre, n_post = fewer if ratio >= 1 else fewer[::-1]
    assert reached(n_pre, n_post, is_pooled=is_pooled) < 0.8


def test_more_post_lots_are_the_larger_arm_at_a_ratio_above_one():
    found = lots_needed(**(ASKED | {"post_per_pre": 2.0})).lots
    assert found is not None and found.n_post == 2 * found.n_pre


def test_post_lots_beside_a_fixed_old_arm_are_the_fewest():
    asked = {name: value for name, value in ASKED.items() if name != "post_per_pre"}
    found = post_lots_needed(n_pre=8, **asked).lots
    assert found is not None and found.n_pre == 8
    assert reached(8, found.n_post - 1, is_pooled=False) < 0.8 <= found.power


def test_no_number_is_given_when_the_old_arm_alone_keeps_the_interval_too_wide():
    asked = {name: value for name, value in ASKED.items() if name != "post_per_pre"}
    found = post_lots_needed(n_pre=3, **(asked | {"sd_pre": 1.0}))
    assert found.lots is None and found.most == 200
    assert found.highest.power < 0.8
    every = [reached(3, n_post, is_pooled=False, sd_pre=1.0) for n_post in range(2, 201)]
    assert found.highest.power == max(every)


def test_a_peak_that_doubling_steps_over_is_found():
    """Three old lots: the power rises, then falls as the Welch degrees of freedom go towards two."""

    def chance(n_post: int) -> float:
        design = Design(n_pre=3, n_post=n_post, sd_pre=0.2, sd_post=0.25, alpha=0.05)
        return power(design=design, shift=0.05, margin=MARGIN, is_pooled=False)

    every = {n_post: chance(n_post) for n_post in range(2, 200)}
    peak = max(every, key=every.__getitem__)
    assert peak not in (2, 4, 8, 16, 32, 64, 128, 199)
    others = max(every[n_post] for n_post in (2, 4, 8, 16, 32, 64, 128, 199))
    asked = {name: value for name, value in ASKED.items() if name != "post_per_pre"}
    wanted = 0.5 * (others + every[peak])
    found = post_lots_needed(n_pre=3, **(asked | {"power": wanted, "most": 199}))
    assert found.lots is not None
    assert found.lots.n_post == min(n_post for n_post, value in every.items() if value >= wanted)


def test_none_up_to_the_most_is_said_and_not_the_most():
    found = lots_needed(**(ASKED | {"most": 4}))
    assert found.lots is None and (found.highest.n_pre, found.highest.n_post) == (4, 4)
    assert (
        pairs_needed(sd_of_differences=1.0, shift=0.0, margin=MARGIN, alpha=0.05, power=0.8, most=20).lots
        is None
    )
    sizes = lots_per_arm(
        sd=[0.05, 1.0], shift=0.0, low=MARGIN.low, high=MARGIN.high, alpha=0.05, power=0.8, most=20
    )
    assert sizes.tolist()[0] > 0 and sizes.tolist()[1] == 0


@given(st.floats(0.02, 0.6), st.floats(-0.3, 0.3), st.floats(0.1, 0.95), st.floats(1.05, 2.0), st.booleans())
def test_a_wider_margin_never_needs_more_lots(sd, shift, wanted, factor, is_pooled):
    def needed(margin: Interval) -> float:
        found = lots_needed(
            **(
                ASKED
                | {"sd_pre": sd, "sd_post": sd, "shift": shift, "power": wanted, "most": 60}
                | {"margin": margin, "is_pooled": is_pooled}
            )
        )
        return found.lots.n_pre if found.lots else math.inf

    narrow = needed(MARGIN)
    assert needed(Interval(factor * MARGIN.low, factor * MARGIN.high)) <= narrow


@pytest.mark.parametrize(
    "change, refusal, words",
    [
        pytest.param({"shift": 0.5}, OutOfRange, "inside the margin", id="a shift outside the margin"),
        pytest.param({"shift": math.nan}, NotFinite, "shift", id="a shift that is no number"),
        pytest.param({"power": 0.05}, OutOfRange, "power", id="a power of alpha"),
        pytest.param({"power": 1.0}, OutOfRange, "power", id="a power of one"),
        pytest.param({"post_per_pre": 0.0}, OutOfRange, "per pre lot", id="no post lots"),
        pytest.param({"most": 1}, OutOfRange, "largest number", id="nothing to look at"),
        pytest.param({"most": 3, "post_per_pre": 2.0}, OutOfRange, "4 or more", id="too few for the ratio"),
        pytest.param({"sd_pre": 0.0}, OutOfRange, "pre SD", id="no spread"),
        pytest.param(
            {"margin": Interval(-math.inf, math.inf)}, BadMargin, "finite", id="a margin without ends"
        ),
    ],
)
def test_questions_without_an_answer_are_refused_with_a_sentence(change, refusal, words):
    with pytest.raises(refusal, match=words) as caught:
        lots_needed(**(ASKED | change))
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "change, refusal",
    [
        pytest.param({"shift": [0.0, 0.5]}, OutOfRange, id="a shift outside the margin"),
        pytest.param({"shift": math.nan}, NotFinite, id="a shift that is no number"),
        pytest.param({"power": 0.01}, OutOfRange, id="a power below alpha"),
        pytest.param({"most": 1}, OutOfRange, id="nothing to look at"),
        pytest.param({"sd": [0.1, -1.0]}, OutOfRange, id="a negative SD"),
    ],
)
def test_a_table_refuses_scenarios_without_an_answer(change, refusal):
    asked = {"sd": 0.1, "shift": 0.0, "low": -0.4, "high": 0.4, "alpha": 0.05, "power": 0.8, "most": 50}
    with pytest.raises(refusal):
        lots_per_arm(**(asked | change))
