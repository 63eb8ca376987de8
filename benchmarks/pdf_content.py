"""A simulated package of forty attributes, each with a figure of two panels, one of them with a long listing.

Every value in it is drawn from a fixed seed and says nothing of any product.
"""

import random
from statistics import mean

from reports.content import (
    Approval,
    ArmRole,
    AttributeSection,
    AxisScale,
    Bound,
    Change,
    ChangeRow,
    Completeness,
    CompletenessRow,
    Conclusion,
    Criterion,
    DocumentControl,
    GlossaryEntry,
    IntervalPlot,
    Lot,
    LotPoint,
    LotsPlot,
    Method,
    Outcome,
    Package,
    PageSize,
    PlotArm,
    PointState,
    Protocol,
    Provenance,
    ResultRow,
    Status,
    Tier,
)

ATTRIBUTES = 40
LOTS = 3  # an arm
ARMS = (("Supplier A", ArmRole.PRE), ("Supplier B", ArmRole.POST))
UNITS = ("vg/mL", "%", "ng/mL", "IU/mL", "EU/mL")
MARGIN = (0.8, 1.25)


def content(rows: int) -> Package:
    """The package whose first attribute lists so many results."""
    drawn = random.Random(20261128)  # noqa: S311 - simulated results, no secret
    sections = tuple(
        _attribute(number, rows if number == 1 else 2 * LOTS, drawn) for number in range(1, ATTRIBUTES + 1)
    )
    lots = tuple(_lot(number, arm, role) for arm, role in ARMS for number in range(1, LOTS + 1))
    return Package(
        approval=Approval(status=Status.DRAFT, signatures=(), superseded_by=None),
        control=DocumentControl(
            title="Simulated comparability of a vector across a switch from supplier A to supplier B",
            document_id="BENCH-0001",
            version="1.0",
            authority="HSA Singapore",
            ctd_home="3.2.S.2.6 Manufacturing process development",
            sponsor="Simulated sponsor",
            product="Simulated vector",
            switch="Supplier A to supplier B",
            simulated=True,
            illustrative=False,
            marks=(),
            statements=("All data of this document are simulated.",),
            language="en",
            page_size=PageSize.A4,
        ),
        conclusion=Conclusion(
            overall=None,
            justification=None,
            concluded_by=None,
            concluded_at=None,
            readiness="assessed",
            residual_uncertainty=(),
            proposed_category=None,
        ),
        change=Change(
            description="The supplier of the plasmids changes; cell line and process stay.",
            pre_heading="Supplier A (pre)",
            post_heading="Supplier B (post)",
            rows=(ChangeRow(aspect="Plasmids", pre="A", post="B", assessment="risk-assessed"),),
        ),
        risks=(),
        protocol=Protocol(
            reference="PR-1",
            version="1.0",
            mode="prospective",
            frozen_at="2026-05-02 09:00 UTC",
            frozen_by="Simulated person",
            first_post_result="tested 2026-06-14, entered 2026-06-20",
            post_data_declared="none seen",
            eligibility=("Every released lot counts.",),
            minimum_lots="3 an arm",
            planned_lots="3 pre, 3 post",
            approved_outside=None,
        ),
        changes=(),
        lots=lots,
        exclusions=(),
        methods=tuple(_method(section) for section in sections),
        attributes=sections,
        completeness=Completeness(
            attributes=tuple(section.title for section in sections),
            rows=tuple(
                CompletenessRow(lot=lot.number, arm=lot.arm, states=("value",) * ATTRIBUTES) for lot in lots
            ),
        ),
        out_of_expectation=(),
        limitations=("All data are simulated.",),
        provenance=Provenance(
            software="comparability",
            software_version="benchmark",
            audit_head="1",
            audit_hash="0" * 64,
            dataset_hash="0" * 64,
            protocol_hash="0" * 64,
            assembled_at="2026-11-28T00:00:00Z",
            assembled_by="Simulated person",
        ),
        glossary=(GlossaryEntry(term="Lot", meaning="One batch of drug substance or drug product."),),
    )


