"""The page that tells the results: written from them and nothing else."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from study.claims import by_criterion
from study.findings import at_a_glance, checks, promise
from study.registry import FAMILIES
from study.results import Results
from study.scenarios import Row
from study.tables import table_of_rows, yes_or_no

FILE = Path(__file__).resolve().parent.parent / "docs" / "operating-characteristics.md"

WIDTH = 120

OPENING = """# Operating characteristics

How often each criterion calls two processes equivalent that are not, and how often it shows what is true:
simulated with fixed seeds, with exact numbers beside them wherever there are any. Written by `make study`,
as is `study/results.json` with the same numbers; nothing on this page was typed by hand.

## How to read it

- **Nominal** is what a criterion promises: 0.05, one-sided, for tests of equivalence and non-inferiority.
- **One test at its bound** is the chance to pass one of the two one-sided tests with the truth exactly on its
  end of the margin. The false-equivalence rate comes near it where the margin is wide and never exceeds it,
  so that it is this number that is held against nominal: the **excess** is what it has above 0.05. A minus
  says that the criterion is more cautious than it promises.
- **Truth at the margin** is the false-equivalence rate with the margin of the table; **no shift** and
  **half the margin** are the power at these true shifts.
- Unless a section says otherwise the margin is ±3 SD of the arm that varies more, alpha is 0.05, lots are
  normal on the scale of analysis, lots are given as pre / post, and the SD ratio is post over pre.
- `0.0604 [0.0598 ± 0.0012]` is an exact number (by quadrature, enumeration or a closed form) and in brackets
  the simulated one with its Monte-Carlo standard error; `0.0598 ± 0.0012` alone is simulated.
- **Default** is what the product does unless a protocol says otherwise: Welch's tests on one value a lot,
  be it a result, a mean of replicates or a slope, and of several sites the claim that all are equivalent."""


def text(results: Results) -> str:
    parts = [OPENING, *promise(results), *checks(results), *at_a_glance(results)]
    for family in FAMILIES:
        parts += [f"## {family.title}", *family.about]
        rows = [row for row in results.rows if row.family == family.title]
        for _, criterion, found in by_criterion(rows):
            parts += [f"### {criterion[0].upper()}{criterion[1:]}", _facts(found), table_of_rows(found)]
    return "\n\n".join(map(_wrapped, parts)) + "\n"


def _wrapped(part: str) -> str:
    """Lines of prose; tables, headings and what is wrapped already stay as they are."""
    if part.startswith(("|", "#")):
        return part
    return textwrap.fill(part, WIDTH, break_long_words=False, break_on_hyphens=False)


def _facts(rows: Sequence[Row]) -> str:
    row = rows[0]
    repetitions = next(iter(row.rates.values())).repetitions
    nominal = "promises no level" if row.nominal is None else f"nominal {row.nominal:.2f}"
    return f"Default: {yes_or_no(row.is_default)}; {nominal}; {repetitions:,} repetitions a design."
