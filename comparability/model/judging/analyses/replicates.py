"""Replicates of lots in a mixed model, for lots with unlike numbers of replicates."""

from functools import partial

from comparability.model.criteria.margins import percent_as_stated
from comparability.model.datasets import Observation
from comparability.model.findings import Figure, Form, LotValue
from comparability.model.judging.analyses.material import Compared, Material
from comparability.model.judging.analyses.t_contrasts import compare_contrast
from comparability.model.r_snippets.two_arms import replicates_in_r
from comparability.model.vocabulary import Contrast, Variances
from comparability.statistics.errors import StatisticsError
from comparability.statistics.nested.arm import NestedArm, of_replicates
from comparability.statistics.nested.components import variance_components
from comparability.statistics.nested.two_arms import (
    NestedContrast,
    common_variances,
    common_variances_log,
    own_variances,
    own_variances_log,
)

COMPARERS = {
    (Contrast.DIFFERENCE, Variances.SEPARATE): own_variances,
    (Contrast.DIFFERENCE, Variances.COMMON): common_variances,
    (Contrast.RATIO, Variances.SEPARATE): own_variances_log,
    (Contrast.RATIO, Variances.COMMON): common_variances_log,
}

COMMON_LIMITATION = (
    "One set of variances was taken for both arms, as the protocol states; where the arms vary differently "
    "the level of this test is not what it says."
)


def compare_replicates(material: Material) -> Compared:
    """Raises StatisticsError when the values do not allow it."""
    criterion = material.criterion
    variances = criterion.variances or Variances.SEPARATE
    pre, post = _lots(material, material.lots.pre), _lots(material, material.lots.post)
    arms = of_replicates(pre, arm="pre"), of_replicates(post, arm="post")
    found = COMPARERS[criterion.stated_contrast, variances](pre=arms[0], post=arms[1])
    return compare_contrast(
        material,
        found,
        n_pre=found.n_pre,
        n_post=found.n_post,
        df_of="Kenward–Roger",
        figures=(*_figures(found), *_intervals(found, arms, level=criterion.difference_level)),
        limitations=(*((COMMON_LIMITATION,) if found.has_common_variances else ()), *_limitations(found)),
        r_snippet=partial(replicates_in_r, pre, post, variances=variances, criterion=criterion),
    )


def replicates_of(material: Material, lot: LotValue) -> list[float]:
    """The determinations of a lot; its reportable value where none are recorded."""
    found = [item for item in material.observations if item.result_id in lot.result_ids]
    return [value for item in found for value in item.replicates or _reported(item)]


def _reported(item: Observation) -> tuple[float, ...]:
    return () if item.value is None else (item.value,)


def has_replicates(material: Material) -> bool:
    """Whether every lot has more than one determination."""
    return all(len(replicates_of(material, lot)) > 1 for lot in (*material.lots.pre, *material.lots.post))


def _lots(material: Material, lots: tuple[LotValue, ...]) -> list[list[float]]:
    return [replicates_of(material, lot) for lot in lots]


def _figures(found: NestedContrast) -> tuple[Figure, ...]:
    arms = (
        (("", found.variances_pre),)
        if found.has_common_variances
        else (
            ("_pre", found.variances_pre),
            ("_post", found.variances_post),
        )
    )
    figures = []
    for suffix, each in arms:
        arm = suffix.removeprefix("_") or "both arms"
        figures += [
            Figure(
                f"variance_between_lots{suffix}", each.between_lots, Form.NUMBER,
                f"variance between lots on the scale of analysis, {arm}",
            ),
        ]  # fmt: skip
        if each.within is not None:
            figures.append(
                Figure(
                    f"variance_within_lots{suffix}", each.within, Form.NUMBER,
                    f"variance between replicates of a lot on the scale of analysis, {arm}",
                )
            )  # fmt: skip
    return tuple(figures)


def _intervals(found: NestedContrast, arms: tuple[NestedArm, NestedArm], *, level: float) -> list[Figure]:
    """Modified large-sample intervals of the variances, where each arm has variances of its own."""
    if found.has_common_variances:
        return []
    figures = []
    for arm in arms:
        try:
            parts = variance_components(arm, level=level, is_log=found.is_log)
        except StatisticsError:  # such as no lot with two determinations
            continue
        for name, what, part in (
            ("variance_between_lots", "between lots", parts.lots),
            ("variance_within_lots", "between replicates of a lot", parts.within),
        ):
            interval = part.modified_large_sample
            if interval is None:
                continue
            meaning = (
                f"variance {what} on the scale of analysis, {arm.arm}, {percent_as_stated(level)} interval"
            )
            figures += [
                Figure(f"{name}_{arm.arm}_low", interval.low, Form.NUMBER, f"{meaning}, low end"),
                Figure(f"{name}_{arm.arm}_high", interval.high, Form.NUMBER, f"{meaning}, high end"),
            ]
    return figures


def _limitations(found: NestedContrast) -> tuple[str, ...]:
    sentences = []
    arms = (("pre", found.variances_pre), ("post", found.variances_post))
    at_zero = [arm for arm, each in arms if each.between_lots == 0.0]
    if at_zero:
        sentences.append(
            f"The variance between lots is estimated as zero ({' and '.join(at_zero)}): the replicates vary "
            "as much as the lots do."
        )
    if found.is_df_capped:
        sentences.append("The degrees of freedom are held to what the numbers of lots allow.")
    return tuple(sentences)
