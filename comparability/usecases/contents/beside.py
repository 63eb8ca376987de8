"""What stands beside a verdict, as package and page print it: published figures, pairs, other analyses."""

from collections.abc import Iterator, Mapping
from typing import Any

from comparability.model.judging.several_arms import SEVERITY
from comparability.model.vocabulary import Outcome
from comparability.usecases.contents import figures
from comparability.usecases.contents.lines import Line
from reports import content
from reports.wording import ENGLISH, Words


def published(line: Line, words: Words = ENGLISH) -> Iterator[content.PublishedRow]:
    """One row per arm that is known by published figures in place of its lots."""
    for row in line.item.summaries or ():
        if not row["is_used"]:
            continue
        lots = str(row["lots"]) if row["lots_pre"] is None else f"{row['lots_pre']} / {row['lots']}"
        yield content.PublishedRow(
            arm=row["arm_name"],
            kind=words.term(row["kind"]),
            lots=lots,
            figures=row["entered"],
            adjusted_for=row["adjusted_for"] or (words("nothing") if row["lots_pre"] is not None else ""),
            source=row["document"],
        )


def pairs(line: Line, words: Words = ENGLISH) -> Iterator[content.ArmPairRow]:
    """One row per pair of more than two arms."""
    for row in line.item.pairs or ():
        yield content.ArmPairRow(
            before=row["before"],
            after=row["after"],
            lots=f"{row['n_before']} / {row['n_after']}",
            estimate=_estimate(row, line),
            interval=_interval(row, line, words),
            outcome=content.Outcome(row["outcome"]),
        )


def deciding(line: Line) -> tuple[str, str] | None:
    """The pair of arms whose estimate and interval are those of the attribute; None for two arms."""
    rows = line.item.pairs
    if not rows:
        return None
    row = min(rows, key=lambda each: SEVERITY.index(Outcome(each["outcome"])))
    return row["before"], row["after"]


def side_analyses(line: Line, words: Words = ENGLISH) -> Iterator[content.SideAnalysisRow]:
    """One row per analysis."""
    for row in line.item.side_analyses or ():
        yield content.SideAnalysisRow(
            name=words.stored(row["name"]),
            estimate=_estimate(row, line),
            interval=_interval(row, line, words),
            outcome=None if row["outcome"] is None else content.Outcome(row["outcome"]),
            remark=words.stored(row["remark"]),
        )


def _estimate(row: Mapping[str, Any], line: Line) -> str:
    return "" if row["estimate"] is None else figures.contrast(row["estimate"], line)


def _interval(row: Mapping[str, Any], line: Line, words: Words) -> str:
    low, high = (None if row[end] is None else figures.contrast(row[end], line) for end in ("low", "high"))
    return "" if low is None and high is None else figures.ends(low, high, words)
