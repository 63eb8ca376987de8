"""From an empty database to an issued package, by web forms only, with the refusals met on the way."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page

from comparability.model.vocabulary import Role
from tests.browser.office import Office, control, fill, follow, press, refusals, send, title
from tests.usecases.presence import PASSWORD

pytestmark = pytest.mark.browser

TODAY = date.today().isoformat()
NEWCOMERS = {"bench": ("Lee Quincy", "QC scientist"), "quality": ("Ng Quentin", "QA")}
STAFF = {"cmc": Role.CMC, "stat": Role.STATISTICIAN, "affairs": Role.REGULATORY, "boss": Role.MANAGER}
REFUSED = {
    "1,23": "The comma",
    "nan": "is not a number that can be measured",
    "inf": "is not a number that can be measured",
    "1e400": "too large",
    "５.０": "fullwidth digit five",
    "1.2e13 vg/mL": "Units are chosen, not typed",
    "x" * 10_000: "10,000 characters",
}
ACCEPTED = ("0", "<2.8E9", "ND", "NT", "1.2×10¹³")
# What every lot gives where the test is not about the attribute: a column's number, varied by the lot.
USUAL = {"Purity": "98.{}", "Aggregates": "1.{}", "Transduction efficiency at fixed multiplicity": "35.{}",
         "pH": "7.{}", "Osmolality": "30{}"}  # fmt: skip
CONFORMING = ("negative", "complies", "clear", "no growth")


@pytest.fixture
def office(chromium, server, add_person) -> Iterator[Office]:
    made = Office(chromium, server)
    add_person(Role.ADMINISTRATOR, user_name="admin")
    admin = made.enter("admin", PASSWORD)
    for user_name, (full_name, role) in NEWCOMERS.items():
        made.admit(admin, user_name, full_name, role)
        assert title(made.pages[user_name]) == "What awaits me"
    for user_name, role in STAFF.items():
        add_person(role, user_name=user_name)
        made.enter(user_name, PASSWORD)
    yield made
    made.close()


def test_a_switch_goes_from_an_empty_database_to_an_issued_package(office, tmp_path):
    pages = office.pages
    product = register(pages["cmc"])
    refuse_what_is_no_result(pages["bench"], product)
    before = {"A-001": "2.10E8", "A-002": "3.10E8", "A-003": "2.60E8", "A-004": "2.95E8"}
    enter_block(pages["bench"], product, before, run="R-7")
    verify(pages["quality"], product)
    switch = describe(pages["cmc"])
    protocol = draft(pages["stat"], switch)
    freeze(office, protocol)
    for number in (1, 2, 3):
        add_lot(pages["cmc"], product, f"B-00{number}", "Beta Biologics")
    enter_block(pages["bench"], product, {"B-001": "1.9E8", "B-002": "2.4E8", "B-003": "2.9E8"}, run="R-8")
    repeat_an_invalid_run(pages["bench"], product)
    retest(pages["bench"], pages["quality"], product)
    correct(pages["bench"], product)
    verify(pages["quality"], product)
    assessment = judge(office, switch)
    conclude(office, assessment)
    package(office, switch, tmp_path)


def register(cmc: Page) -> str:
    """Suppliers, laboratory, product with an own attribute and methods, a plasmid and four lots."""
    send(cmc, "/suppliers/new", {"Name": "Alpha Vectors"}, "Save supplier")
    assert "3 entries need a look" in cmc.get_by_role("alert").inner_text()
    assert control(cmc, "Name").input_value() == "Alpha Vectors"
    audited = {"Market": "Singapore", "Audit status": "qualified"}
    for name, kind in (
        ("Alpha Vectors", "CDMO"),
        ("Beta Biologics", "CDMO"),
        ("PlasmiCo", "plasmid supplier"),
    ):
        supplier = send(cmc, "/suppliers/new", {"Name": name, "Kind": kind} | audited, "Save supplier")
        send(cmc, f"{supplier}/sites/new", {"Name": f"{name} works"} | audited, "Save site")
    send(cmc, "/laboratories/new", {"Name": "Central QC"} | audited, "Save laboratory")
    entries = {
        "Code": "LV-7", "Name": "Anti-X lentivirus", "Vector": "lentivirus", "drug substance": False,
        "Role": "in-vivo product", "Development stage": "first-in-human",
    }  # fmt: skip
    product = send(cmc, "/products/new", entries, "Save product")
    own = {
        "Code": "spots", "Name": "Spot density", "Stage": "drug product", "Basis": "none",
        "Unit of your own": "spots/cm²", "Scale": "log", "Direction of concern": "both", "Tier": "C",
        "Source": "SPEC-014, version 3",
    }  # fmt: skip
    send(cmc, f"{product}/attributes/new", own, "Save attribute")
    cmc.goto(product)
    follow(cmc, "Infectious titre")
    titre = cmc.url
    change = {"Release specification, lower limit": "2.0E8", "Reason for the change": "SPEC-014, version 3"}
    send(cmc, f"{titre}/edit", change, "Save attribute")
    method = {"Method": "Transduction, flow cytometry", "Version": "1.0", "Validation status": "validated",
              "Reportable result": "single determination"}  # fmt: skip
    send(cmc, f"{titre}/methods/new", method, "Save method")
    plasmid = {"Supplier": "PlasmiCo", "Kind": "plasmid", "Name": "pTransfer", "Lot number": "P-11"}
    send(cmc, "/materials/new", plasmid, "Save material lot")
    add_lot(cmc, product, "A-000", "Alpha Vectors", status="failed")
    assert any("Say why the lot is failed" in each for each in refusals(cmc))
    fill(cmc, {"Why it has this status": "Filter integrity, DEV-25-1."})
    press(cmc, "Save lot")
    for number in (1, 2, 3, 4):
        add_lot(cmc, product, f"A-00{number}", "Alpha Vectors")
        assert title(cmc) == f"Lot A-00{number}"
    return product


def add_lot(cmc: Page, product: str, number: str, supplier: str, status: str = "released") -> None:
    entries = {
        "Lot number": number, "Stage": "drug product", "Made by": supplier, "Status": status,
        "Use": "Phase 1", "Process version": "1.0", "pTransfer P-11 (PlasmiCo)": True,
    }  # fmt: skip
    send(cmc, f"{product}/lots/new", entries, "Save lot")


def paste(page: Page, cell: str, block: str) -> None:
    page.locator(cell).evaluate(
        """(input, text) => {
            input.focus();
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const options = {clipboardData, bubbles: true, cancelable: true};
            input.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        block,
    )


