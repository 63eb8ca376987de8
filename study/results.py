"""The results of the study as a value, and as the committed file that tests and document read."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from study.exact_sizes import ExactSize
from study.rates import Rate
from study.scenarios import Row, seed_of

FILE = Path(__file__).with_name("results.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """rows: of the scenarios. sizes: exact, of Welch's test over a grid of designs."""

    rows: tuple[Row, ...]
    sizes: tuple[ExactSize, ...]

    @property
    def disagreements(self) -> tuple[str, ...]:
        """Where a simulated rate is too far from its exact one, in words."""
        return tuple(
            f"{row.name}: {question}: simulated {rate.simulated:.5f}, exact {rate.exact:.5f}, "
            f"{rate.distance:+.1f} standard errors"
            for row in self.rows
            for question, rate in row.rates.items()
            if not rate.agrees
        )


def written(results: Results) -> str:
    """A line a row, so that a change shows where it is."""
    rows = ",\n".join(json.dumps(_plain(row), ensure_ascii=False) for row in results.rows)
    sizes = ",\n".join(json.dumps(asdict(size)) for size in results.sizes)
    return f'{{"rows": [\n{rows}\n], "exact_sizes": [\n{sizes}\n]}}\n'


def read() -> Results:
    """The committed results."""
    found = json.loads(FILE.read_text(encoding="utf-8"))
    return Results(
        rows=tuple(_row(row) for row in found["rows"]),
        sizes=tuple(ExactSize(**size) for size in found["exact_sizes"]),
    )


def _plain(row: Row) -> dict[str, Any]:
    return {
        "family": row.family,
        "criterion": row.criterion,
        "design": row.design,
        "is_default": row.is_default,
        "fewest_lots": row.fewest_lots,
        "nominal": row.nominal,
        "size": row.size,
        "seed": seed_of(row.name),
        "rates": {question: asdict(rate) for question, rate in row.rates.items()},
    }


def _row(plain: Mapping[str, Any]) -> Row:
    return Row(
        family=plain["family"],
        criterion=plain["criterion"],
        design=plain["design"],
        is_default=plain["is_default"],
        fewest_lots=plain["fewest_lots"],
        nominal=plain["nominal"],
        size=plain["size"],
        rates={question: Rate(**rate) for question, rate in plain["rates"].items()},
    )
