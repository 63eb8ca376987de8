"""Published figures in an evidence copy: as read, against what the audit trail says was typed by then."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from comparability.model.datasets import Summary
from comparability.model.published_summaries import TypedFigures, as_printed, in_own_unit
from comparability.model.values.plain_numbers import plain_number
from comparability.model.values.units import LOG10_UNIT
from comparability.model.vocabulary import SummaryKind
from comparability.verification.reading import read

NUMBERS = ("centre", "spread", "low", "high", "level")
CLOSE = 1e-12  # what converting from decimal logarithms may cost


def contradicted_summaries(
    results: Mapping[str, Any], trail: Mapping[str, Any], *, run_at: str
) -> Iterator[str]:
    """Figures that were not typed like that, or that nobody had verified, when the assessment was run."""
    by_then = datetime.fromisoformat(run_at)
    for attribute in results["attributes"]:
        unit = results["written"][str(attribute["attribute_id"])]["unit"] or ""
        for raw in attribute.get("summaries", []):
            stated = read(Summary, raw, place="results.json")
            name = f"results.json: {attribute['name']}, published figures of {stated.arm_name}"
            columns = _typed(trail, stated.summary_id, by_then)
            if "centre" not in columns:
                yield f"{name}: never entered"
            elif not columns.get("verified_at"):
                yield f"{name}: nobody had verified them"
            else:
                yield from _differences(stated, columns, name, is_log10=unit.startswith(LOG10_UNIT))


def _typed(trail: Mapping[str, Any], number: int, by_then: datetime) -> dict[str, str | None]:
    """The columns of the row as they stood then."""
    columns: dict[str, str | None] = {}
    for entry in trail["entries"]:
        is_of_row = (entry["entity"], entry["entity_id"]) == ("published_summary", str(number))
        if is_of_row and datetime.fromisoformat(entry["at"]) <= by_then:
            columns[entry["field"]] = entry["new"]
    return columns


def _differences(
    stated: Summary, columns: Mapping[str, str | None], name: str, *, is_log10: bool
) -> Iterator[str]:
    typed = TypedFigures(
        kind=SummaryKind(columns["kind"] or ""),
        lots=int(columns["lots"] or 0),
        centre=columns["centre"] or "",
        lots_pre=None if (before := columns.get("lots_pre")) is None else int(before),
        **{each: columns.get(each) for each in ("spread", "low", "high", "level", "adjusted_for")},
    )
    if as_printed(typed) != stated.entered:
        yield f"{name}: read as “{stated.entered}”, typed as “{as_printed(typed)}”"
    numbers = {
        each: None if (text := columns.get(each)) is None else float(plain_number(text)) for each in NUMBERS
    }
    entered = replace(stated, kind=typed.kind, **numbers)  # type: ignore[arg-type]
    expected = in_own_unit(entered) if is_log10 else entered
    for each in NUMBERS:
        found, wanted = getattr(stated, each), getattr(expected, each)
        if (found is None) is not (wanted is None) or (
            found is not None and not math.isclose(found, wanted, rel_tol=CLOSE)
        ):
            yield f"{name}: {each} is {found!r}, typed was {columns.get(each)!r}"
    for each in ("lots", "lots_pre", "adjusted_for"):
        found, wanted = getattr(stated, each), getattr(typed, each)
        if found != wanted:
            yield f"{name}: {each.replace('_', ' ')} is {found!r}, typed was {wanted!r}"
