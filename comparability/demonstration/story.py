"""The demonstration from an empty database to an issued package, by the same use-cases as everybody else.

The protocol is frozen first; the post-switch lots are entered and tested after it, on the day of loading.
Then a second switch is left under way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from comparability.demonstration.certificates import RETESTED, assays_of, certificate, entry_of, measured
from comparability.demonstration.lots import POST, PRE, LotPlan, make_lot, make_plasmids
from comparability.demonstration.narrative import narrative
from comparability.demonstration.people import PLAYERS, SETTING_UP, Player, let_in
from comparability.demonstration.planning import make_plan
from comparability.demonstration.stability import stability_of
from comparability.demonstration.theatre import Theatre, freeze, verify
from comparability.demonstration.underway import start_second_switch
from comparability.model.errors import Refused
from comparability.model.vocabulary import Conclusion
from comparability.storage.assessments import Assessment
from comparability.storage.attributes import Attribute, attribute_by_code
from comparability.storage.dossiers import items_of
from comparability.storage.lots import lot_by_number
from comparability.storage.packages import Package, latest_version
from comparability.storage.people import Person, actor_of, person_named
from comparability.storage.products import Product
from comparability.storage.protocols import Protocol, frozen_protocol
from comparability.storage.results import Result
from comparability.storage.sessions import Database
from comparability.storage.switches import Switch, switch_by_code
from comparability.storage.unwritten import to_discuss
from comparability.switch_files import new_switch
from comparability.usecases.assessments import run_assessment
from comparability.usecases.decisions import DecisionEntry, decide, open_items, review_assessment
from comparability.usecases.narratives import save_narrative
from comparability.usecases.packages import (
    PackageFile,
    approve_package,
    assemble_package,
    document_id,
    issue_package,
)
from comparability.usecases.protocol_documents import protocol_file
from comparability.usecases.results import record_result, record_retest
from comparability.usecases.verifications import (
    InvestigationEntry,
    close_investigation,
    open_investigation,
)

SWITCH: Final = "SW-AAV9-01"
AUTHORITY: Final = "HSA"  # of the issued package


def play(database: Database, *, store: Path, clock: Callable[[], datetime]) -> Package:
    """Load everything and return the issued package. store: the folder of issued files.

    Returns the package as it is where everything was loaded before. Raises Refused where anybody else
    works: the accounts of the demonstration open to everyone who reads its password.
    """
    with database.read() as session:
        loaded = _issued(session)
        if loaded is not None:
            return loaded
        if session.scalar(select(func.count(Person.id))):
            raise Refused(
                "The demonstration is loaded into an empty database only, and this one has people in it. "
                "Name another folder in COMPARABILITY_DATA_DIR, or another DATABASE_URL."
            )
    stage = Theatre(database, clock)
    switch, protocol = _people_and_switch(stage)
    _pre_lots(stage, switch)
    verify(stage, switch)
    _plan(stage, switch)
    freeze(stage, protocol)
    _post_lots(stage, switch)
    verify(stage, switch)
    assessment = _assess(stage, switch)
    _conclude(stage, assessment)
    _write(stage, switch, assessment)
    issued = _packages(stage, switch, store)
    start_second_switch(stage)
    return issued


def protocol_copy(database: Database) -> PackageFile:
    """The document of the protocol that the package stands on, for the same authority."""
    with database.read() as session:
        switch = switch_by_code(session, SWITCH)
        protocol = switch and frozen_protocol(session, switch.id)
        reader = person_named(session, "ra.nguyen")
        if protocol is None or reader is None:
            raise LookupError(SWITCH)
        return protocol_file(
            session, protocol.id, authority=AUTHORITY, language="en", actor=actor_of(session, reader)
        )


def _issued(session: Session) -> Package | None:
    switch = switch_by_code(session, SWITCH)
    found = switch and latest_version(session, document_id(switch, AUTHORITY))
    return found if found and found.file_sha256 else None


def _people_and_switch(stage: Theatre) -> tuple[Switch, Protocol]:
    """The supplier's user comes after the switch file, which registers the suppliers."""
    _let_in(stage, [player for player in PLAYERS if player.supplier is None])
    text = resources.files("comparability.demonstration").joinpath("switch.toml").read_text(encoding="utf-8")
    with stage.act("cmc.kim") as (session, actor, moment):
        switch, protocol = new_switch(session, text, actor=actor, now=moment)
    _let_in(stage, [player for player in PLAYERS if player.supplier is not None])
    return switch, protocol


