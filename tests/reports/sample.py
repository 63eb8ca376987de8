"""A package that has one of everything, made up for tests: no number in it was computed from another."""

from dataclasses import replace

from reports.content import (
    Approval,
    ArmRole,
    Change,
    ChangeRow,
    Completeness,
    CompletenessRow,
    Conclusion,
    DocumentControl,
    Exclusion,
    FreezeChange,
    GlossaryEntry,
    Lot,
    Method,
    OutOfExpectation,
    Package,
    PageSize,
    Protocol,
    Provenance,
    RiskRow,
    Signature,
    Status,
)
from tests.reports.sample_attributes import FAILED, POST, PRE, attributes
from tests.reports.sample_lineage import genealogy
from tests.reports.sample_studies import study


def lot(number: str, arm: str, *, excluded: str | None = None, status: str = "released") -> Lot:
    pre = arm == "CDMO A"
    return Lot(
        number=number,
        arm=arm,
        role=ArmRole.PRE if pre else ArmRole.POST,
        stage="drug product",
        supplier="바이오 위탁생산 주식회사" if pre else "上海载体生物技术有限公司",
        site="Songdo" if pre else "Singapore (新加坡)",
        process_version="2.0" if pre else "3.0",
        scale="200 L",
        made="2024-05-17" if pre else "2026-08-30",
        status=status,
        use="pivotal" if pre else "PPQ",
        clinical_exposure="12 patients" if pre else "none",
        retains="8 vials, last usable 2027-05-17",
        parents=("pRC9-017", "pHelper-22", "pITR-GOI-09"),
        excluded=excluded,
    )


def package(**changes: object) -> Package:
    """The whole sample; keyword arguments replace its parts."""
    sections = changes.pop("attributes", None) or attributes()
    lots = (
        *(lot(number, "CDMO A") for number in PRE),
        *(lot(number, "CDMO B") for number in POST),
        lot(FAILED, "CDMO B", excluded="failed in process: bioreactor contamination", status="failed"),
    )
    content = Package(
        approval=Approval(
            status=Status.DRAFT,
            superseded_by=None,
            signatures=(
                Signature(
                    printed_name="Nguyễn Thị Hường",
                    role="regulatory affairs",
                    meaning="authored",
                    signed_at_utc="2026-11-20 03:10 UTC",
                    signed_at_local="2026-11-20 11:10 +08:00",
                ),
                Signature(
                    printed_name="田中 美咲",
                    role="QA",
                    meaning="approved",
                    signed_at_utc="2026-11-20 05:42 UTC",
                    signed_at_local="2026-11-20 14:42 +09:00",
                ),
            ),
        ),
        control=DocumentControl(
            title="Comparability of AAV9-XYZ drug product across the switch from CDMO A to CDMO B",
            document_id="CMP-RPT-2026-0042",
            version="2.0",
            authority="HSA Singapore",
            ctd_home="3.2.P.2.3 Manufacturing process development",
            sponsor="Παράδειγμα Gene Therapies Pte. Ltd.",
            product="AAV9-XYZ",
            switch="CDMO A to CDMO B",
            simulated=True,
            illustrative=False,
            marks=("retrospective",),
            statements=("The comparison follows the principles of ICH Q5E.",),
            language="en",
            page_size=PageSize.A4,
        ),
        conclusion=Conclusion(
            overall="similar, more data needed",
            justification="Titre and potency are equivalent. Full capsids differ; a study is proposed.",
            concluded_by="Dr. Ève Østergård, QA",
            concluded_at="2026-11-19 08:00 UTC",
            readiness="decided",
            residual_uncertainty=("Infectious titre is inconclusive at four post lots.",),
            proposed_category="Category MIV-1, prior approval",
        ),
        change=Change(
            description="The manufacturer of the drug product changes; cell line and plasmids stay.",
            pre_heading="CDMO A (pre)",
            post_heading="CDMO B (post)",
            rows=(
                ChangeRow(
                    aspect="Culture",
                    pre="adherent, iCELLis 500",
                    post="suspension, 200 L",
                    assessment="risk-assessed",
                ),
                ChangeRow(aspect="Plasmid supplier", pre="PlasmidCo", post="PlasmidCo", assessment="same"),
            ),
        ),
        risks=(
            RiskRow(
                change="suspension culture",
                attribute="Full capsids",
                rating="high",
                rationale="Packaging depends on the cell density at transfection.",
                mitigation="AEX step characterised at both sites",
            ),
        ),
        protocol=Protocol(
            reference="PR-2026-011",
            version="1.0",
            mode="prospective",
            frozen_at="2026-05-02 09:00 UTC",
            frozen_by="王小明, QA",
            first_post_result="tested 2026-06-14, entered 2026-06-20",
            post_data_declared="none seen",
            eligibility=(
                "Drug-product lots of use pivotal or PPQ.",
                "Lots that failed in process do not count.",
            ),
            minimum_lots="3 per arm for tier A",
            planned_lots="6 pre, 4 post",
            approved_outside=None,
        ),
        changes=(
            FreezeChange(
                kind="deviation",
                reference="DEV-07",
                what="Lot AAV9-B-26-002 was thawed twice before ELISA.",
                reason="Freezer alarm",
                recorded="2026-07-01 10:00 UTC",
                approved_by="QA, 2026-07-02",
                after_freeze=True,
            ),
            FreezeChange(
                kind="amendment",
                reference="AMD-01",
                what="One more post lot was planned.",
                reason="Power",
                recorded="2026-04-01 10:00 UTC",
                approved_by=None,
                after_freeze=False,
            ),
        ),
        lots=lots,
        exclusions=(
            Exclusion(
                lot=FAILED,
                attribute="all attributes",
                reason="failed in process: bioreactor contamination",
                recorded="2026-08-01 09:00 UTC",
                recorded_by="Kim 민준",
                approved_by="QA, 2026-08-02",
            ),
        ),
        methods=tuple(
            Method(
                attribute=section.title,
                name="ddPCR",
                version="4.1",
                validation="validated",
                loq="2.8E9 vg/mL",
                precision="7 % CV between runs",
                laboratory="QC Singapore",
                same_both_sides="yes",
                bridging="",
            )
            for section in sections
        ),
        attributes=sections,  # type: ignore[arg-type]
        completeness=Completeness(
            attributes=tuple(section.title for section in sections),
            rows=tuple(
                CompletenessRow(
                    lot=each.number, arm=each.arm, states=("value",) * (len(sections) - 1) + ("not tested",)
                )
                for each in lots
            ),
        ),
        out_of_expectation=(
            OutOfExpectation(
                lot="AAV9-B-26-003",
                attribute="Residual host-cell DNA",
                entered="12.4",
                kind="out of specification",
                investigation="OOS-2026-03",
                disposition="Confirmed by retest; the original result stands.",
            ),
        ),
        limitations=(
            "Pre lots were up to 24 months old when tested.",
            "Control values were not held for two runs.",
        ),
        provenance=Provenance(
            software="comparability",
            software_version="0.1.0",
            audit_head="1834",
            audit_hash="b7" * 32,
            dataset_hash="c1" * 32,
            protocol_hash="d4" * 32,
            assembled_at="2026-11-23T05:31:00Z",
            assembled_by="Nguyễn Thị Hường",
        ),
        glossary=(
            GlossaryEntry(term="Lot", meaning="One batch of drug substance or drug product."),
            GlossaryEntry(
                term="Margin", meaning="The largest difference that does not matter, fixed in advance."
            ),
        ),
        bridgings=(study(),),
        genealogy=genealogy(),
    )
    return replace(content, **changes)  # type: ignore[arg-type]
