"""The committed results are what the committed code gives, and the page says what they say."""

import re

import pytest

from study import document, results
from study.exact_sizes import worst
from study.registry import scenarios

# Of every kind of simulation one that takes a second at most.
AGAIN = (
    "Two independent arms: Welch, difference: 20 / 3 lots, SD ratio 1",
    "Two independent arms: Welch, ratio of geometric means: 3 / 10 lots, SD ratio 1/4",
    "Two independent arms: Welch, odds ratio on logits: 3 / 3 lots, SD ratio 4",
    "Two independent arms: pooled, difference: 20 / 3 lots, SD ratio 4",
    "Split lots: paired: 3 pairs, correlation 0.5",
    "Lots with replicates: every replicate taken for a lot, pooled: 3 / 3 lots, SD ratio 1, "
    "3 replicates, lot : replicate variance 4",
    "Arms measured in different runs: runs ignored: 6 / 4 lots, run SD 1",
    "Margins from history: pooled, k SDs of the pre lots compared "
    "(floating, or frozen as the number it gave): 10 / 10 lots, k = 1.5",
    "Counts and shares: exact Poisson test, margin 0.5 to 2 on the ratio of rates: "
    "30 events expected before, exposure ratio 1",
    "Ranges and limits: tolerance interval, 99 % of lots with 95 % confidence: 3 / 3 lots, SD ratio 1",
)


@pytest.mark.parametrize("name", AGAIN)
def test_a_scenario_run_again_at_its_seed_gives_the_committed_row(committed, name):
    row = next(row for row in committed.rows if row.name == name)
    assert scenarios()[name].run(is_quick=False) == row


@pytest.mark.parametrize(("fewer", "more"), [(3, 3), (3, 14), (4, 20), (2, 20)], ids=str)
def test_an_exact_size_computed_again_is_the_committed_one(committed, fewer, more):
    found = next(size for size in committed.sizes if (size.fewer, size.more) == (fewer, more))
    assert worst(fewer, more) == found


def test_the_committed_file_is_what_is_written_of_its_own_content(committed):
    assert results.written(committed) == results.FILE.read_text(encoding="utf-8")


def test_the_page_is_written_from_the_committed_results(committed):
    assert document.text(committed) == document.FILE.read_text(encoding="utf-8")


def test_every_committed_row_stands_on_the_page_with_its_rates(committed):
    """Read back from the page, not written to it again."""
    page = document.FILE.read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    for row in committed.rows:
        cells = [f"{rate.simulated:.4f} ± {rate.standard_error:.4f}" for rate in row.rates.values()]
        assert any(line.startswith(f"| {row.design} |") and all(c in line for c in cells) for line in lines)


def test_every_table_of_the_page_has_as_many_cells_in_each_line():
    page = document.FILE.read_text(encoding="utf-8")
    for block in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        assert len({line.count("|") for line in block.splitlines()}) == 1