def _let_in(stage: Theatre, players: Iterable[Player]) -> None:
    for player in players:
        moment = stage.clock()
        with stage.database.write(actor=SETTING_UP, now=moment) as session:
            stage.actors[player.user_name] = let_in(session, player, now=moment)


def _pre_lots(stage: Theatre, switch: Switch) -> None:
    _register(stage, switch, PRE)
    _enter(stage, switch, PRE)
    _retest(stage, switch)


def _post_lots(stage: Theatre, switch: Switch) -> None:
    _register(stage, switch, POST)
    _enter(stage, switch, POST)


def _register(stage: Theatre, switch: Switch, plans: Sequence[LotPlan]) -> None:
    """The lots of one side of the switch and the plasmid lots that all of them are made from."""
    with stage.act("cmc.kim") as (session, actor, moment):
        product = session.get_one(Product, switch.product_id)
        today = moment.date()
        plasmids = make_plasmids(session, is_post=plans[0].is_post, actor=actor, today=today)
        for plan in plans:
            make_lot(session, product, plan, plasmids=plasmids, actor=actor, today=today)


def _enter(stage: Theatre, switch: Switch, plans: Sequence[LotPlan]) -> None:
    """Every result of the lots, typed by the QC scientist from certificates and stability reports."""
    for plan in plans:
        with stage.act("qc.lim") as (session, actor, moment):
            today = moment.date()
            printed = certificate(session, switch.product_id, plan, today=today)
            for typed in [*printed, *stability_of(session, switch.product_id, plan, today=today)]:
                record_result(session, typed.lot_id, typed.attribute.id, typed.entry, actor=actor, now=moment)


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
    with stage.act("qc.lim") as (session, actor, moment):
        original = _potency(session, switch)
        attribute = session.get_one(Attribute, original.attribute_id)
        plan = next(each for each in PRE if each.number == RETESTED)
        again = entry_of(
            attribute,
            plan,
            measured()[attribute.code][plan.number],
            assays=assays_of(session, switch.product_id),
            today=moment.date(),
        )
        again = replace(again, run="R-potency-2501-R")
        record_retest(session, original.id, again, reason="Retest after OOS-25-007.", actor=actor, now=moment)


def _potency(session: Session, switch: Switch) -> Result:
    lot = lot_by_number(session, switch.product_id, RETESTED)
    attribute = attribute_by_code(session, switch.product_id, "potency")
    if lot is None or attribute is None:
        raise LookupError(RETESTED)
    query = select(Result).where(Result.lot_id == lot.id, Result.attribute_id == attribute.id)
    return session.scalars(query.order_by(Result.id).limit(1)).one()


def _plan(stage: Theatre, switch: Switch) -> None:
    """The statistician plans from the lots of CDMO A, as far as they are verified."""
    with stage.act("stat.rao") as (session, actor, moment):
        make_plan(session, switch.id, actor=actor, now=moment)


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


def _write(stage: Theatre, switch: Switch, assessment: Assessment) -> None:
    with stage.act("ra.nguyen") as (session, actor, moment):
        waiting = to_discuss(items_of(session, assessment))
        entry = narrative({line.attribute.code: line.attribute.name for line in waiting})
        save_narrative(session, switch.id, entry, version=0, reason=None, actor=actor, now=moment)


def _packages(stage: Theatre, switch: Switch, store: Path) -> Package:
    """One package issued for HSA, and one for the FDA that waits for approval."""
    with stage.act("ra.nguyen") as (session, actor, moment):
        package = assemble_package(
            session, switch.id, authority=AUTHORITY, language="en", actor=actor, now=moment
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
        issued = issue_package(session, package.id, store=store, signing=None, actor=actor, now=moment)
    with stage.act("ra.nguyen") as (session, actor, moment):
        assemble_package(session, switch.id, authority="FDA", language="en", actor=actor, now=moment)
    return issued


def wall_clock() -> datetime:
    """The server's clock."""
    return datetime.now(UTC)