def refuse_what_is_no_result(qc: Page, product: str) -> None:
    """What certificates and spreadsheets hold, typed for the failed lot: taken, or refused in its cell."""
    qc.goto(f"{product}/results")
    row = qc.locator("table.grid tbody tr", has_text="A-000")
    free = row.locator("td.cell:not(.word) input").all()
    typed = dict(zip([each.get_attribute("name") for each in free], (*ACCEPTED, *REFUSED), strict=False))
    for cell, text in typed.items():
        qc.locator(f'[name="{cell}"]').fill(text)
    press(qc, "Save results")
    assert f"{len(ACCEPTED)} results are saved." in qc.get_by_role("alert").inner_text()
    for cell, text in typed.items():
        if text in REFUSED:
            assert qc.locator(f'[name="{cell}"]').input_value() == text
            assert REFUSED[text] in qc.locator(f"#{cell}-error").inner_text()
    assert row.locator("td.has a").all_inner_texts() == list(ACCEPTED)


def enter_block(qc: Page, product: str, titres: dict[str, str], *, run: str) -> None:
    """Paste one block, lots down and attributes across, as it is copied from a spreadsheet."""
    qc.goto(f"{product}/results")
    shared = {"Source document": "CoA, version 1", "Tested on": TODAY, "Laboratory": "Central QC", "Run": run}
    qc.locator("details.shared").evaluate("each => { each.open = true }")
    fill(qc, shared)
    offered = qc.locator("datalist").evaluate_all(
        "lists => Object.fromEntries(lists.map(each => [each.id, [...each.options].map(word => word.value)]))"
    )
    lines = []
    for place, (number, titre) in enumerate(titres.items()):
        row = qc.locator("table.grid tbody tr", has_text=number)
        cells = row.locator("td:not(.lacks)").evaluate_all(
            "cells => cells.map(cell => cell.querySelector('input'))"
            ".map(field => field && [field.getAttribute('aria-label'), field.getAttribute('list')])"
        )
        lines.append("\t".join(value(cell, offered, titre, place) for cell in cells))
    first = qc.locator("table.grid tbody tr", has_text=next(iter(titres))).locator("td input").first
    paste(qc, f"[name={first.get_attribute('name')}]", "\n".join(lines))
    press(qc, "Save results")
    assert refusals(qc) == []
    assert qc.get_by_role("status").first.inner_text() == f"{23 * len(titres)} results are saved."


