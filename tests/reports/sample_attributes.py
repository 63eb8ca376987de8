"""One section for every kind of criterion and outcome, made up for tests: no number in it was computed."""

from dataclasses import replace

from reports.content import (
    ArmRole,
    AttributeSection,
    AxisScale,
    Band,
    Bound,
    Criterion,
    InfluenceRow,
    IntervalPlot,
    LotPoint,
    LotsPlot,
    NamedFigure,
    Outcome,
    PlotArm,
    PointState,
    ResultRow,
    Summary,
    Tier,
)
from tests.reports.sample_components import components_plot
from tests.reports.sample_overtime import slopes_plot
from tests.reports.sample_wholes import ternary_plot

PRE = tuple(f"AAV9-A-24-{number:03d}" for number in range(1, 7))
LONG_LOT = "AAV9XYZDPCDMOBSINGAPOREMODULARSUITE200LSUSPENSION2026PPQ0004"
POST = ("AAV9-B-26-001", "AAV9-B-26-002", "AAV9-B-26-003", LONG_LOT)
FAILED = "AAV9-B-26-F01"
KOREAN = "시험 결과는 배치 기록과 함께 검토되었으며 편차는 없었다. "
COMMENT = (KOREAN * (4000 // len(KOREAN) + 1))[:4000].strip()


def bound(at: float, text: str | None = None) -> Bound:
    return Bound(at=at, text=text or f"{at:g}".replace("-", "−"))


def lots_plot(
    *,
    axis: str,
    pre: tuple[tuple[float, str], ...],
    post: tuple[tuple[float, str], ...],
    scale: AxisScale = AxisScale.LINEAR,
    band: Band | None = None,
    state: PointState = PointState.COUNTED,
    failed: tuple[float, str] | None = None,
    numbers: tuple[tuple[str, ...], tuple[str, ...]] = (PRE, POST),
) -> LotsPlot:
    def points(values: tuple[tuple[float, str], ...], lots: tuple[str, ...]) -> tuple[LotPoint, ...]:
        return tuple(
            LotPoint(lot=lot, value=bound(at, text), state=state)
            for lot, (at, text) in zip(lots, values, strict=False)
        )

    after = points(post, numbers[1])
    if failed:
        after += (LotPoint(lot=FAILED, value=bound(*failed), state=PointState.EXCLUDED),)
    counted = state is PointState.COUNTED
    return LotsPlot(
        axis=axis,
        scale=scale,
        band=band,
        arms=(
            PlotArm(
                label=f"CDMO A (pre, n = {len(pre)})",
                role=ArmRole.PRE,
                points=points(pre, numbers[0]),
                centre=bound(sum(at for at, _ in pre) / len(pre), "mean of the pre lots")
                if counted
                else None,
            ),
            PlotArm(
                label=f"CDMO B (post, n = {len(post)})",
                role=ArmRole.POST,
                points=after,
                centre=bound(sum(at for at, _ in post) / len(post), "mean of the post lots")
                if counted
                else None,
            ),
        ),
    )


def results(values: tuple[str, ...], *, state: str = "", note: str = "") -> tuple[ResultRow, ...]:
    lots = [(lot, "pre") for lot in PRE] + [(lot, "post") for lot in POST]
    return tuple(
        ResultRow(
            lot=lot,
            arm=arm,
            entered=entered,
            state=state,
            replicate="1",
            method_version="4.1",
            laboratory="QC Singapore",
            run=f"R{index:02d}",
            tested=f"2026-0{1 + index % 9}-14",
            source=f"CoA-{index:03d} p. {index + 2}",
            note=note if index == 9 else "",
        )
        for index, ((lot, arm), entered) in enumerate(zip(lots, values, strict=True))
    )


def attribute(**changes: object) -> AttributeSection:
    """Vector-genome titre, equivalence by ratio, equivalent."""
    values = (
        "1.20E13",
        "1.31E13",
        "1.18E13",
        "1.25×10¹³",
        "1.22E13",
        "1.27E13",
        "1.19E13",
        "1.24E13",
        "1.3E13",
        "1.21E13",
    )
    numbers = (1.20e13, 1.31e13, 1.18e13, 1.25e13, 1.22e13, 1.27e13, 1.19e13, 1.24e13, 1.3e13, 1.21e13)
    pairs = tuple(zip(numbers, values, strict=True))
    section = AttributeSection(
        key="vg-titre",
        title="Vector-genome titre",
        category="Strength",
        tier=Tier.A,
        unit="vg/mL",
        criterion=Criterion(
            kind="equivalence",
            sentence="the 90 % confidence interval of the ratio of geometric means lies inside 0.80 to 1.25.",
            margin="0.80 to 1.25",
            justification_class="dose",
            justification="A dose within 25 % of the labelled dose had the same exposure.",
            source="Clinical report CR-17, table 4",
        ),
        method_id="tost-welch-ratio",
        method_version="1",
        method_name="two one-sided Welch t tests on logarithms, α = 0.05",
        outcome=Outcome.EQUIVALENT,
        plain_words="The ratio post to pre is 1.01, and its 90 % interval lies inside the margin.",
        marks=(),
        n_pre="6",
        n_post="4",
        estimate="1.01 (0.97 to 1.05)",
        difference_seen="no: 95 % interval 0.96 to 1.06",
        results=results(values),
        summary=Summary(
            headings=("Arm", "n", "Geometric mean", "GSD", "Lowest", "Highest"),
            rows=(
                ("CDMO A", "6", "1.24×10¹³", "1.04", "1.18E13", "1.31E13"),
                ("CDMO B", "4", "1.23×10¹³", "1.04", "1.19E13", "1.3E13"),
            ),
        ),
        figures=(
            NamedFigure(name="Ratio post / pre", value="1.01"),
            NamedFigure(name="90 % confidence interval", value="0.97 to 1.05"),
            NamedFigure(name="Degrees of freedom", value="6.873"),
            NamedFigure(name="p, lower and upper test", value="3.1×10⁻⁵ and 4.4×10⁻⁵"),
        ),
        interval_plot=IntervalPlot(
            axis="Ratio of geometric means, post / pre",
            scale=AxisScale.LOG,
            estimate=bound(1.01),
            low=bound(0.97),
            high=bound(1.05),
            level="90 % confidence interval",
            margin_low=bound(0.8, "0.80"),
            margin_high=bound(1.25),
            no_change=bound(1.0, "1"),
            outcome=Outcome.EQUIVALENT,
            verdict="equivalent: the interval lies inside the margin",
        ),
        lots_plot=lots_plot(
            axis="Vector-genome titre (vg/mL)",
            pre=pairs[:6],
            post=pairs[6:],
            scale=AxisScale.LOG,
            failed=(0.71e13, "7.1E12"),
        ),
        influence=tuple(
            InfluenceRow(left_out=lot, estimate="1.01", interval="0.96 to 1.06", outcome=Outcome.EQUIVALENT)
            for lot in (*PRE, *POST)
        ),
        limitations=("Run and arm are aliased in part: pre lots were tested in 2024, post lots in 2026.",),
        shared_limitations=(1,),
        snippet="pre <- c(1.20e13, 1.31e13)\npost <- c(1.19e13, 1.24e13)\nt.test(log(post), log(pre))",
        inputs_hash="a3" * 32,
    )
    return replace(section, **changes)  # type: ignore[arg-type]


def attributes() -> tuple[AttributeSection, ...]:
    """One attribute for every kind of criterion and every outcome."""
    return (
        attribute(),
        _inconclusive(),
        _different(),
        _non_inferiority(),
        _quality_range(),
        _limit(),
        _qualitative(),
        _cannot_judge(),
        _described(),
    )


def _inconclusive() -> AttributeSection:
    base = attribute()
    assert base.interval_plot
    return replace(
        base,
        key="infectious-titre",
        title="Infectious titre (TCID50)",
        unit="IU/mL",
        outcome=Outcome.INCONCLUSIVE,
        plain_words="The interval reaches beyond the margin: four post lots cannot settle it at this spread.",
        estimate="0.443 (0.326 to 0.602)",
        difference_seen="yes: 95 % interval 0.29 to 0.67",
        criterion=replace(base.criterion, margin="0.50 to 2.00"),
        interval_plot=replace(
            base.interval_plot,
            estimate=bound(0.4428, "0.443"),
            low=bound(0.3259, "0.326"),
            high=bound(0.6016, "0.602"),
            margin_low=bound(0.5, "0.50"),
            margin_high=bound(2.0, "2.00"),
            outcome=Outcome.INCONCLUSIVE,
            verdict="inconclusive: the interval crosses the lower margin",
        ),
        results=results(
            ("3.1E9", "2.7E9", "4.0E9", "1.9E9", "2.2E9", "3.3E9", "1.1E9", "1.4E9", "0.9E9", "<2.8E8")
        ),
        lots_plot=lots_plot(
            axis="Infectious titre (IU/mL)",
            scale=AxisScale.LOG,
            pre=(
                (3.1e9, "3.1E9"),
                (2.7e9, "2.7E9"),
                (4e9, "4.0E9"),
                (1.9e9, "1.9E9"),
                (2.2e9, "2.2E9"),
                (3.3e9, "3.3E9"),
            ),
            post=((1.1e9, "1.1E9"), (1.4e9, "1.4E9"), (0.9e9, "0.9E9"), (2.8e8, "<2.8E8")),
        ),
        marks=("exploratory",),
    )


def _different() -> AttributeSection:
    base = attribute()
    return replace(
        base,
        key="percent-full",
        title="Full capsids",
        unit="%",
        category="Purity",
        outcome=Outcome.DIFFERENT,
        plain_words="Post lots hold fewer full capsids by more than the margin.",
        estimate="−12.4 (−15.1 to −9.7)",
        criterion=replace(base.criterion, margin="−5 to 5"),
        interval_plot=IntervalPlot(
            axis="Difference of means, post − pre (percentage points)",
            scale=AxisScale.LINEAR,
            estimate=bound(-12.4),
            low=bound(-15.1),
            high=bound(-9.7),
            level="90 % confidence interval",
            margin_low=bound(-5),
            margin_high=bound(5),
            no_change=bound(0),
            outcome=Outcome.DIFFERENT,
            verdict="different: the interval lies outside the margin",
        ),
        results=results(("81.2", "79.9", "84", "80.05", "83.1", "82.7", "70.1", "69.4", "71", "104.5")),
        lots_plot=lots_plot(
            axis="Full capsids (%)",
            pre=(
                (81.2, "81.2"),
                (79.9, "79.9"),
                (84.0, "84"),
                (80.05, "80.05"),
                (83.1, "83.1"),
                (82.7, "82.7"),
            ),
            post=((70.1, "70.1"), (69.4, "69.4"), (71.0, "71"), (104.5, "104.5")),
        ),
        components_plot=components_plot((0.04, 0.01), (0.02, 0.0)),
        slopes_plot=slopes_plot(pre=3, post=3, crossed=6.0, undrawn=1),
        ternary_plot=ternary_plot(excluded=2, reaches=((11.5, 12.5), (7.5, 8.5), (79.0, 81.0))),
        influence=(),
        snippet=None,
    )


def _non_inferiority() -> AttributeSection:
    base = attribute()
    assert base.interval_plot
    return replace(
        base,
        key="potency",
        title="Potency (相対力価, hiệu lực)",
        unit="% of reference",
        category="Potency",
        outcome=Outcome.MET,
        plain_words="Ισχύς: the bound lies above the margin; πρωτεΐνη and Nguyễn Thị Hường print as typed.",
        criterion=replace(base.criterion, kind="non-inferiority", margin="at least 0.70"),
        estimate="0.93 (at least 0.81)",
        interval_plot=replace(
            base.interval_plot,
            estimate=bound(0.93),
            low=bound(0.81),
            high=None,
            level="one-sided 95 % bound",
            margin_low=bound(0.7, "0.70"),
            margin_high=None,
            outcome=Outcome.MET,
            verdict="met: the bound lies above the margin",
        ),
    )


def _quality_range() -> AttributeSection:
    base = attribute()
    return replace(
        base,
        key="capsid-titre",
        title="Capsid titre",
        unit="cp/mL",
        tier=Tier.B,
        category="Strength",
        outcome=Outcome.MET,
        plain_words="All post lots lie inside the range (weak evidence; false-pass rate 0.43 at 2 SD).",
        criterion=replace(base.criterion, kind="quality range", margin=None, source=None),
        estimate=None,
        difference_seen=None,
        interval_plot=None,
        lots_plot=lots_plot(
            axis="Capsid titre (cp/mL)",
            scale=AxisScale.LOG,
            pre=tuple((value * 1e13, f"{value}E13") for value in (1.5, 1.6, 1.55, 1.48, 1.7, 1.62)),
            post=tuple((value * 1e13, f"{value}E13") for value in (1.52, 1.66, 1.58, 1.49)),
            band=Band(
                low=bound(1.2e13, "1.2×10¹³"),
                high=bound(2.0e13, "2.0×10¹³"),
                definition="quality range, mean ± 3 SD of the logarithms of 6 pre lots: 1.2×10¹³ to 2.0×10¹³",
            ),
        ),
        influence=(),
    )


def _limit() -> AttributeSection:
    base = attribute()
    return replace(
        base,
        key="host-cell-dna",
        title="Residual host-cell DNA",
        unit="ng/dose",
        tier=Tier.C,
        category="Impurities",
        outcome=Outcome.NOT_MET,
        plain_words="One post lot lies above the limit of 10 ng/dose.",
        criterion=replace(base.criterion, kind="limit", margin="at most 10 ng/dose"),
        estimate=None,
        interval_plot=None,
        results=results(("<2.5",) * 6 + ("<2.5", "ND", "3.1", "12.4"), state="below limit", note=COMMENT),
        lots_plot=lots_plot(
            axis="Residual host-cell DNA (ng/dose)",
            pre=((2.5, "<2.5"),) * 6,
            post=((2.5, "<2.5"), (2.5, "<2.5"), (3.1, "3.1"), (12.4, "12.4")),
            band=Band(low=None, high=bound(10, "10"), definition="limit: at most 10 ng/dose"),
        ),
        influence=(),
        summary=None,
        figures=(),
    )


def _qualitative() -> AttributeSection:
    base = attribute()
    return replace(
        base,
        key="identity",
        title="Identity <b>bold</b> & <img src=file:///etc/passwd>",
        unit=None,
        tier=Tier.C,
        category="Identity",
        outcome=Outcome.MET,
        plain_words="Every lot complies.",
        criterion=replace(base.criterion, kind="qualitative", margin="complies"),
        estimate=None,
        difference_seen=None,
        interval_plot=None,
        lots_plot=None,
        results=results(("complies",) * 10),
        influence=(),
        summary=None,
        figures=(),
        limitations=(),
        snippet=None,
    )


def _cannot_judge() -> AttributeSection:
    base = attribute()
    return replace(
        base,
        key="aggregates",
        title="Aggregates",
        unit="%",
        category="Purity",
        outcome=Outcome.CANNOT_JUDGE,
        plain_words="Cannot be judged: two post lots, and the protocol asks for three.",
        n_post="2",
        estimate=None,
        interval_plot=None,
        lots_plot=None,
        influence=(),
        results=(),
        summary=None,
        figures=(),
    )


def _described() -> AttributeSection:
    return replace(
        _quality_range(),
        key="ph",
        title="pH",
        unit=None,
        tier=Tier.C,
        category="General",
        outcome=Outcome.DESCRIBED,
        plain_words="Listed without a criterion.",
        criterion=Criterion(
            kind="descriptive",
            sentence="none; the values are listed.",
            margin=None,
            justification_class=None,
            justification=None,
            source=None,
        ),
        results=results(("7.4", "7.41", "7.39", "7.4", "7.40", "7.42", "7.4", "7.38", "7.41", "0")),
        lots_plot=lots_plot(axis="pH", pre=((7.4, "7.4"),) * 6, post=((7.4, "7.4"),) * 4),
    )
