"""What the results say as a whole, in the page's first sections."""

from collections.abc import Iterator

from study.claims import (
    FEWEST_LOTS,
    MOST,
    by_criterion,
    default_rows_over,
    designs_over,
    largest,
    worst_of,
)
from study.earlier_numbers import EARLIER
from study.exact_sizes import ExactSize
from study.families.deleted_outliers import FAILING, KEPT
from study.families.deleted_outliers import TITLE as DELETED_OUTLIERS
from study.rates import FARTHEST
from study.results import Results
from study.tables import excess_of, rate_of, size_of, table, table_of_sizes, yes_or_no

Paragraphs = Iterator[str]


def promise(results: Results) -> Paragraphs:
    """The one about default criteria, and where it does not hold."""
    yield f"## Is any default criterion above {MOST} from three lots up?"
    over = designs_over(results, most=MOST)
    yield (
        _where(results, over)
        if over
        else (
            f"**No.** In every design looked at, one Welch test stays at or below {MOST} from three lots up."
        )
    )
    yield (
        "The largest exact size of one Welch test at 0.05 over SD ratios from 1/4 to 4, whichever arm varies "
        "more. Down: lots of the smaller arm; across: of the larger one."
    )
    yield table_of_sizes(results.sizes)
    rows = default_rows_over(results, most=MOST)
    if rows:
        yield f"Of the simulated designs of default criteria, these lie above {MOST} from three lots up:"
        yield table(
            ["criterion", "design", "false-equivalence rate", "excess over nominal"],
            [[row.criterion, row.design, size_of(row), excess_of(row)] for row in rows],
        )
    heavy = worst_of(row for row in results.rows if row.criterion == KEPT and FAILING.words in row.design)
    if heavy is not None:
        yield (
            "All of this is for normal lots. Where the new process is not normal because some of its lots "
            f"fail, the same test with every lot kept has a rate of {size_of(heavy)} ({heavy.design}): see "
            f"“{DELETED_OUTLIERS}” below."
        )
    yield (
        "The product prints the actual size of the design in hand beside every comparison of two arms, so "
        "that the excess is seen where there is one."
    )


def _where(results: Results, over: tuple[ExactSize, ...]) -> str:
    worst, first = largest(over), min(over, key=lambda size: size.more)
    most_lots = max(size.fewer for size in over)
    beyond = largest(size for size in results.sizes if size.fewer > most_lots)
    two = largest(size for size in results.sizes if size.fewer < FEWEST_LOTS)
    lots = " or ".join(str(fewer) for fewer in sorted({size.fewer for size in over}))
    return (
        f"**Yes, in one corner: {lots} lots in one arm against {first.more} or more in the other.** There "
        f"the exact size of one Welch test reaches {first.size:.5f} at {first.fewer} against {first.more} "
        f"lots and {worst.size:.4f} at {worst.fewer} against {worst.more}, at the SD ratio that is worst for "
        f"it: an excess over nominal of up to {worst.size - 0.05:.4f}. In every other design looked at from "
        f"three lots up it stays at or below {MOST}, and from {most_lots + 1} lots in the smaller arm at or "
        f"below {beyond.size:.4f}. With two lots in an arm it reaches {two.size:.4f}."
    )


def checks(results: Results) -> Paragraphs:
    rates = [rate for row in results.rows for rate in row.rates.values()]
    exact = [rate for rate in rates if rate.exact is not None]
    farthest = max(abs(rate.distance) for rate in exact)
    yield "## Simulation against exact numbers, and against earlier ones"
    yield (
        f"{len(results.rows):,} designs, {len(rates):,} simulated rates, {len(exact):,} of them with an "
        f"exact number beside them. The farthest lies {farthest:.1f} standard errors away; the study fails "
        f"beyond {FARTHEST:g}."
    )
    yield "Sizes and rates that the statistical plan stated before any of this code was written:"
    yield table(
        ["design", "stated", "here", "agrees"],
        [
            [
                each.words,
                each.stated,
                rate_of(each.found(results)),
                each.remark or yes_or_no(each.agrees(results)),
            ]
            for each in EARLIER
        ],
    )


def at_a_glance(results: Results) -> Paragraphs:
    yield "## Every criterion at a glance"
    yield (
        "The largest false-equivalence rate over the designs simulated, with its excess over nominal. Ranges "
        "and limits promise no level and are told at the end of the page."
    )
    lines = []
    for family, criterion, rows in by_criterion(results.rows):
        worst = worst_of(row for row in rows if row.fewest_lots >= FEWEST_LOTS)
        if worst is None:
            continue
        two = worst_of(row for row in rows if row.fewest_lots < FEWEST_LOTS)
        lines.append(
            [
                f"{family}: {criterion}",
                yes_or_no(worst.is_default),
                f"{worst.nominal:.2f}",
                size_of(worst),
                excess_of(worst),
                worst.design,
                size_of(two),
            ]
        )
    yield table(
        [
            "criterion",
            "default",
            "nominal",
            "largest from three lots up",
            "excess over nominal",
            "in the design",
            "largest with two lots",
        ],
        lines,
    )
