"""Every statistic computed again from the attached data by the engine that made it, and worded again.

Compared are the attached assessment, figure by figure, and the content of the pages, text by text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any, TypeVar

from comparability.model.criteria.texts import as_typed, read_criterion
from comparability.model.datasets import AttributeData
from comparability.model.judging.comparison import Context
from comparability.model.judging.confounding import Bridge
from comparability.model.judging.several_arms import NamedArm
from comparability.model.judging.together import compare_all
from comparability.model.plainness import plain
from comparability.model.stored_comparisons import stored
from comparability.model.vocabulary import (
    ArmClaim,
    ArmPairs,
    ArmRole,
    Contrast,
    Mark,
    Outcome,
    ProtocolMode,
    Scale,
)
from comparability.usecases.contents import beside, components, figures, influence, overtime, plots, wholes
from comparability.verification.differences import differences
from comparability.verification.limitations import printed_limitations
from comparability.verification.reading import Unreadable, read
from comparability.verification.rewording import Rewording
from reports import content
from reports.wording import Words

Word = TypeVar("Word", ArmPairs, ArmClaim)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How figures of an attribute are written."""

    code: str
    name: str
    unit: str | None
    scale: Scale
    decimals: int
    is_scientific: bool
    derived_from: str | None
    composition: str | None = None  # carried with the data of the attribute


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The parts of a comparison that its wording reads."""

    outcome: Outcome
    criterion: Mapping[str, Any]
    figures: list[dict[str, Any]]
    observations: list[dict[str, Any]]
    lots: list[dict[str, Any]]
    influence: list[dict[str, Any]]
    pairs: list[dict[str, Any]]
    series: list[dict[str, Any]]
    summaries: list[dict[str, Any]]
    side_analyses: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    item: Item
    attribute: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """One attribute, computed again: as it is stored, and with how its figures are written."""

    stored: dict[str, Any]
    line: Line


def recompute(results: Mapping[str, Any], protocol: Mapping[str, Any], assessment: Mapping[str, Any]) -> Any:
    """Each attribute in the assessment's order. Raises Unreadable."""
    try:
        frozen_at = assessment["frozen_at"]
        frozen = None if frozen_at is None else datetime.fromisoformat(frozen_at)
        mode = ProtocolMode(assessment["mode"])
        rule = SimpleNamespace(**protocol["protocol"])
        arms = tuple(NamedArm(arm["name"], ArmRole(arm["role"])) for arm in protocol["arms"])
        shift = protocol["protocol"]["false_pass_shift_sd"]
        attributes = [read(AttributeData, raw, place="results.json") for raw in results["attributes"]]
        written = [
            replace(
                read(Written, results["written"][str(each.attribute_id)], place="results.json"),
                composition=each.composition,
            )
            for each in attributes
        ]
        rows = [SimpleNamespace(**protocol["criteria"][each.code]) for each in written]
        compared = compare_all(
            attributes,
            [
                read_criterion(row, rule, attribute_id=each.attribute_id, range_shift_sd=shift)
                for each, row in zip(attributes, rows, strict=True)
            ],
            [
                Context(
                    frozen_at=frozen,
                    mode=mode,
                    bridges=tuple(
                        read(Bridge, bridge, place="assessment.json")
                        for bridge in assessment["bridges"][str(each.attribute_id)]
                    ),
                    arm_pairs=_word(ArmPairs, rule, "arm_pairs"),
                    arm_claim=_word(ArmClaim, rule, "arm_claim"),
                    arms=arms,
                )
                for each in attributes
            ],
        )
        found = []
        for position, (data, comparison) in enumerate(zip(attributes, compared, strict=True)):
            item = plain(stored(comparison, data, position=position, as_typed=as_typed(rows[position])))
            found.append(Recomputed(stored=item, line=_line(item, written[position])))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            f"the attached data do not have the form that this version reads: {error!r}"
        ) from error
    return tuple(found)


def against_assessment(recomputed: tuple[Recomputed, ...], assessment: Mapping[str, Any]) -> Iterator[str]:
    """What the attached assessment says otherwise."""
    items = assessment["items"]
    if len(items) != len(recomputed):
        yield f"assessment.json: {len(items)} attributes, the data have {len(recomputed)}"
    for item, again in zip(items, recomputed, strict=False):
        yield from differences(item, again.stored, f"assessment.json, {again.line.attribute.name}")


def against_pages(
    recomputed: tuple[Recomputed, ...], package: content.Package, rewording: Rewording
) -> Iterator[str]:
    """What the content of the pages says otherwise, worded again in the language of the package.

    rewording: takes what another version of the program merely worded otherwise.
    """
    words = Words(package.control.language)
    if len(package.attributes) != len(recomputed):
        yield f"content.json: {len(package.attributes)} attributes, the data have {len(recomputed)}"
    told = [[(text, words.told(text)) for text in each.stored["limitations"]] for each in recomputed]
    limitations = printed_limitations(package, told)
    for section, again, limits in zip(package.attributes, recomputed, limitations, strict=False):
        worded = _worded(again, [each.line for each in recomputed], words)
        printed = _printed(section, words) | {"limitations": list(limits)}
        settled = rewording.settled(printed, worded)
        yield from differences(printed, settled, f"content.json, {section.title}")
        yield from _values_missing(section, again)


