"""One section of the package per attribute, from the stored assessment."""

import functools
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from comparability.model.canonical import content_hash
from comparability.model.criteria.margins import percent_as_stated
from comparability.model.criteria.method_ids import method_in_words
from comparability.model.plainness import plain
from comparability.model.published_summaries import is_as_printed
from comparability.model.values import formatting
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind, SummaryKind
from comparability.storage.dossiers import Dossier, ItemLine
from comparability.usecases.contents import (
    beside,
    components,
    figures,
    influence,
    overtime,
    plots,
    results,
    wholes,
)
from comparability.usecases.contents.limitations import Limitations
from comparability.usecases.contents.lines import Judged
from reports import content
from reports.wording import ENGLISH, Words

UNBROKEN = 20  # characters of a margin that stay on one line; a longer one would squeeze its neighbours


def sections(
    record: Dossier,
    words: Words,
    limitations: Limitations,
    discussions: Mapping[str, str] = MappingProxyType({}),
) -> tuple[content.AttributeSection, ...]:
    """Every attribute of the assessment, in the protocol's order.

    limitations: of the whole comparison, whose numbers sections name. discussions: by attribute code.
    """
    return tuple(
        _section(record, line, words, limitations, discussions.get(line.attribute.code, ""))
        for line in record.items
    )


def criterion_sentence(line: Judged, words: Words = ENGLISH) -> str:
    """The criterion as a person reads it."""
    criterion = line.item.criterion
    kind = CriterionKind(criterion["kind"])
    margin, contrast = margin_text(line, words), words.term(criterion["contrast"] or "")
    match kind:
        case CriterionKind.EQUIVALENCE | CriterionKind.NON_INFERIORITY if _is_posterior(criterion):
            return words(
                "The posterior probability that the {contrast} lies inside {margin} is at least {asked}.",
                contrast=contrast,
                margin=margin,
                asked=figures.level_text(criterion["probability"]),
            )
        case CriterionKind.EQUIVALENCE:
            said = {"level": percent_as_stated(_level(line)), "contrast": contrast, "margin": margin}
            if line.item.pairs:
                return words(
                    "The {level} interval of the {contrast} lies strictly inside {margin}, for every pair "
                    "that is compared.",
                    **said,
                )
            return words("The {level} interval of the {contrast} lies strictly inside {margin}.", **said)
        case CriterionKind.NON_INFERIORITY:
            level = percent_as_stated(0.5 + 0.5 * _level(line))
            return words(
                "The one-sided {level} bound of the {contrast} lies inside {margin}.",
                level=level,
                contrast=contrast,
                margin=margin,
            )
        case CriterionKind.QUALITY_RANGE | CriterionKind.TOLERANCE_INTERVAL:
            return words("Every post lot lies inside {margin}.", margin=margin)
        case CriterionKind.LIMIT:
            return words("Every post lot is {limit}.", limit=margin)
        case CriterionKind.QUALITATIVE:
            return words("Every post lot is {limit}.", limit=_any_of(_accepted(line), words))
        case CriterionKind.DESCRIPTIVE:
            return words("Described, without a criterion.")


def margin_text(line: Judged, words: Words = ENGLISH) -> str | None:
    """The margin, range or limit as typed in the protocol."""
    typed: Mapping[str, str] = line.item.criterion["as_typed"]
    match CriterionKind(line.item.criterion["kind"]):
        case CriterionKind.EQUIVALENCE | CriterionKind.NON_INFERIORITY:
            margin = figures.ends(typed.get("margin_low"), typed.get("margin_high"), words)
            text = f"{margin}{figures.unit_of_contrast(line, words)}"
        case CriterionKind.LIMIT:
            limits = figures.ends(typed.get("limit_low"), typed.get("limit_high"), words)
            text = f"{limits} {line.attribute.unit}" if line.attribute.unit else limits
        case CriterionKind.QUALITY_RANGE:
            text = words("mean ± {multiplier} SD of the pre lots", multiplier=typed.get("multiplier"))
        case CriterionKind.TOLERANCE_INTERVAL:
            text = words(
                "the {confidence}/{coverage} tolerance interval of the pre lots",
                confidence=typed.get("confidence"),
                coverage=typed.get("coverage"),
            )
        case CriterionKind.QUALITATIVE:
            text = _any_of(_accepted(line), words)
        case CriterionKind.DESCRIPTIVE:
            return None
    return text.replace(" ", formatting.NO_BREAK) if len(text) <= UNBROKEN else text


