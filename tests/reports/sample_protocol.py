"""A document of a protocol that has one of everything, made up for tests, beside the sample of a package."""

from dataclasses import replace

from reports.plots import Bound, PowerLine, PowerPlot, PowerPoint
from reports.protocol_content import (
    AmendedField,
    Amendment,
    Arm,
    Freezing,
    JudgedAttribute,
    ProtocolDocument,
    ProtocolState,
    Record,
    Rules,
)
from tests.reports.sample import package

HASH = "0f" * 32


def protocol_document(**changes: object) -> ProtocolDocument:
    """The whole sample; keyword arguments replace its parts."""
    sample = package()
    document = ProtocolDocument(
        freezing=Freezing(
            state=ProtocolState.FROZEN, signatures=sample.approval.signatures, superseded_by=None
        ),
        control=replace(sample.control, title="Comparability protocol", document_id="PRT-SW-07"),
        change=sample.change,
        risks=sample.risks,
        arms=(
            Arm(name="CDMO A", role="pre", sources=("CDMO A, Songdo", "CDMO A, Tuas, process 2.0")),
            Arm(name="CDMO B", role="post", sources=("上海载体生物技术有限公司",)),
        ),
        protocol=replace(sample.protocol, first_post_result=None),
        power=PowerPlot(
            axis="Post lots, beside 6 pre lots",
            lines=(
                PowerLine(
                    label="Vector-genome titre",
                    is_joint=False,
                    points=tuple(
                        PowerPoint(lots=lots, chance=Bound(at=at, text=f"{100 * at:.0f} %"))
                        for lots, at in ((3, 0.61), (4, 0.78), (5, 0.88))
                    ),
                ),
            ),
            target=Bound(at=0.8, text="80 %"),
            planned=4,
        ),
        methods=tuple(
            replace(each, laboratory="", same_both_sides="", bridging="") for each in sample.methods
        ),
        attributes=tuple(
            JudgedAttribute(
                key=each.key,
                title=each.title,
                title_in_english="",
                tier=each.tier,
                stage="drug product",
                unit=each.unit,
                criterion=each.criterion,
                method_name=each.method_name,
                tier_reason="Ranked lower: it is formulated to target.",
                details=("Variance components: separate for each arm.",),
                history="A-1 to A-6",
                methods=("ddPCR, 3.1",),
            )
            for each in sample.attributes
        ),
        rules=Rules(
            alpha="5 %",
            difference_level="95 %",
            false_pass_shift="a shift of 2 SD",
            failed_lots="Listed with the cause, not compared.",
            statistical_plan="Two one-sided tests on reportable lot values.",
        ),
        amendments=(
            Amendment(
                reference="version 1 → 2",
                reason="The margin was too wide.",
                recorded="2026-05-02 09:11:00 UTC, by Sato Ken",
                known="0 post-switch results were known when it was made",
                fields=(AmendedField(place="Potency", field="margin low", before="0.50", after="0.67"),),
            ),
        ),
        limitations=sample.limitations,
        record=Record(
            software="comparability", software_version="0.1.0", signed_hash=HASH, as_of="2026-05-04T07:00:00Z"
        ),
        glossary=sample.glossary,
    )
    return replace(document, **changes)  # type: ignore[arg-type]