def _word(vocabulary: type[Word], rule: SimpleNamespace, name: str) -> Word | None:
    stated = getattr(rule, name, None)
    return None if stated is None else vocabulary(stated)


def _line(item: Mapping[str, Any], written: Written) -> Line:
    return Line(
        attribute=written,
        item=Item(
            outcome=Outcome(item["outcome"]),
            criterion=item["criterion"],
            figures=item["figures"],
            observations=item["observations"],
            lots=item["lots"],
            influence=item["influence"],
            pairs=item["pairs"],
            series=item["series"],
            summaries=item["summaries"],
            side_analyses=item["side_analyses"],
        ),
    )


def _printed(section: content.AttributeSection, words: Words) -> dict[str, Any]:
    return {
        "outcome": section.outcome.value,
        "plain_words": section.plain_words,
        "marks": [_value(each, Mark, words) for each in section.marks],
        "pre lots": section.n_pre,
        "post lots": section.n_post,
        "estimate": section.estimate,
        "difference seen": section.difference_seen,
        "summary": plain(section.summary),
        "figures": plain(section.figures),
        "interval plot": _with_verdict(
            section.interval_plot, lambda plot: _value(plot.verdict, Outcome, words)
        ),
        "plot of lots": plain(section.lots_plot),
        "plot of components": plain(section.components_plot),
        "plot over time": plain(section.slopes_plot),
        "plot of parts": plain(section.ternary_plot),
        "influence": plain(section.influence),
        "published figures": plain(section.published),
        "pairs of arms": plain(section.pairs),
        "other analyses": plain(section.side_analyses),
        "checks": list(section.checks),
        "snippet": section.snippet,
    }


def _value(printed: str, vocabulary: type[Mark] | type[Outcome], words: Words) -> str:
    """What a term stands for, by any translation that it has had; what is none of them as it is printed."""
    return next((each.value for each in vocabulary if printed in words.terms(each)), printed)


def _with_verdict(plot: content.IntervalPlot | None, said: Callable[[content.IntervalPlot], str]) -> Any:
    return None if plot is None else plain(plot) | {"verdict": said(plot)}


def _worded(again: Recomputed, lines: Sequence[Line], words: Words) -> dict[str, Any]:
    item, line = again.stored, again.line
    summary = figures.summary(line, words)
    return {
        "outcome": item["outcome"],
        "plain_words": words.told(item["plain_words"]),
        "marks": item["marks"],
        "pre lots": figures.count(line, "pre", words),
        "post lots": figures.count(line, "post", words),
        "estimate": figures.estimate_text(line, words),
        "difference seen": figures.difference_text(line, words),
        "summary": None if summary is None else {"headings": list(summary[0]), "rows": plain(summary[1])},
        "figures": [{"name": name, "value": value} for name, value in figures.named(line, words)],
        "interval plot": _with_verdict(plots.interval_plot(line, words), lambda _: item["outcome"]),
        "plot of lots": plain(plots.lots_plot(line, words)),
        "plot of components": plain(components.components_plot(line, words)),
        "plot over time": plain(overtime.slopes_plot(line, words)),
        "plot of parts": plain(wholes.ternary_plot(line, lines, words)),
        "influence": [plain(row) for row in influence.rows(line, words)],
        "published figures": [plain(row) for row in beside.published(line, words)],
        "pairs of arms": [plain(row) for row in beside.pairs(line, words)],
        "other analyses": [plain(row) for row in beside.side_analyses(line, words)],
        "checks": [words.told(each) for each in item["checks"]],
        "limitations": [words.told(each) for each in item["limitations"]],
        "snippet": item["r_snippet"],
    }


def _values_missing(section: content.AttributeSection, again: Recomputed) -> Iterator[str]:
    """Each result that was read stands in the table of its attribute as it was entered."""
    rows = {(row.lot, row.arm, row.entered) for row in section.results}
    of_slopes = again.stored["criterion"]["contrast"] == Contrast.SLOPE
    over_time = {each["result_id"]: each for each in again.stored["series"]} if of_slopes else {}
    read = [(each, each["entered"]) for each in over_time.values()]
    read += [
        (each, figures.shown(each, again.line))
        for each in again.stored["observations"]
        if each["result_id"] not in over_time
    ]
    for each, entered in read:
        row = each["lot_number"], each["arm_name"], entered
        if row not in rows:
            yield f"content.json, {section.title}: the result {row[2]} of lot {row[0]} is not in the table"
