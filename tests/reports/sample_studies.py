"""A bridging study that has one of everything, made up for tests: no number in it was computed."""

from dataclasses import replace

from reports.content import (
    AgreementPlot,
    AxisScale,
    BridgingFigure,
    BridgingPair,
    BridgingStudy,
    MethodsPlot,
    Outcome,
)
from reports.plots import AgreementLine, AgreementPoint, Bound, FittedLine, MethodPoint

LOTS = {"AAV9-A-24-001": (1.2e13, 1.17e13), "AAV9-A-24-002": (1.05e13, 1.1e13), "R-3": (0.9e13, 0.93e13)}


def titre(value: float) -> Bound:
    return Bound(at=value, text=f"{value / 1e13:.2f}E13")


def ratio(value: float, text: str) -> Bound:
    return Bound(at=value, text=text)


def methods_plot(**changes: object) -> MethodsPlot:
    plot = MethodsPlot(
        before_axis="ddPCR, version 1 (vg/mL)",
        after_axis="ddPCR, version 2 (vg/mL)",
        points=tuple(
            MethodPoint(lot=lot, before=titre(before), after=titre(after))
            for lot, (before, after) in LOTS.items()
        ),
        line=FittedLine(slope=0.98, intercept=2e11, text="Deming line, slope 0.98 (0.71 to 1.25)"),
    )
    return replace(plot, **changes)  # type: ignore[arg-type]


def agreement_plot(**changes: object) -> AgreementPlot:
    plot = AgreementPlot(
        middle_axis="Geometric mean of both (vg/mL)",
        difference_axis="Ratio, after / before",
        scale=AxisScale.LOG,
        points=tuple(
            AgreementPoint(
                lot=lot,
                middle=titre((before * after) ** 0.5),
                difference=ratio(after / before, f"{after / before:.4f}"),
            )
            for lot, (before, after) in LOTS.items()
        ),
        no_difference=ratio(1.0, "1"),
        lines=(
            AgreementLine(
                name="bias",
                at=ratio(1.02, "1.0200"),
                low=ratio(0.97, "0.9700"),
                high=ratio(1.07, "1.0700"),
                is_limit=False,
            ),
            AgreementLine(
                name="upper limit",
                at=ratio(1.1, "1.1000"),
                low=ratio(1.03, "1.0300"),
                high=None,
                is_limit=True,
            ),
        ),
    )
    return replace(plot, **changes)  # type: ignore[arg-type]


def study(**changes: object) -> BridgingStudy:
    made = BridgingStudy(
        key="bridging-4",
        document="BR-014 version 2",
        ctd_section="3.2.P.5.3",
        attribute="Vector-genome titre",
        unit="vg/mL",
        covers="method version",
        before="ddPCR, version 1",
        after="ddPCR, version 2",
        performed="2026-06-01",
        conclusion="Retained lots agreed.",
        margin="0.80 to 1.25",
        justification="A fifth of the dose (CSR-7).",
        outcome=Outcome.INCONCLUSIVE,
        plain_words="Measured with ddPCR, version 2, 3 lots gave 1.02 times what they gave before.",
        approved="田中 美咲, 2026-06-20 05:00:00 UTC",
        explanation="No further retains are left.",
        disagreement="after / before",
        pairs=(
            *(
                BridgingPair(
                    lot=lot,
                    before=titre(before).text,
                    after=titre(after).text,
                    disagreement=f"{after / before:.4f}",
                    note="",
                )
                for lot, (before, after) in LOTS.items()
            ),
            BridgingPair(lot="R-4", before="NT", after="1.10E13", disagreement="", note="before is NT"),
        ),
        figures=(
            BridgingFigure(name="Deming line, slope", estimate="0.9800", interval="95 %: 0.7100 to 1.2500"),
            BridgingFigure(name="Lots compared", estimate="3", interval=""),
        ),
        remarks=("No Passing–Bablok line: made up.",),
        methods_plot=methods_plot(),
        agreement_plot=agreement_plot(),
        method="paired-tost/1, deming/1",
        snippet="before <- c(1.2e13)",
        inputs_hash="e5" * 32,
    )
    return replace(made, **changes)  # type: ignore[arg-type]
