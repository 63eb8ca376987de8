"""What holds for every contrast that does not follow t: its tests and its interval are one statement."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comparability.statistics.counts import rate_ratio
from comparability.statistics.errors import (
    BadMargin,
    LevelNotReachable,
    NoSpread,
    NoSpreadOfPairs,
    OutOfRange,
    TooManyTies,
)
from comparability.statistics.exact_proportions import exact_shares
from comparability.statistics.fieller import fieller, welch_fieller
from comparability.statistics.interval import Interval
from comparability.statistics.inversion import difference, equivalence, non_inferiority
from comparability.statistics.proportions import miettinen_nurminen
from comparability.statistics.rank import rank_ratio, rank_shift
from comparability.statistics.signed_rank import signed_rank_ratio, signed_rank_shift
from comparability.statistics.spread import spread
from comparability.statistics.tost import Side

DEGENERATE = (LevelNotReachable, NoSpread, NoSpreadOfPairs, TooManyTies)

some = settings(max_examples=40)


def _lots(least: int, most: int) -> st.SearchStrategy[list[float]]:
    measured = st.floats(1.0, 100.0).map(lambda value: round(value, 2))
    rounded = st.integers(10, 16).map(float)  # so coarse that many lots are tied
    return st.one_of(
        st.lists(measured, min_size=least, max_size=most, unique=True),
        st.lists(rounded, min_size=least, max_size=most).filter(lambda lots: len(set(lots)) > 1),
    )


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    pre = draw(_lots(5, 8))
    return pre, draw(_lots(len(pre), len(pre)))


@st.composite
def _share(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 7))
    return draw(st.integers(0, n)), n


_exposed = st.tuples(st.integers(0, 30), st.floats(0.5, 50.0))


@dataclass(frozen=True)
class Method:
    """arms: of data (pre, post) for `compare`; is_ratio: no difference is 1."""

    name: str
    arms: st.SearchStrategy[tuple[Any, Any]]
    compare: Callable[[Any, Any], Any]
    is_ratio: bool
    largest: float = math.inf

    def margins(self) -> st.SearchStrategy[Interval]:
        if self.is_ratio:
            ends = st.tuples(st.floats(0.01, 1.5), st.floats(1.6, 100.0))
        else:
            reach = min(40.0, 0.9 * self.largest)
            ends = st.tuples(st.floats(-reach, 0.1 * reach), st.floats(0.2 * reach, reach))
        return ends.map(lambda pair: Interval(*pair))


def _of_lots(function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    return lambda pre, post: function(pre=pre, post=post)


def _of_shares(function: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    return lambda pre, post: function(events_pre=pre[0], n_pre=pre[1], events_post=post[0], n_post=post[1])


def _rates(pre: Any, post: Any) -> Any:
    return rate_ratio(events_pre=pre[0], exposure_pre=pre[1], events_post=post[0], exposure_post=post[1])


_few, _ranked = st.tuples(_lots(2, 7), _lots(2, 7)), st.tuples(_lots(4, 6), _lots(4, 6))
METHODS = [
    Method("ratio of means, pooled", _few, _of_lots(fieller), True),
    Method("ratio of means, unequal variances", _few, _of_lots(welch_fieller), True),
    Method("ratio of SDs", _few, _of_lots(spread), True),
    Method("ranks", _ranked, _of_lots(rank_shift), False),
    Method("ranks of ratios", _ranked, _of_lots(rank_ratio), True),
    Method("signed ranks", _pairs(), _of_lots(signed_rank_shift), False),
    Method("signed ranks of ratios", _pairs(), _of_lots(signed_rank_ratio), True),
    Method("shares by score", st.tuples(_share(), _share()), _of_shares(miettinen_nurminen), False, 1.0),
    Method("shares, exact", st.tuples(_share(), _share()), _of_shares(exact_shares), False, 1.0),
    Method(
        "rates",
        st.tuples(_exposed, _exposed).filter(lambda arms: arms[0][0] + arms[1][0] > 0),
        _rates,
        True,
    ),
]
each_method = pytest.mark.parametrize("method", METHODS, ids=attrgetter("name"))
alphas = st.sampled_from([0.025, 0.05, 0.1])


def _equivalence(method: Method, arms: Any, margin: Interval, alpha: float) -> Any:
    """None where the data are refused, which other tests look at."""
    try:
        return equivalence(method.compare(*arms), margin=margin, alpha=alpha)
    except DEGENERATE:
        return None


@each_method
@some
@given(data=st.data())
def test_both_p_values_are_below_alpha_exactly_when_the_interval_lies_inside(method, data):
    arms, margin, alpha = data.draw(method.arms), data.draw(method.margins()), data.draw(alphas)
    found = _equivalence(method, arms, margin, alpha)
    if found is not None:
        assert (max(found.p_low, found.p_high) < alpha) == found.interval.strictly_inside(margin)
        assert found.p_low > 0.0 and found.p_high > 0.0


@each_method
@some
@given(data=st.data())
def test_both_agree_where_the_interval_touches_the_margin(method, data):
    """Within the last digits rounding must not part them, and touching is no evidence."""
    arms, wide, alpha = data.draw(method.arms), data.draw(method.margins()), data.draw(alphas)
    found = _equivalence(method, arms, wide, alpha)
    if found is None:
        return
    for end, other in (("low", wide.high), ("high", wide.low)):
        place = getattr(found.interval, end)
        for step in range(-2, 3):
            reached = place
            for _ in range(abs(step)):
                reached = math.nextafter(reached, math.copysign(math.inf, step))
            low, high = (reached, other) if end == "low" else (other, reached)
            scale = method.compare(*arms).scale
            if scale.low < low < high < scale.high:
                margin = Interval(low, high)
                again = _equivalence(method, arms, margin, alpha)
                inside = again.interval.strictly_inside(margin)
                assert (max(again.p_low, again.p_high) < alpha) == inside
                assert step or not inside


@each_method
@some
@given(data=st.data())
def test_a_wider_margin_never_turns_equivalent_into_anything_else(method, data):
    arms, margin, alpha = data.draw(method.arms), data.draw(method.margins()), data.draw(alphas)
    outer = data.draw(method.margins())
    wider = Interval(min(margin.low, outer.low), max(margin.high, outer.high))
    narrow, wide = (_equivalence(method, arms, m, alpha) for m in (margin, wider))
    if narrow is not None and narrow.interval.strictly_inside(margin):
        assert wide.interval.strictly_inside(wider)


@each_method
@some
@given(data=st.data())
def test_swapping_the_arms_mirrors_p_values_and_interval(method, data):
    (pre, post), margin, alpha = data.draw(method.arms), data.draw(method.margins()), data.draw(alphas)
    mirrored = (
        Interval(1.0 / margin.high, 1.0 / margin.low)
        if method.is_ratio
        else Interval(-margin.high, -margin.low)
    )
    there = _equivalence(method, (pre, post), margin, alpha)
    back = _equivalence(method, (post, pre), mirrored, alpha)
    if there is None:
        assert back is None
        return

    def turn(value: float) -> float:
        if not method.is_ratio:
            return -value
        return math.inf if value == 0.0 else 1.0 / value

    assert (there.p_low, there.p_high) == pytest.approx((back.p_high, back.p_low), rel=1e-9)
    assert (there.interval.low, there.interval.high) == pytest.approx(
        (turn(back.interval.high), turn(back.interval.low)), rel=1e-9, abs=1e-11
    )


@each_method
@some
@given(data=st.data())
def test_non_inferiority_is_one_half_of_the_two_tests(method, data):
    arms, margin, alpha = data.draw(method.arms), data.draw(method.margins()), data.draw(alphas)
    both = _equivalence(method, arms, margin, alpha)
    if both is None:
        return
    contrast = method.compare(*arms)
    low = non_inferiority(contrast, bound=margin.low, side=Side.LOW, alpha=alpha)
    high = non_inferiority(contrast, bound=margin.high, side=Side.HIGH, alpha=alpha)
    assert (low.p, high.p) == (both.p_low, both.p_high)
    assert (low.bound, high.bound) == (both.interval.low, both.interval.high)
    assert low.interval.low == low.bound and high.interval.high == high.bound
    assert low.estimate == high.estimate == both.estimate


# With unequal variances the degrees of freedom depend on the bound; the interval makes up for it.
@pytest.mark.parametrize("method", METHODS[:1] + METHODS[2:], ids=attrgetter("name"))
@some
@given(data=st.data())
def test_p_values_grow_as_their_bound_comes_closer(method, data):
    arms, margin = data.draw(method.arms), data.draw(method.margins())
    try:
        contrast = method.compare(*arms)
    except DEGENERATE:
        return
    between = [margin.low + share * (margin.high - margin.low) for share in (0.0, 0.2, 0.5, 0.8, 1.0)]
    above, below = [contrast.p_above(b) for b in between], [contrast.p_below(b) for b in between]
    assert all(one <= other + 1e-12 for one, other in pairwise(above))
    assert all(one >= other - 1e-12 for one, other in pairwise(below))


@each_method
@some
@given(data=st.data())
def test_a_difference_is_seen_exactly_when_the_interval_excludes_none(method, data):
    arms = data.draw(method.arms)
    try:
        seen = difference(method.compare(*arms), level=0.9)
    except DEGENERATE:
        return
    none = 1.0 if method.is_ratio else 0.0
    assert seen.is_seen == (not seen.interval.low <= none <= seen.interval.high)


@pytest.mark.parametrize("method", METHODS[:7], ids=attrgetter("name"))
@some
@given(data=st.data())
def test_the_order_of_the_lots_changes_nothing(method, data):
    pre, post = data.draw(method.arms)
    order = data.draw(st.permutations(range(len(pre))))
    shuffled = [pre[i] for i in order]
    # Pairs stay together.
    moved = [post[i] for i in order] if method.name.startswith("signed") else sorted(post)
    margin = Interval(0.5, 2.0)
    here, there = (_equivalence(method, arms, margin, 0.05) for arms in ((pre, post), (shuffled, moved)))
    if here is None:
        assert there is None
        return
    assert there.p_low == pytest.approx(here.p_low, rel=1e-9)
    assert there.interval.low == pytest.approx(here.interval.low, rel=1e-9, abs=1e-11)
    assert there.interval.high == pytest.approx(here.interval.high, rel=1e-9, abs=1e-11)


@pytest.mark.parametrize("method", METHODS[:7], ids=attrgetter("name"))
@pytest.mark.parametrize("unit", [2.0**43, 2.0**-30])  # powers of 2 keep every digit of the values
@some
@given(data=st.data())
def test_another_unit_changes_nothing_but_the_unit(method, unit, data):
    pre, post = data.draw(method.arms)
    factor = 1.0 if method.is_ratio else unit
    arms = [value * unit for value in pre], [value * unit for value in post]
    here = _equivalence(method, (pre, post), Interval(0.5, 2.0), 0.05)
    there = _equivalence(method, arms, Interval(0.5 * factor, 2.0 * factor), 0.05)
    if here is None:
        assert there is None
        return
    assert (there.p_low, there.p_high) == pytest.approx((here.p_low, here.p_high), rel=1e-11)
    assert there.interval.low == pytest.approx(here.interval.low * factor, rel=1e-11, abs=1e-13 * factor)
    assert there.interval.high == pytest.approx(here.interval.high * factor, rel=1e-11, abs=1e-13 * factor)


SHARES = miettinen_nurminen(events_pre=3, n_pre=3, events_post=2, n_post=3)
RATES = rate_ratio(events_pre=3, exposure_pre=1.0, events_post=2, exposure_post=1.0)


@pytest.mark.parametrize(
    "contrast, low, high",
    [
        pytest.param(SHARES, -1.0, 0.5, id="a share cannot fall by more than 1"),
        pytest.param(SHARES, -0.5, 1.5, id="a share cannot rise by more than 1"),
        pytest.param(RATES, 0.0, 2.0, id="a ratio is above zero"),
        pytest.param(RATES, 0.5, math.inf, id="no margin is infinite"),
    ],
)
def test_a_margin_beyond_the_scale_is_refused(contrast, low, high):
    with pytest.raises(BadMargin, match="both ends must lie above"):
        equivalence(contrast, margin=Interval(low, high), alpha=0.05)


@pytest.mark.parametrize("bound", [-1.0, 1.0, math.nan])
def test_a_bound_beyond_the_scale_is_refused(bound):
    with pytest.raises(BadMargin):
        non_inferiority(SHARES, bound=bound, side=Side.LOW, alpha=0.05)


@pytest.mark.parametrize("alpha", [0.0, 0.5, -0.05, math.nan])
def test_alpha_lies_between_zero_and_a_half(alpha):
    with pytest.raises(OutOfRange):
        equivalence(SHARES, margin=Interval(-0.5, 0.5), alpha=alpha)
    with pytest.raises(OutOfRange):
        non_inferiority(SHARES, bound=-0.5, side=Side.LOW, alpha=alpha)


def test_a_level_lies_between_zero_and_one():
    with pytest.raises(OutOfRange):
        difference(SHARES, level=1.0)
