"""One section of the package per attribute, from the stored assessment."""

import re
from collections.abc import Mapping
from typing import Any

from comparability.model import formatting
from comparability.model.canonical import content_hash
from comparability.model.margins import percent_as_stated
from comparability.model.method_ids import method_in_words
from comparability.model.plainness import plain
from comparability.model.published_summaries import is_as_printed
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind, SummaryKind
from comparability.storage.dossiers import Dossier, ItemLine
from comparability.usecases.contents import beside, figures, influence, plots, results
from reports import content

UNBROKEN = 20  # characters of a margin that stay on one line; a longer one would squeeze its neighbours


def sections(record: Dossier) -> tuple[content.AttributeSection, ...]:
    """Every attribute of the assessment, in the protocol's order."""
    return tuple(_section(record, line) for line in record.items)


def criterion_sentence(line: ItemLine) -> str:
    """The criterion as a person reads it."""
    criterion = line.item.criterion
    kind = CriterionKind(criterion["kind"])
    match kind:
        case CriterionKind.EQUIVALENCE | CriterionKind.NON_INFERIORITY if _is_posterior(criterion):
            asked = figures.level_text(criterion["probability"])
            what = f"the {criterion['contrast']} lies inside {margin_text(line)}"
            return f"The posterior probability that {what} is at least {asked}."
        case CriterionKind.EQUIVALENCE:
            level = percent_as_stated(_level(line))
            what = criterion["contrast"]
            return (
                f"The {level} interval of the {what} lies strictly inside {margin_text(line)}{_pairs(line)}."
            )
        case CriterionKind.NON_INFERIORITY:
            level = percent_as_stated(0.5 + 0.5 * _level(line))
            return (
                f"The one-sided {level} bound of the {criterion['contrast']} lies inside {margin_text(line)}."
            )
        case CriterionKind.QUALITY_RANGE:
            return f"Every post lot lies inside {margin_text(line)}."
        case CriterionKind.TOLERANCE_INTERVAL:
            return f"Every post lot lies inside {margin_text(line)}."
        case CriterionKind.LIMIT:
            return f"Every post lot is {margin_text(line)}."
        case CriterionKind.QUALITATIVE:
            return f"Every post lot is {' or '.join(_accepted(line))}."
        case CriterionKind.DESCRIPTIVE:
            return "Described, without a criterion."


def margin_text(line: ItemLine) -> str | None:
    """The margin, range or limit as typed in the protocol."""
    typed: Mapping[str, str] = line.item.criterion["as_typed"]
    match CriterionKind(line.item.criterion["kind"]):
        case CriterionKind.EQUIVALENCE | CriterionKind.NON_INFERIORITY:
            margin = _between(typed.get("margin_low"), typed.get("margin_high"))
            text = f"{margin}{figures.unit_of_contrast(line)}"
        case CriterionKind.LIMIT:
            limits = _between(typed.get("limit_low"), typed.get("limit_high"))
            text = f"{limits} {line.attribute.unit}" if line.attribute.unit else limits
        case CriterionKind.QUALITY_RANGE:
            text = f"mean ± {typed.get('multiplier')} SD of the pre lots"
        case CriterionKind.TOLERANCE_INTERVAL:
            text = f"the {typed.get('confidence')}/{typed.get('coverage')} tolerance interval of the pre lots"
        case CriterionKind.QUALITATIVE:
            text = " or ".join(_accepted(line))
        case CriterionKind.DESCRIPTIVE:
            return None
    return text.replace(" ", formatting.NO_BREAK) if len(text) <= UNBROKEN else text


def method_name(line: ItemLine) -> str:
    """The statistical method in words."""
    criterion = line.item.criterion
    contrast, analysis = criterion["contrast"], criterion.get("analysis")
    kinds = [SummaryKind(each["kind"]) for each in line.item.summaries or () if each["is_used"]]
    return method_in_words(
        CriterionKind(criterion["kind"]),
        None if contrast is None else Contrast(contrast),
        None if analysis is None else Analysis(analysis),
        has_stand_ins=bool(kinds),
        is_as_printed=is_as_printed(kinds, has_pairs=bool(line.item.pairs)),
    )


def inputs_hash(line: ItemLine) -> str:
    """The hash of everything that the comparison of this attribute read."""
    read: list[Any] = [line.item.observations]
    # Each is said only where there is one, so that the hash of lots alone is that of the observations.
    read += [each for each in (line.item.series, line.item.summaries) if each]
    return content_hash(plain(read if len(read) > 1 else read[0], floats_as_text=True))


def _section(record: Dossier, line: ItemLine) -> content.AttributeSection:
    item, row = line.item, line.criterion.row
    kind = CriterionKind(item.criterion["kind"])
    table = figures.summary(line)
    method_id, _, method_version = item.method.partition("/")
    return content.AttributeSection(
        key=re.sub(r"[^a-z0-9]+", "-", line.attribute.code.lower()).strip("-"),
        title=line.attribute.name,
        category=f"Tier {row.tier.value}",
        tier=content.Tier(row.tier.value),
        unit=line.attribute.unit,
        criterion=content.Criterion(
            kind=kind.value,
            sentence=criterion_sentence(line),
            margin=margin_text(line),
            justification_class=row.justification.value if row.justification else None,
            justification=_joined(row.justification_text, row.impact_rationale),
            source=row.source,
        ),
        method_id=method_id,
        method_version=method_version,
        method_name=method_name(line),
        outcome=content.Outcome(item.outcome.value),
        plain_words=item.plain_words,
        marks=tuple(item.marks),
        n_pre=figures.count(line, "pre"),
        n_post=figures.count(line, "post"),
        estimate=figures.estimate_text(line),
        difference_seen=figures.difference_text(line),
        results=tuple(
            row
            for each in results.listed(line, results=record.results, lots=record.lots)
            for row in each.rows()
        ),
        summary=None if table is None else content.Summary(headings=table[0], rows=table[1]),
        figures=tuple(content.NamedFigure(name=name, value=text) for name, text in figures.named(line)),
        interval_plot=plots.interval_plot(line),
        lots_plot=plots.lots_plot(line),
        influence=tuple(influence.rows(line)),
        limitations=tuple(item.limitations),
        snippet=item.r_snippet,
        inputs_hash=inputs_hash(line),
        pairs=tuple(beside.pairs(line)),
        side_analyses=tuple(beside.side_analyses(line)),
        checks=tuple(item.checks or ()),
        published=tuple(beside.published(line)),
    )


def _is_posterior(criterion: Mapping[str, Any]) -> bool:
    return criterion.get("analysis") == Analysis.POSTERIOR and criterion.get("probability") is not None


def _level(line: ItemLine) -> float:
    """Two-sided, of the interval that is judged: with several arms it may be that of one of many pairs."""
    found = figures.values_of(line) if line.item.pairs else {}
    return found.get("interval_level", 1.0 - 2.0 * float(line.item.criterion["alpha"]))


def _pairs(line: ItemLine) -> str:
    return ", for every pair that is compared" if line.item.pairs else ""


def _accepted(line: ItemLine) -> list[str]:
    return list(line.item.criterion["accepted_words"] or line.attribute.conforming_words or ())


def _between(low: str | None, high: str | None) -> str:
    if low is not None and high is not None:
        return f"{low} to {high}"
    return f"at least {low}" if low is not None else f"at most {high}"


def _joined(*texts: str | None) -> str | None:
    return ", ".join(text for text in texts if text) or None