def method_name(line: Judged, words: Words = ENGLISH) -> str:
    """The statistical method in words."""
    criterion = line.item.criterion
    contrast, analysis = criterion["contrast"], criterion.get("analysis")
    kinds = [SummaryKind(each["kind"]) for each in line.item.summaries or () if each["is_used"]]
    name = method_in_words(
        CriterionKind(criterion["kind"]),
        None if contrast is None else Contrast(contrast),
        None if analysis is None else Analysis(analysis),
        has_stand_ins=bool(kinds),
        is_as_printed=is_as_printed(kinds, has_pairs=bool(line.item.pairs)),
    )
    return words.stored(name)


def inputs_hash(line: ItemLine) -> str:
    """The hash of everything that the comparison of this attribute read."""
    read: list[Any] = [line.item.observations]
    # Each is said only where there is one, so that the hash of lots alone is that of the observations.
    read += [each for each in (line.item.series, line.item.summaries) if each]
    return content_hash(plain(read if len(read) > 1 else read[0], floats_as_text=True))


def _section(
    record: Dossier, line: ItemLine, words: Words, limitations: Limitations, discussion: str
) -> content.AttributeSection:
    item, row = line.item, line.criterion.row
    kind = CriterionKind(item.criterion["kind"])
    table = figures.summary(line, words)
    method_id, _, method_version = item.method.partition("/")
    return content.AttributeSection(
        key=re.sub(r"[^a-z0-9]+", "-", line.attribute.code.lower()).strip("-"),
        title=words.named(line.attribute.name),
        title_in_english=_in_english(line.attribute.name, words),
        category=words("Tier {tier}", tier=row.tier.value),
        tier=content.Tier(row.tier.value),
        unit=line.attribute.unit,
        criterion=content.Criterion(
            kind=words.term(kind),
            sentence=criterion_sentence(line, words),
            margin=margin_text(line, words),
            justification_class=words.term(row.justification) if row.justification else None,
            justification=_joined(row.justification_text, row.impact_rationale),
            source=row.source,
        ),
        method_id=method_id,
        method_version=method_version,
        method_name=method_name(line, words),
        outcome=content.Outcome(item.outcome.value),
        plain_words=words.told(item.plain_words),
        marks=tuple(words.term(mark) for mark in item.marks),
        n_pre=figures.count(line, "pre", words),
        n_post=figures.count(line, "post", words),
        estimate=figures.estimate_text(line, words),
        difference_seen=figures.difference_text(line, words),
        results=tuple(
            row
            for each in results.listed(line, results=record.results, lots=record.lots, words=words)
            for row in each.rows()
        ),
        summary=None if table is None else content.Summary(headings=table[0], rows=table[1]),
        figures=tuple(
            content.NamedFigure(name=name, value=text) for name, text in figures.named(line, words)
        ),
        interval_plot=plots.interval_plot(line, words),
        lots_plot=plots.lots_plot(line, words),
        components_plot=components.components_plot(line, words),
        slopes_plot=overtime.slopes_plot(line, words),
        ternary_plot=wholes.ternary_plot(line, record.items, words),
        influence=tuple(influence.rows(line, words)),
        limitations=limitations.own(line, words),
        shared_limitations=limitations.shared(line),
        snippet=item.r_snippet,
        inputs_hash=inputs_hash(line),
        pairs=tuple(beside.pairs(line, words)),
        side_analyses=tuple(beside.side_analyses(line, words)),
        checks=tuple(map(words.told, item.checks or ())),
        published=tuple(beside.published(line, words)),
        discussion=discussion,
    )


def _in_english(name: str, words: Words) -> str:
    """The name as it is on record, where a heading is to have both and the other one was translated."""
    return name if words.is_bilingual and words.named(name) != name else ""


def _is_posterior(criterion: Mapping[str, Any]) -> bool:
    return criterion.get("analysis") == Analysis.POSTERIOR and criterion.get("probability") is not None


def _level(line: Judged) -> float:
    """Two-sided, of the interval that is judged: with several arms it may be that of one of many pairs."""
    found = figures.values_of(line) if line.item.pairs else {}
    return found.get("interval_level", 1.0 - 2.0 * float(line.item.criterion["alpha"]))


def _accepted(line: Judged) -> list[str]:
    return list(line.item.criterion["accepted_words"] or line.attribute.conforming_words or ())


def _any_of(accepted: Sequence[str], words: Words) -> str:
    return functools.reduce(lambda one, other: words("{one} or {other}", one=one, other=other), accepted)


def _joined(*texts: str | None) -> str | None:
    return ", ".join(text for text in texts if text) or None