def value(cell: list[str] | None, offered: dict[str, list[str]], titre: str, place: int) -> str:
    """What a lot gives in this cell: its titre, a conforming word, or a number varied by the lot."""
    if cell is None:
        return ""  # computed from the others
    name, words = cell[0].partition(", ")[2], cell[1]
    if name == "Infectious titre":
        return titre
    if words:
        return next(word for word in CONFORMING if word in offered[words])
    return USUAL.get(name, "2.{}").format(place + 1)


def verify(quality: Page, product: str) -> None:
    quality.goto(f"{product}/results/verify")
    quality.locator("main [name=result_ids]").evaluate_all(
        "all => all.forEach(each => { each.checked = true })"
    )
    press(quality, "Verify the ticked results")
    assert "Every result that others entered has been verified." in quality.get_by_role("main").inner_text()


def describe(cmc: Page) -> str:
    """The switch with its differences assessed and every attribute ranked."""
    entries = {
        "Product": "LV-7 Anti-X lentivirus", "Code": "SW-1", "Title": "Alpha to Beta", "Kind": "CDMO to CDMO",
        "Development stage": "first-in-human", "What changes and why": "A second source.",
        "Lots before the switch come from": "Alpha Vectors (any site)",
        "Lots after the switch come from": "Beta Biologics (any site)",
    }  # fmt: skip
    switch = send(cmc, "/switches/new", entries, "Save the switch")
    cmc.goto(f"{switch}/differences")
    for row in cmc.locator("main table tbody tr").all():
        for place, text in enumerate(("As filed", "As in batch record BR-2", "None expected")):
            row.locator("textarea").nth(place).fill(text)
        row.get_by_role("checkbox").check()
    press(cmc, "Save the table")
    cmc.goto(f"{switch}/risks")
    for row in cmc.locator("table.editable tbody tr").all():
        severity, likelihood, tier = row.locator("select").all()
        if severity.input_value() == "":
            severity.select_option("1")
            likelihood.select_option("1")
            tier.select_option("C")
            row.locator("textarea").fill("Not touched by the change.")
    press(cmc, "Save the ranks")
    cmc.goto(switch)
    assert "24 of 24 attributes ranked" in cmc.locator(".steps").inner_text()
    return switch


def draft(stat: Page, switch: str) -> str:
    """The protocol with a criterion for every attribute; each forbidden shape is refused first."""
    rule = {
        "Lots planned before": 4, "Lots planned after": 3, "Why this number of lots": "All that were made.",
        "Fewest lots an arm": 2, "How failed lots are treated": "Listed with their cause; not compared.",
        "Alpha, one-sided": "0.05", "Level at which a difference is looked for": "0.95",
        "Phase 1": True, "released": True, "release": True, "Mode": "prospective",
    }  # fmt: skip
    send(stat, f"{switch}/protocol/new", rule, "Save the rule")
    assert any("Fewer than three lots an arm needs a reason" in each for each in refusals(stat))
    fill(stat, {"Fewest lots an arm": 3})
    press(stat, "Save the rule")
    criteria = stat.url
    margin = {"Margin, low end": "0.5", "Margin, high end": "2.0"}
    follow(stat, "Infectious titre")
    refused(stat, margin, "Say on which class of reason the criterion stands.")
    because = {
        "Justification": "The dose is given by volume; a factor of two was studied.",
        "Source": "CSR-7",
    }
    history = {"Class of justification": "history of lots"}
    refused(stat, because | history, "“history of lots” is not sufficient alone")
    specification = {"Class of justification": "share of the specification"}
    refused(stat, specification, "a release specification as the only criterion does not show comparability")
    clinical = {"Class of justification": "clinical relevance"}
    refused(
        stat, clinical | {"Margin, low end": "2.0", "Margin, high end": "0.5"}, "must lie below its high end"
    )
    fill(stat, margin)
    press(stat, "Save the criterion")
    stat.goto(criteria)
    fill_criteria(stat)
    press(stat, "Save all criteria")
    assert "0 of 24 are open" in stat.locator(".lead").inner_text()
    follow_crumb(stat, "Protocol, version 1")
    return stat.url