def _attribute(number: int, rows: int, drawn: random.Random) -> AttributeSection:
    unit = UNITS[number % len(UNITS)]
    title = f"Simulated attribute {number}"
    values = {arm: [drawn.gauss(10 * number, 0.4 * number) for _ in range(LOTS)] for arm, _ in ARMS}
    ratio = mean(values["Supplier B"]) / mean(values["Supplier A"])
    low, high = ratio * 0.94, ratio * 1.06
    return AttributeSection(
        key=f"attribute-{number}",
        title=title,
        category="Purity",
        tier=Tier.A,
        unit=unit,
        criterion=Criterion(
            kind="equivalence",
            sentence="the 90 % confidence interval of the ratio of geometric means lies inside 0.80 to 1.25.",
            margin="0.80 to 1.25",
            justification_class="dose",
            justification="A simulated justification, as long as a short one of a real protocol would be.",
            source="Simulated report",
        ),
        method_id="tost-welch-ratio",
        method_version="1",
        method_name="two one-sided Welch t tests on logarithms, α = 0.05",
        outcome=Outcome.EQUIVALENT,
        plain_words=f"The ratio post to pre is {ratio:.2f}, and its 90 % interval lies inside the margin.",
        marks=(),
        n_pre=str(LOTS),
        n_post=str(LOTS),
        estimate=f"{ratio:.2f} ({low:.2f} to {high:.2f})",
        difference_seen="no",
        results=tuple(_result(row, number, drawn) for row in range(rows)),
        summary=None,
        figures=(),
        interval_plot=_interval_plot(ratio, low, high),
        lots_plot=_lots_plot(f"{title} ({unit})", values),
        influence=(),
        limitations=("Three lots an arm are few.",),
        snippet=None,
        inputs_hash="0" * 64,
    )


def _result(row: int, attribute: int, drawn: random.Random) -> ResultRow:
    arm = row % len(ARMS)
    return ResultRow(
        lot=f"{'AB'[arm]}-26-{row // 2 + 1:05d}",
        arm=ARMS[arm][0],
        entered=f"{drawn.gauss(10 * attribute, 0.4 * attribute):.2f}",
        state="",
        replicate=str(1 + row % 3),
        method_version=("4.0", "4.1")[row // 4 % 2],
        laboratory=("QC Basel", "QC Singapore")[row // 2 % 2],
        run=f"R{1 + row // 6:04d}",
        tested=f"2026-{1 + row % 9:02d}-{1 + row % 28:02d}",
        source=f"CoA-{1 + row // 2:05d} p. {1 + row % 7}",
        note="",
    )


def _interval_plot(ratio: float, low: float, high: float) -> IntervalPlot:
    return IntervalPlot(
        axis="Ratio of geometric means, post / pre",
        scale=AxisScale.LOG,
        estimate=_bound(ratio),
        low=_bound(low),
        high=_bound(high),
        level="90 % confidence interval",
        margin_low=_bound(MARGIN[0]),
        margin_high=_bound(MARGIN[1]),
        no_change=Bound(at=1.0, text="1"),
        outcome=Outcome.EQUIVALENT,
        verdict="equivalent: the interval lies inside the margin",
    )


def _lots_plot(axis: str, values: dict[str, list[float]]) -> LotsPlot:
    return LotsPlot(
        axis=axis,
        scale=AxisScale.LINEAR,
        band=None,
        arms=tuple(
            PlotArm(
                label=f"{arm} ({role}, n = {LOTS})",
                role=role,
                points=tuple(
                    LotPoint(lot=_lot_number(number, arm), value=_bound(value), state=PointState.COUNTED)
                    for number, value in enumerate(values[arm], start=1)
                ),
                centre=Bound(at=mean(values[arm]), text=f"mean {mean(values[arm]):.2f}"),
            )
            for arm, role in ARMS
        ),
    )


def _bound(at: float) -> Bound:
    return Bound(at=at, text=f"{at:.2f}")


def _lot_number(number: int, arm: str) -> str:
    return f"{arm[-1]}-26-{number:05d}"


def _lot(number: int, arm: str, role: ArmRole) -> Lot:
    return Lot(
        number=_lot_number(number, arm),
        arm=arm,
        role=role,
        stage="drug substance",
        supplier=arm,
        site="Singapore",
        process_version="1.0",
        scale="200 L",
        made="2026-01-10",
        status="released",
        use="clinical",
        clinical_exposure="none",
        retains="8 vials",
        parents=(),
        excluded=None,
    )


def _method(section: AttributeSection) -> Method:
    return Method(
        attribute=section.title,
        name="Simulated method",
        version="4.1",
        validation="validated",
        loq="0.1",
        precision="4 % CV between runs",
        laboratory="QC Singapore",
        same_both_sides="yes",
        bridging="",
    )
