"""A second switch of the demonstration that is left under way, so that every role finds work to go on with:
results to enter and to verify, differences to assess, lots still to make. Its numbers are SIMULATED.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from importlib import resources
from typing import Final

from sqlalchemy.orm import Session

from comparability.demonstration.planning import make_plan
from comparability.demonstration.simulate import ASSUMED, Measurand, determinations
from comparability.demonstration.theatre import Theatre, freeze, verify
from comparability.model.people import Actor
from comparability.model.vocabulary import LotStatus, LotUse, Stage
from comparability.storage.attributes import Attribute, attributes_of, methods_of_product
from comparability.storage.lots import Lot, lot_by_number
from comparability.storage.suppliers import laboratories, supplier_named
from comparability.storage.switches import Switch
from comparability.switch_files import new_switch
from comparability.usecases.lots import LotEntry, create_lot
from comparability.usecases.result_writing import ResultEntry
from comparability.usecases.results import record_result

PRE: Final = {"U-2501": 520, "U-2502": 430, "U-2503": 335, "U-2504": 240}  # days since manufacture
POST: Final = {"K-2601": 64, "K-2602": 30}
TESTED_SO_FAR: Final = ("infectious-titre", "p24")  # of the first post lot; the second waits for all
MEASURANDS: Final = (
    Measurand(
        code="infectious-titre", centre=2.4e8, lot_cv=0.10, assay_cv=0.12, pattern=".2E", source=ASSUMED
    ),
    Measurand(code="p24", centre=410.0, lot_cv=0.08, assay_cv=0.10, pattern=".0f", source=ASSUMED),
    Measurand(code="potency", centre=100.0, lot_cv=0.06, assay_cv=0.10, pattern=".1f", source=ASSUMED),
    Measurand(
        code="host-cell-protein",
        centre=18.0,
        lot_cv=0.2,
        assay_cv=0.15,
        pattern=".1f",
        source=ASSUMED,
        loq="5.0",
    ),
)


def start_second_switch(stage: Theatre) -> None:
    """A lentiviral vector from an academic core to a CDMO: frozen, the first post lot half tested."""
    text = (
        resources.files("comparability.demonstration").joinpath("underway.toml").read_text(encoding="utf-8")
    )
    with stage.act("cmc.kim") as (session, actor, moment):
        switch, protocol = new_switch(session, text, actor=actor, now=moment)
    _register(stage, switch, "Example University Vector Core", PRE)
    _enter(stage, switch, PRE, codes=[each.code for each in MEASURANDS])
    verify(stage, switch)
    with stage.act("stat.rao") as (session, actor, moment):
        make_plan(session, switch.id, actor=actor, now=moment)
    freeze(stage, protocol)
    _register(stage, switch, "CDMO B", POST)
    _enter(stage, switch, list(POST)[:1], codes=TESTED_SO_FAR)


def _register(stage: Theatre, switch: Switch, maker: str, lots: dict[str, int]) -> None:
    with stage.act("cmc.kim") as (session, actor, moment):
        for number, days_ago in lots.items():
            _make(session, switch.product_id, maker, number, moment.date() - timedelta(days=days_ago), actor)


def _make(session: Session, product_id: int, maker: str, number: str, made: date, actor: Actor) -> Lot:
    supplier = supplier_named(session, maker)
    if supplier is None:
        raise LookupError(maker)
    is_post = number in POST
    entry = LotEntry(
        number=number,
        stage=Stage.DRUG_SUBSTANCE,
        supplier_id=supplier.id,
        process_version="2.0" if is_post else "1.4",
        batch_scale="50 L suspension" if is_post else "ten-layer cell factories",
        use=LotUse.PHASE_1,
        status=LotStatus.RELEASED,
        manufactured_on=made,
    )
    return create_lot(session, product_id, entry, actor=actor)


def _enter(stage: Theatre, switch: Switch, numbers: Iterable[str], *, codes: Iterable[str]) -> None:
    """Each lot by the QC scientist, from its certificate."""
    for number in numbers:
        with stage.act("qc.lim") as (session, actor, moment):
            by_code = {each.code: each for each in attributes_of(session, switch.product_id)}
            lot = lot_by_number(session, switch.product_id, number)
            if lot is None:
                raise LookupError(number)
            for code in codes:
                attribute = by_code[code]
                entry = _result(session, switch, attribute, number, moment.date())
                record_result(session, lot.id, attribute.id, entry, actor=actor, now=moment)


def _result(session: Session, switch: Switch, attribute: Attribute, number: str, today: date) -> ResultEntry:
    lots = [*PRE, *POST]
    (measurand,) = (each for each in MEASURANDS if each.code == attribute.code)
    typed = determinations(measurand, lots=[each in POST for each in lots])[lots.index(number)]
    laboratory, _ = laboratories(session)[0]
    methods = methods_of_product(session, switch.product_id)
    tested = today if number in POST else today - timedelta(days=PRE[number] - 20)
    return ResultEntry(
        text=typed[0],
        method_version_id=methods[attribute.id][0].versions[0].id,
        laboratory_id=laboratory.id,
        run=f"R-LV-{attribute.code[:8]}-{number[2:4]}",
        analyst="M. Okafor",
        tested_on=tested,
        source_document=f"CoA {number}",
        source_page="1",
    )
