"""Two arms of lots with unbalanced replicates (or runs and replicates) as one contrast: restricted maximum
likelihood with Kenward and Roger's standard error and degrees of freedom, Satterthwaite's beside it.

Each arm has variances of its own; one set for both is the pooled t test in disguise and needs the protocol's
word. A zero lot variance never inflates the degrees of freedom: they are at most lots - 2, and lots - 1
within each arm where the variances are its own. With one result a lot these are the Welch and the pooled
comparison.

Sources: Kenward and Roger (1997) Biometrics 53:983; Satterthwaite (1946) Biometrics Bulletin 2:110.
"""

import math
from dataclasses import dataclass

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import RunsInOneArm
from comparability.statistics.nested.arm import NestedArm
from comparability.statistics.nested.cells import first_value
from comparability.statistics.nested.reml import Fitted, NestedVariances, fitted
from comparability.statistics.samples import log_ratios


@dataclass(frozen=True, slots=True, kw_only=True)
class SatterthwaiteContrast(TContrast):
    """The same difference with the plain standard error and Satterthwaite's df, under the same cap."""

    df_before_cap: float
    is_df_capped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedContrast(TContrast):
    """Post minus pre with Kenward and Roger's standard error and df; means on the scale of computation."""

    df_before_cap: float
    is_df_capped: bool
    n_pre: int  # lots
    n_post: int
    mean_pre: float
    mean_post: float
    variances_pre: NestedVariances
    variances_post: NestedVariances
    has_common_variances: bool
    minus_twice_log_likelihood: float | None  # restricted; None where all replicates of an arm agree
    satterthwaite: SatterthwaiteContrast


def own_variances(*, pre: NestedArm, post: NestedArm) -> NestedContrast:
    """Compare two arms, each with its own variances between lots and within: the rule.

    Raises NoSpread when all results of an arm are the same, NotFinite, NoMaximum.
    """
    return _own(pre, post, is_log=False)


def own_variances_log(*, pre: NestedArm, post: NestedArm) -> NestedContrast:
    """As `own_variances`, on natural logarithms of the results: of a ratio. Raises NotPositive too."""
    return _own(pre, post, is_log=True)


def common_variances(*, pre: NestedArm, post: NestedArm) -> NestedContrast:
    """Compare two arms with one set of variances for both, where a protocol says so beforehand.

    Raises RunsInOneArm too.
    """
    return _common(pre, post, is_log=False)


def common_variances_log(*, pre: NestedArm, post: NestedArm) -> NestedContrast:
    """As `common_variances`, on natural logarithms of the results: of a ratio. Raises NotPositive too."""
    return _common(pre, post, is_log=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Error:
    """A standard error and its df, before and after the cap."""

    standard_error: float
    before_cap: float
    df: float

    @property
    def is_capped(self) -> bool:
        # What rounding alone puts above the cap was not capped.
        return self.before_cap > self.df * (1.0 + 1e-9)


def _own(pre: NestedArm, post: NestedArm, *, is_log: bool) -> NestedContrast:
    before = fitted([pre], is_log=is_log, origin=first_value(pre))
    after = fitted([post], is_log=is_log, origin=first_value(post))
    origins = first_value(pre), first_value(post)
    apart = log_ratios([origins[1]], origin=origins[0])[0] if is_log else origins[1] - origins[0]
    plain = [arm.cells.scale * math.sqrt(arm.accuracy.variance) for arm in (before, after)]
    adjusted = [arm.cells.scale * math.sqrt(arm.accuracy.adjusted) for arm in (before, after)]
    caps = [len(pre.lots) - 1.0, len(post.lots) - 1.0]

    def error(parts: list[float], dfs: list[float]) -> _Error:
        return _Error(
            standard_error=math.hypot(*parts),
            before_cap=_combined(plain, dfs),
            df=_combined(plain, list(map(min, dfs, caps))),
        )

    criteria = [fit.minus_twice_log_likelihood for fit in (before, after)]
    return _contrast(
        pre=pre,
        post=post,
        is_log=is_log,
        difference=math.fsum([apart, _mean(after, 0), -_mean(before, 0)]),
        kenward_roger=error(adjusted, [before.accuracy.df, after.accuracy.df]),
        satterthwaite=error(plain, [before.accuracy.df_satterthwaite, after.accuracy.df_satterthwaite]),
        means=(before.cells.origin + _mean(before, 0), after.cells.origin + _mean(after, 0)),
        variances=(before.variances, after.variances),
        criterion=None if criteria[0] is None or criteria[1] is None else criteria[0] + criteria[1],
    )


def _common(pre: NestedArm, post: NestedArm, *, is_log: bool) -> NestedContrast:
    if pre.has_runs is not post.has_runs:
        raise RunsInOneArm()
    both = fitted([pre, post], is_log=is_log, origin=first_value(pre))
    cap = len(pre.lots) + len(post.lots) - 2.0
    accuracy, scale = both.accuracy, both.cells.scale
    return _contrast(
        pre=pre,
        post=post,
        is_log=is_log,
        difference=_mean(both, 1) - _mean(both, 0),
        kenward_roger=_Error(
            standard_error=scale * math.sqrt(accuracy.adjusted),
            before_cap=accuracy.df,
            df=min(accuracy.df, cap),
        ),
        satterthwaite=_Error(
            standard_error=scale * math.sqrt(accuracy.variance),
            before_cap=accuracy.df_satterthwaite,
            df=min(accuracy.df_satterthwaite, cap),
        ),
        means=(both.cells.origin + _mean(both, 0), both.cells.origin + _mean(both, 1)),
        variances=(both.variances,),
        criterion=both.minus_twice_log_likelihood,
    )


def _mean(fit: Fitted, arm: int) -> float:
    """Of an arm, from the origin of its values."""
    return fit.cells.scale * float(fit.at.means[arm])


def _combined(standard_errors: list[float], dfs: list[float]) -> float:
    """df of a sum of independent variances, each with its own."""
    total = math.hypot(*standard_errors)
    return 1.0 / math.fsum((se / total) ** 4 / df for se, df in zip(standard_errors, dfs, strict=True))


def _contrast(
    *,
    pre: NestedArm,
    post: NestedArm,
    is_log: bool,
    difference: float,
    kenward_roger: _Error,
    satterthwaite: _Error,
    means: tuple[float, float],
    variances: tuple[NestedVariances, ...],
    criterion: float | None,
) -> NestedContrast:
    return NestedContrast(
        difference=difference,
        standard_error=kenward_roger.standard_error,
        df=kenward_roger.df,
        is_log=is_log,
        df_before_cap=kenward_roger.before_cap,
        is_df_capped=kenward_roger.is_capped,
        n_pre=len(pre.lots),
        n_post=len(post.lots),
        mean_pre=means[0],
        mean_post=means[1],
        variances_pre=variances[0],
        variances_post=variances[-1],
        has_common_variances=len(variances) == 1,
        minus_twice_log_likelihood=criterion,
        satterthwaite=SatterthwaiteContrast(
            difference=difference,
            standard_error=satterthwaite.standard_error,
            df=satterthwaite.df,
            is_log=is_log,
            df_before_cap=satterthwaite.before_cap,
            is_df_capped=satterthwaite.is_capped,
        ),
    )
