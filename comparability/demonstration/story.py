"""The demonstration from an empty database to an issued package, by the same use-cases as everybody else.

The protocol is frozen first; the post-switch lots are entered and tested after it, on the day of loading.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from comparability.demonstration.lots import POST, PRE, LotPlan, make_lot, make_plasmids
from comparability.demonstration.people import PASSWORD, PLAYERS, SETTING_UP, is_loaded, let_in
from comparability.demonstration.simulate import MEASURANDS, determinations
from comparability.model.canonical import content_hash
from comparability.model.people import Actor
from comparability.model.vocabulary import Conclusion
from comparability.storage.assessments import Assessment
from comparability.storage.attributes import Attribute, attributes_of, methods_of_product
from comparability.storage.criteria import protocol_content
from comparability.storage.dossiers import items_of
from comparability.storage.lots import Lot, MaterialLot, lot_by_number
from comparability.storage.packages import Package
from comparability.storage.products import Product
from comparability.storage.protocols import Protocol
from comparability.storage.reportables import to_verify
from comparability.storage.results import Result
from comparability.storage.sessions import Database
from comparability.storage.suppliers import laboratories, supplier_named
from comparability.storage.switches import Switch
from comparability.switch_files import new_switch
from comparability.usecases.assessments import run_assessment
from comparability.usecases.decisions import DecisionEntry, decide, open_items, review_assessment
from comparability.usecases.identity import confirm_identity
from comparability.usecases.packages import approve_package, assemble_package, issue_package
from comparability.usecases.protocols import FreezeEntry, freeze_protocol
from comparability.usecases.result_writing import ResultEntry
from comparability.usecases.results import record_result, record_retest
from comparability.usecases.signing import Credentials
from comparability.usecases.verifications import (
    InvestigationEntry,
    close_investigation,
    open_investigation,
    verify_result,
)

RETESTED: Final = "A-2501"  # the lot whose first potency result came from a plate with a dispensing error
FAILED_POTENCY: Final = ("58.1", "61.7", "60.2", "57.4")
REFERENCE: Final = "RS-2024-01"
WORDS: Final = {
    "identity-vector": "complies",
    "identity-genome": "complies",
    "appearance": "clear",
    "sterility": "no growth",
}
NOT_TESTED: Final = ("residual-helper-virus", "residual-baculovirus")


@dataclass(slots=True)
class Theatre:
    """Where the story is played. Every act is a transaction of its own, a second after the one before."""

    database: Database
    clock: Callable[[], datetime]
    actors: dict[str, Actor] = field(default_factory=dict)

    @contextmanager
    def act(self, user_name: str) -> Iterator[tuple[Session, Actor, datetime]]:
        actor, moment = self.actors[user_name], self.clock()
        with self.database.write(actor=actor, now=moment) as session:
            yield session, actor, moment

    @contextmanager
    def signing(self, user_name: str) -> Iterator[tuple[Session, Actor, datetime]]:
        """An act that ends in a signature: name and password are confirmed in it, as at the page."""
        with self.act(user_name) as (session, actor, moment):
            credentials = Credentials(user_name=user_name, password=PASSWORD)
            confirm_identity(session, actor=actor, credentials=credentials, now=moment)
            yield session, actor, moment


def play(database: Database, *, store: Path, clock: Callable[[], datetime]) -> Package:
    """Load everything and return the issued package. store: the folder of issued files."""
    stage = Theatre(database, clock)
    with database.read() as session:
        if is_loaded(session):
            return session.scalars(select(Package).order_by(Package.id).limit(1)).one()
    switch, protocol = _people_and_switch(stage)
    _pre_lots(stage, switch)
    _freeze(stage, protocol)
    _post_lots(stage, switch)
    _verify(stage, switch)
    assessment = _assess(stage, switch)
    _conclude(stage, assessment)
    return _packages(stage, switch, store)


def _people_and_switch(stage: Theatre) -> tuple[Switch, Protocol]:
    early = [player for player in PLAYERS if player.supplier is None]
    for player in early:
        moment = stage.clock()
        with stage.database.write(actor=SETTING_UP, now=moment) as session:
            stage.actors[player.user_name] = let_in(session, player, now=moment)
    text = resources.files("comparability.demonstration").joinpath("switch.toml").read_text(encoding="utf-8")
    with stage.act("cmc.kim") as (session, actor, _):
        switch, protocol = new_switch(session, text, actor=actor)
    for player in PLAYERS:
        if player.supplier is not None:
            moment = stage.clock()
            with stage.database.write(actor=SETTING_UP, now=moment) as session:
                stage.actors[player.user_name] = let_in(session, player, now=moment)
    return switch, protocol


def _pre_lots(stage: Theatre, switch: Switch) -> None:
    with stage.act("cmc.kim") as (session, actor, moment):
        product = session.get_one(Product, switch.product_id)
        plasmids = make_plasmids(session, actor=actor, today=moment.date())
        for plan in PRE:
            make_lot(session, product, plan, plasmids=plasmids[False], actor=actor, today=moment.date())
    _enter(stage, switch, PRE)
    _retest(stage, switch)


def _post_lots(stage: Theatre, switch: Switch) -> None:
    with stage.act("cmc.kim") as (session, actor, moment):
        product = session.get_one(Product, switch.product_id)
        plasmids = _plasmids_of(session, "25")
        for plan in POST:
            make_lot(session, product, plan, plasmids=plasmids, actor=actor, today=moment.date())
    _enter(stage, switch, POST)


def _plasmids_of(session: Session, year: str) -> list[int]:
    supplier = supplier_named(session, "Plasmid supplier P")
    numbers = select(MaterialLot.id).where(
        MaterialLot.supplier_id == (supplier.id if supplier else 0), MaterialLot.number.contains(f"-{year}-")
    )
    return list(session.scalars(numbers))


def _enter(stage: Theatre, switch: Switch, plans: Sequence[LotPlan]) -> None:
    """Every result of the lots, typed by the QC scientist from the certificates."""
    every = [*PRE, *POST]
    typed = {
        measurand.code: dict(
            zip(
                [plan.number for plan in every],
                determinations(measurand, lots=[p.is_post for p in every]),
                strict=True,
            )
        )
        for measurand in MEASURANDS
    }
    for plan in plans:
        with stage.act("qc.lim") as (session, actor, moment):
            product_id = switch.product_id
            lot = lot_by_number(session, product_id, plan.number)
            if lot is None:
                raise LookupError(plan.number)
            for attribute in attributes_of(session, product_id):
                texts = _texts(attribute, plan, typed, typed["vp1-share"], typed["vp2-share"])
                if texts is None:
                    continue
                entry = _entry(session, attribute, plan, lot, texts, moment)
                record_result(session, lot.id, attribute.id, entry, actor=actor, now=moment)


def _texts(
    attribute: Attribute,
    plan: LotPlan,
    typed: dict[str, dict[str, tuple[str, ...]]],
    vp1: dict[str, tuple[str, ...]],
    vp2: dict[str, tuple[str, ...]],
) -> tuple[str, ...] | None:
    if attribute.derived_from is not None:
        return None
    if attribute.code == "potency" and plan.number == RETESTED:
        return FAILED_POTENCY
    if attribute.code == "vp3-share":
        # Three shares are two numbers: the third is what the others leave.
        return (str(Decimal("100.0") - Decimal(vp1[plan.number][0]) - Decimal(vp2[plan.number][0])),)
    if attribute.code in WORDS:
        return (WORDS[attribute.code],)
    if attribute.code in NOT_TESTED:
        return ("NT",)
    if attribute.code == "residual-large-t":
        return ("<50",)
    return typed[attribute.code][plan.number]


def _entry(
    session: Session, attribute: Attribute, plan: LotPlan, lot: Lot, texts: tuple[str, ...], moment: datetime
) -> ResultEntry:
    lines = methods_of_product(session, attribute.product_id).get(attribute.id, ())
    laboratory, _ = laboratories(session)[0]
    made = lot.manufactured_on
    tested = moment.date() if plan.is_post or made is None else made + timedelta(days=24)
    batch = "26" if plan.is_post else plan.number[2:]
    return ResultEntry(
        text=texts[0] if len(texts) == 1 else "",
        replicates=texts if len(texts) > 1 else (),
        method_version_id=lines[0].versions[0].id if lines else None,
        laboratory_id=laboratory.id,
        run=f"R-{attribute.code[:8]}-{batch}",
        analyst="J. Chen" if plan.is_post else "M. Okafor",
        instrument=f"EQ-{sum(attribute.code.encode()) % 40 + 1:02d}",
        reference_standard=REFERENCE if attribute.code in ("potency", "transgene-expression") else None,
        tested_on=tested,
        source_document=f"CoA {plan.number}",
        source_page="1" if attribute.position <= 15 else "2",
        raw_data=f"held at Contract laboratory 1, {plan.number}/{attribute.code}",
    )


def _retest(stage: Theatre, switch: Switch) -> None:
    """An out-of-specification potency, investigated to a laboratory error, and its retest."""
    with stage.act("qc.lim") as (session, actor, moment):
        original = _potency(session, switch)
        entry = InvestigationEntry(
            reference="OOS-25-007",
            description="Potency 59.3 % of reference, below the specification of 70 %.",
        )
        investigation = open_investigation(session, original.id, entry, actor=actor, now=moment)
    with stage.act("qa.sato") as (session, actor, moment):
        close_investigation(
            session,
            investigation.id,
            is_laboratory_error=True,
            conclusion="Dispensing error on the assay plate, shown by the dye control of every well.",
            version=investigation.version,
            actor=actor,
            now=moment,
        )
    measurand = next(each for each in MEASURANDS if each.code == "potency")
    texts = determinations(measurand, lots=[plan.is_post for plan in (*PRE, *POST)])[3]
    with stage.act("qc.lim") as (session, actor, moment):
        original = _potency(session, switch)
        lot = session.get_one(Lot, original.lot_id)
        attribute = session.get_one(Attribute, original.attribute_id)
        plan = next(each for each in PRE if each.number == RETESTED)
        again = replace(_entry(session, attribute, plan, lot, texts, moment), run="R-potency-2501-R")
        record_retest(session, original.id, again, reason="Retest after OOS-25-007.", actor=actor, now=moment)


def _potency(session: Session, switch: Switch) -> Result:
    lot = lot_by_number(session, switch.product_id, RETESTED)
    attributes = {attribute.code: attribute.id for attribute in attributes_of(session, switch.product_id)}
    query = select(Result).where(
        Result.lot_id == (lot.id if lot else 0), Result.attribute_id == attributes["potency"]
    )
    return session.scalars(query.order_by(Result.id).limit(1)).one()


def _freeze(stage: Theatre, protocol: Protocol) -> None:
    with stage.signing("qa.sato") as (session, actor, moment):
        drafted = session.get_one(Protocol, protocol.id)
        entry = FreezeEntry(
            content_hash=content_hash(protocol_content(session, drafted)),
            declaration="I have seen no result of a post-switch lot.",
        )
        freeze_protocol(session, drafted.id, entry, actor=actor, now=moment)


def _verify(stage: Theatre, switch: Switch) -> None:
    with stage.act("qa.sato") as (session, actor, moment):
        for result in to_verify(session, switch.product_id):
            verify_result(
                session,
                result.id,
                is_accepted=True,
                comment="Compared with the certificate.",
                actor=actor,
                now=moment,
            )


def _assess(stage: Theatre, switch: Switch) -> Assessment:
    with stage.act("stat.rao") as (session, actor, moment):
        assessment = run_assessment(session, switch.id, actor=actor, now=moment)
    with stage.signing("qa.sato") as (session, actor, moment):
        review_assessment(
            session,
            assessment.id,
            shown_hash=assessment.content_hash,
            role=None,
            comment="Inputs and figures reviewed.",
            actor=actor,
            now=moment,
        )
    return assessment


def _conclude(stage: Theatre, assessment: Assessment) -> None:
    with stage.signing("manager.bennett") as (session, actor, moment):
        waiting = open_items(items_of(session, assessment))
        is_settled = not waiting
        entry = DecisionEntry(
            conclusion=Conclusion.HIGHLY_SIMILAR if is_settled else Conclusion.MORE_DATA,
            justification="SIMULATED: concluded from the outcomes of the stored assessment.",
            residual_uncertainty="SIMULATED: old and new lots were tested in different runs.",
            unmet={line.attribute.code: "SIMULATED: two further lots will be tested." for line in waiting},
        )
        decide(
            session,
            assessment.id,
            entry,
            shown_hash=assessment.content_hash,
            role=None,
            actor=actor,
            now=moment,
        )


def _packages(stage: Theatre, switch: Switch, store: Path) -> Package:
    """One package issued for HSA, and one for the FDA that waits for approval."""
    with stage.act("ra.nguyen") as (session, actor, moment):
        package = assemble_package(
            session, switch.id, authority="HSA", language="en", actor=actor, now=moment
        )
    with stage.signing("qa.sato") as (session, actor, moment):
        approve_package(
            session,
            package.id,
            shown_hash=package.content_hash,
            role=None,
            comment=None,
            actor=actor,
            now=moment,
        )
    with stage.act("ra.nguyen") as (session, actor, moment):
        issued = issue_package(session, package.id, store=store, actor=actor, now=moment)
    with stage.act("ra.nguyen") as (session, actor, moment):
        assemble_package(session, switch.id, authority="FDA", language="en", actor=actor, now=moment)
    return issued


def wall_clock() -> datetime:
    """The server's clock."""
    return datetime.now(UTC)
