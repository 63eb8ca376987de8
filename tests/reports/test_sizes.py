"""Few and many lots, few and many attributes."""

from dataclasses import replace

import page
import pytest

from reports.content import AttributeSection
from reports.render import render
from tests.reports.reading import ReadPdf
from tests.reports.sample import lot, package
from tests.reports.sample_attributes import attribute, lots_plot, results


def many(count: int) -> tuple[AttributeSection, ...]:
    return tuple(
        attribute(key=f"attribute-{number}", title=f"Attribute number {number}") for number in range(count)
    )


@pytest.mark.parametrize("count", [3, 40])
def test_every_lot_of_few_and_many_is_listed(count: int) -> None:
    numbers = tuple(f"LOT-{number:04d}" for number in range(count))
    half = count // 2
    values = tuple((float(number + 1), str(number + 1)) for number in range(count))
    plot = lots_plot(
        axis="Titre (vg/mL)",
        pre=values[:half],
        post=values[half:],
        numbers=(numbers[:half], numbers[half:]),
    )
    arms = ["CDMO A"] * half + ["CDMO B"] * (count - half)
    content = package(
        attributes=(attribute(lots_plot=plot),),
        lots=tuple(lot(number, arm) for number, arm in zip(numbers, arms, strict=True)),
    )
    document = ReadPdf(render(content))
    assert all(document.pages_with(number) for number in numbers)


def test_one_attribute_makes_a_document() -> None:
    document = ReadPdf(render(package(attributes=many(1))))
    assert document.pages_with("10.1 Attribute number 0")


def test_an_attribute_without_results_says_so() -> None:
    document = ReadPdf(
        render(package(attributes=(attribute(results=(), interval_plot=None, lots_plot=None),)))
    )
    assert document.pages_with("No result is recorded for this attribute.")


def test_each_of_forty_attributes_has_its_section() -> None:
    document = ReadPdf(render(package(attributes=many(40))))
    assert document.pages_with("10.40 Attribute number 39")
    assert len(document.pages) > 60


@pytest.mark.requirement("DI-05")
def test_a_listing_of_two_thousand_rows_keeps_every_row() -> None:
    rows = results(tuple(f"{number}.5" for number in range(10)))
    listed = tuple(row for _ in range(200) for row in rows)
    document = ReadPdf(render(package(attributes=(attribute(results=listed),))))
    assert sum(page.count("CoA-007 p. 9") for page in document.pages) == 200


def test_an_empty_package_says_that_everything_is_missing() -> None:
    content = package(attributes=(attribute(),))
    nothing = replace(
        content,
        attributes=(),
        lots=(),
        risks=(),
        methods=(),
        changes=(),
        exclusions=(),
        out_of_expectation=(),
        limitations=(),
        glossary=(),
        completeness=replace(content.completeness, attributes=(), rows=()),
        approval=replace(content.approval, signatures=()),
        conclusion=replace(content.conclusion, overall=None, justification=None, concluded_by=None),
    )
    data = render(nothing)
    document = ReadPdf(data)
    for words in ("not concluded", "Nobody has signed", "No lot is recorded", "No attribute was assessed"):
        assert document.pages_with(words), words
    assert page.validate_pdf_bytes(data, profile="pdfua-1").is_compliant