def refused(page: Page, entries: dict[str, str], words: str) -> None:
    fill(page, entries)
    press(page, "Save the criterion")
    assert any(words in each for each in refusals(page)), refusals(page)


def follow_crumb(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_label("Breadcrumbs").get_by_role("link", name=words, exact=True).click()


def fill_criteria(stat: Page) -> None:
    """Figures, class, justification and source of every row that is open."""
    for source in stat.locator("textarea[name$='-source']").all():
        number = (source.get_attribute("name") or "").removesuffix("-source")
        if source.input_value():
            continue
        kind = stat.locator(f"[name='{number}-kind']").input_value()
        contrast = stat.locator(f"[name='{number}-contrast']").input_value()
        figures, reason = {
            "equivalence": ({"low": "-20", "high": "20"} if contrast.startswith("difference")
                            else {"low": "0.5", "high": "2.0"}, "clinical relevance"),
            "quality range": ({"multiplier": "3"}, "history of lots"),
            "limit": ({"high": "1000"}, "compendial or regulatory limit"),
        }.get(kind, ({}, None))  # fmt: skip
        for column, figure in figures.items():
            stat.locator(f"[name='{number}-{column}']").fill(figure)
        if reason:
            stat.locator(f"[name='{number}-justification']").select_option(label=reason)
            stat.locator(f"[name='{number}-justification_text']").fill("Harmless by the clinical report.")
            source.fill("CSR-7, section 4")


def freeze(office: Office, protocol: str) -> None:
    stat, quality = office.pages["stat"], office.pages["quality"]
    answer = stat.goto(f"{protocol}/freeze")
    assert answer is not None and answer.status == 403
    quality.goto("/")
    follow(quality, "SW-1: Alpha to Beta")
    quality.goto(f"{protocol}/freeze")
    seen = {"Which results of the post-switch lots have you seen?": "None."}
    fill(quality, seen | {"Your user name": "quality", "Your password": "not the password at all"})
    press(quality, "Sign and freeze")
    assert any("is not right" in each for each in refusals(quality))
    office.sign(quality, "quality", "Sign and freeze")
    assert "Version 1 is frozen." in quality.get_by_role("status").inner_text()


def open_result(page: Page, product: str, lot: str, words: str) -> str:
    page.goto(f"{product}/results")
    row = page.locator("table.grid tbody tr", has_text=lot)
    with page.expect_navigation():
        row.get_by_role("link", name=words, exact=True).first.click()
    return page.url


def repeat_an_invalid_run(qc: Page, product: str) -> None:
    """One attribute of a run falls; its test is repeated in another run."""
    qc.goto(f"{product}/runs/invalid?run=R-8")
    for box in qc.get_by_role("main").get_by_role("checkbox").all():
        box.set_checked(False)
    fill(qc, {"Spot density": True, "Why the run is invalid": "Control outside its range."})
    press(qc, "Declare run R-8 invalid")
    for place, lot in enumerate(("B-001", "B-002", "B-003")):
        open_result(qc, product, lot, "INV")
        follow(qc, "Correct")
        again = {"Result": f"2.{place + 1}", "Run": "R-9", "Tested on": TODAY, "Reason": "Repeat of run R-8."}
        fill(qc, again)
        press(qc, "Save the correction")


def retest(qc: Page, quality: Page, product: str) -> None:
    """An out-of-specification result: no retest without an investigation, which another person closes."""
    result = open_result(qc, product, "B-001", "1.9E8")
    assert "out of specification" in qc.get_by_role("main").inner_text()
    send(qc, f"{result}/retest", {"Result": "2.5E8", "Reason": "Below the limit."}, "Record the retest")
    assert any("A retest needs an investigation" in each for each in refusals(qc))
    found = {"Reference": "OOS-26-001", "What was found": "1.9E8 lies below 2.0E8."}
    send(qc, f"{result}/investigation", found, "Open the investigation")
    entries = {"Result": "2.5E8", "Tested on": TODAY, "Run": "R-10", "Laboratory": "Central QC"}
    send(qc, f"{result}/retest", entries | {"Reason": "Under OOS-26-001."}, "Record the retest")
    assert "does not count" in qc.get_by_role("main").inner_text()
    quality.goto("/")
    follow(quality, "Investigation OOS-26-001")
    fill(
        quality,
        {"Finding": "An assignable laboratory error: the retest counts", "Conclusion": "Pipette P-3."},
    )
    press(quality, "Close the investigation")
    quality.goto(f"{product}/results")
    row = quality.locator("table.grid tbody tr", has_text="B-001")
    assert row.get_by_role("link", name="2.5E8", exact=True).count() == 1


def correct(qc: Page, product: str) -> None:
    result = open_result(qc, product, "B-003", "2.9E8")
    send(qc, f"{result}/correct", {"Result": "2.92E8", "Reason": ""}, "Save the correction")
    assert "Say why, in words." in refusals(qc)
    fill(qc, {"Reason": "Transcription, CoA page 2."})
    press(qc, "Save the correction")
    assert title(qc) == "Infectious titre of lot B-003"


def judge(office: Office, switch: str) -> str:
    stat, quality = office.pages["stat"], office.pages["quality"]
    stat.goto(f"{switch}/assessments")
    press(stat, "Run the assessment")
    assessment = stat.url
    assert stat.get_by_role("link", name="Review and sign").count() == 0  # whoever ran it does not review it
    row = stat.locator("main table tr", has_text="Infectious titre").first.inner_text()
    # Geometric means of 2.10, 3.10, 2.60, 2.95 and 2.50, 2.40, 2.92 (× 1E8): 2.5967 / 2.6585.
    assert "0.977" in row and "equivalent" in row
    quality.goto("/")
    follow(quality, "SW-1: assessment to review")
    follow(quality, "Review and sign")
    office.sign(quality, "quality", "Sign the review")
    return assessment


def conclude(office: Office, assessment: str) -> None:
    boss = office.pages["boss"]
    boss.goto("/")
    follow(boss, "SW-1: conclusion to draw")
    assert boss.url.startswith(assessment)
    said = {"Conclusion": "highly similar", "Justification": "Every tier A attribute is equivalent.",
            "Residual uncertainty": "Three lots after the switch."}  # fmt: skip
    office.sign(boss, "boss", "Sign the conclusion", said)
    assert "highly similar" in boss.get_by_role("main").inner_text()


def package(office: Office, switch: str, folder: Path) -> None:
    affairs, quality = office.pages["affairs"], office.pages["quality"]
    entries = {
        "Why the change is made": "More lots are needed.",
        "Discussion of the results": "All as before.",
    }
    affairs.goto(f"{switch}/narrative/edit")
    for asked in affairs.locator("fieldset textarea").all():
        asked.fill("Small beside what lots vary by.")
    fill(affairs, entries)
    press(affairs, "Save as a new version")
    send(
        affairs, f"{switch}/packages", {"Authority": "HSA, Health Sciences Authority, Singapore"}, "Assemble"
    )
    document = affairs.url
    answer = affairs.goto(f"{document}/approve")
    assert answer is not None and answer.status == 403
    quality.goto(f"{document}/approve")
    office.sign(quality, "quality", "Sign and approve")
    affairs.goto("/")
    follow(affairs, "CMP-SW-1-HSA version 1: to issue")
    press(affairs, "Issue")
    with affairs.expect_download() as download:
        affairs.get_by_role("button", name="Download the PDF").click()
    download.value.save_as(folder / "package.pdf")
    with pypdfium2.PdfDocument(folder / "package.pdf") as pdf:
        cover = pdf[0].get_textpage().get_text_range()
    assert "Status issued" in cover and "highly similar" in cover
