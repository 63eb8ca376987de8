"""The results of one attribute as the package and the page list them: as entered, with what was left out."""

import enum
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comparability.model.values import formatting
from comparability.model.vocabulary import Contrast, ResultState
from comparability.storage.dossiers import ItemLine
from comparability.storage.reportables import Reported
from comparability.storage.switches import ArmLot
from comparability.usecases.contents import figures
from reports import content
from reports.wording import ENGLISH, Words


class Standing(enum.StrEnum):
    """What a listed line is to the comparison."""

    COUNTED = "counted"
    LEFT_OUT = "left out"  # read, and excluded or not verified
    NOT_READ = "not read"  # replaced, retested, of another occasion, or entered later


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of the table.

    result_id: the row in which it was entered. replicates: as typed, of a result that was calculated.
    """

    row: content.ResultRow
    standing: Standing
    result_id: int
    replicates: tuple[str, ...] = ()

    def rows(self) -> Iterator[content.ResultRow]:
        """The result and, under it, one line per replicate."""
        yield self.row
        for number, entered in enumerate(self.replicates, start=1):
            yield content.ResultRow(
                lot=self.row.lot,
                arm=self.row.arm,
                entered=entered,
                state="",
                replicate=str(number),
                method_version="",
                laboratory="",
                run="",
                tested="",
                source="",
                note="",
            )


def listed(
    line: ItemLine, *, results: Sequence[Reported], lots: Sequence[ArmLot], words: Words = ENGLISH
) -> Iterator[Listed]:
    """Every observation of the assessment as entered, its replicates, and what was replaced or retested.

    results: every row of the lots; lots: of the arms.
    """
    rows = {result.id: result for result in results if result.attribute_id == line.attribute.id}
    seen = set()
    if line.item.criterion["contrast"] == Contrast.SLOPE:
        for point in line.item.series or ():
            seen.add(point["result_id"])
            yield _over_time(line, point, rows.get(point["result_id"]), words)
    for observation in line.item.observations:
        number = observation["result_id"]
        if number in seen:
            continue  # the start of a stability study, listed with its series
        result = rows.get(number)
        seen.add(number)
        standing = Standing.COUNTED if observation["is_used"] else Standing.LEFT_OUT
        yield Listed(
            row=_observed(line, observation, result, words),
            standing=standing,
            result_id=number,
            replicates=_replicates(result),
        )
    arms = {each.lot.id: each for each in lots}
    for result in rows.values():
        if result.id not in seen and result.lot_id in arms:
            arm = arms[result.lot_id]
            row = _unlisted(line, result, arm.lot.number, arm.arm_name, words)
            yield Listed(
                row=row, standing=Standing.NOT_READ, result_id=result.id, replicates=_replicates(result)
            )


def _over_time(line: ItemLine, point: Mapping[str, Any], result: Reported | None, words: Words) -> Listed:
    """A result of a stability study behind a slope, with its time and condition."""
    is_counted = any(point["result_id"] in lot["result_ids"] for lot in line.item.lots)
    notes = [
        words("{number} months", number=f"{point['months']:g}"),
        *([point["condition"]] if point["condition"] else []),
    ]
    notes += [words.rule(point["excluded_reason"])] if point["excluded_reason"] else []
    notes += [] if point["verified"] else [words("not verified, so not compared")]
    row = content.ResultRow(
        lot=point["lot_number"],
        arm=point["arm_name"],
        entered=point["entered"],
        state=_state(point["state"], words),
        replicate="",
        method_version=point.get("method_version") or "",
        laboratory=point.get("laboratory") or "",
        run=_joined(words, point.get("run"), point.get("plate")),
        tested=point["tested_on"] or "",
        source=_source(result, words),
        note=words.parted(notes),
    )
    return Listed(
        row=row,
        standing=Standing.COUNTED if is_counted else Standing.LEFT_OUT,
        result_id=point["result_id"],
        replicates=_replicates(result),
    )


def _observed(
    line: ItemLine, observation: Mapping[str, Any], result: Reported | None, words: Words
) -> content.ResultRow:
    notes = [words.rule(observation["excluded_reason"])] if observation["excluded_reason"] else []
    if line.item.criterion["contrast"] == Contrast.SLOPE:
        notes.append(words("a result of one time; slopes over time are compared"))
    if not observation["verified"]:
        notes.append(words("not verified, so not compared"))
    if result is None:
        notes.append(words("derived from two results of the lot"))
    elif result.is_calculated:
        notes.append(words("from its replicates, by the rule of the method"))
    return content.ResultRow(
        lot=observation["lot_number"],
        arm=observation["arm_name"],
        entered=figures.shown(observation, line),
        state=_state(observation["state"], words),
        replicate="",
        method_version=observation["method_version"] or "",
        laboratory=observation["laboratory"] or "",
        run=_joined(words, observation["run"], observation["plate"]),
        tested=observation["tested_on"] or "",
        source=_source(result, words),
        note=words.parted(notes),
    )


def _replicates(result: Reported | None) -> tuple[str, ...]:
    return () if result is None else tuple(each.entered for each in result.replicates)


def _unlisted(line: ItemLine, result: Reported, lot: str, arm: str, words: Words) -> content.ResultRow:
    why = (
        words("replaced")
        if result.is_replaced
        else words("retest, not reported")
        if result.retest_of_id
        else words("not compared")
    )
    return content.ResultRow(
        lot=lot,
        arm=arm,
        entered=as_reported(line, result),
        state=_state(result.state.value, words),
        replicate="",
        method_version=words(
            "{document}, version {version}", document=result.method, version=result.method_version
        )
        if result.method
        else "",
        laboratory=result.laboratory or "",
        run=_joined(words, result.run, result.plate),
        tested=formatting.day(result.tested_on) if result.tested_on else "",
        source=_source(result, words),
        note=f"{why}: {result.reason}" if result.reason else why,
    )


def as_reported(line: ItemLine, result: Reported) -> str:
    """A result as typed; where it was calculated, with the attribute's decimals."""
    values = {
        "value": None if result.value is None else float(result.value),
        "entered": result.entered,
        "unit": result.unit,
        "replicates": result.replicates,
    }
    return figures.shown(values, line)


def _state(state: str, words: Words) -> str:
    return "" if state in (ResultState.VALUE.value, ResultState.WORD.value) else words.term(state)


def _source(result: Reported | None, words: Words) -> str:
    if result is None:
        return ""
    page = words("p. {page}", page=result.source_page) if result.source_page else None
    return _joined(words, result.source_document, page, result.raw_data)


def _joined(words: Words, *texts: str | None) -> str:
    return words.listed(text for text in texts if text)
