"""Cells and tables of the page, in Markdown."""

from collections.abc import Sequence

from study.claims import MOST
from study.exact_sizes import ExactSize
from study.rates import Rate
from study.scenarios import Row

SHOWN_FEWER = (2, 3, 4, 5, 6, 10)
SHOWN_MORE = (3, 5, 10, 13, 14, 15, 20, 30, 50, 100)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def table_of_rows(rows: Sequence[Row]) -> str:
    """Of one criterion, a line a design."""
    questions = list(rows[0].rates)
    has_size = rows[0].size is not None
    return table(
        ["design", *questions, *(["excess over nominal"] if has_size else [])],
        [
            [row.design, *(rate_of(row.rates[each]) for each in questions), *([excess_of(row)] * has_size)]
            for row in rows
        ],
    )


def table_of_sizes(sizes: Sequence[ExactSize]) -> str:
    """The smaller arm down, the larger one across; what lies above 0.06 in bold."""
    by_lots = {(size.fewer, size.more): size.size for size in sizes}

    def cell(fewer: int, more: int) -> str:
        found = by_lots.get((fewer, more))
        if found is None:
            return ""
        return f"**{found:.4f}**" if found > MOST else f"{found:.4f}"

    return table(
        ["lots", *map(str, SHOWN_MORE)],
        [[str(fewer), *(cell(fewer, more) for more in SHOWN_MORE)] for fewer in SHOWN_FEWER],
    )


def rate_of(rate: Rate) -> str:
    simulated = f"{rate.simulated:.4f} ± {rate.standard_error:.4f}"
    return simulated if rate.exact is None else f"{rate.exact:.4f} [{simulated}]"


def size_of(row: Row | None) -> str:
    return "–" if row is None or row.size is None else rate_of(row.rates[row.size])


def excess_of(row: Row) -> str:
    if row.excess is None:
        return "–"
    shown = f"{row.excess:+.4f}".replace("-", "−")
    return "0.0000" if not shown.strip("+−0.") else shown


def yes_or_no(is_so: bool) -> str:
    return "yes" if is_so else "no"
