"""A million entries of the audit trail: how long verifying takes and in how much memory, and how soon pages
that list what is on record are there. On SQLite, which keeps the trail in the same file as the rest.
"""

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from benchmarks import load
from benchmarks.serving import environment, served
from benchmarks.timing import Timing
from comparability.model.vocabulary import Occasion, ResultKind, ResultState
from comparability.storage.audit import AuditEntry
from comparability.storage.people import Person
from comparability.storage.results import Result
from comparability.storage.sessions import Database

ENTRIES = 1_000_000
AT_ONCE = 2_000  # results of one transaction
VERIFY_LIMIT = 60.0
MEMORY_LIMIT = 200.0  # MiB
PAGE_LIMIT = 2.0
# `comparability audit verify`, which says at its end what it has held at most: the kernel's figure of a child
# would start at the size of this process and of everything it has run before.
VERIFY = """
from pathlib import Path
from comparability.cli import main
try:
    main(["audit", "verify"])
finally:
    [peak] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    print(peak.split()[1])
"""


def timings() -> list[Timing]:
    """Raises AssertionError where the trail does not verify or verifying takes too much memory."""
    with tempfile.TemporaryDirectory(prefix="trail-") as folder:
        data = Path(folder)
        database = load.opened(data)
        work = load.prepare(database)
        results = _fill(database, work)
        database.engine.dispose()
        return [_verified(data), *_pages(data, work[0], results)]


def _fill(database: Database, work: list[load.Work]) -> int:
    """Results over time until the trail is long enough, written by its triggers. How many they are."""
    made = 0
    while True:
        with database.write(actor=load.SET_UP, now=datetime.now(UTC)) as session:
            if (session.scalar(select(func.max(AuditEntry.seq))) or 0) >= ENTRIES:
                return made
            session.execute(insert(Result), _results(session, work, made))
        made += AT_ONCE


def _results(session: Session, work: list[load.Work], made: int) -> list[dict[str, Any]]:
    person = session.scalars(select(Person.id).order_by(Person.id)).first()
    cells = [(lot, attribute) for each in work for lot in each.lots for attribute in each.attributes]
    rows = []
    for number in range(made, made + AT_ONCE):
        months, place = divmod(number, len(cells))
        lot, attribute = cells[place]
        rows.append(
            {
                "lot_id": lot,
                "attribute_id": attribute,
                "kind": ResultKind.ORIGINAL,
                "entered": f"1.{number % 90 + 10}E13",
                "is_calculated": False,
                "state": ResultState.VALUE,
                "occasion": Occasion.STABILITY,
                "time_point_months": Decimal(months),
                "storage_condition": "-80 °C",
                "entered_by_id": person,
                "entered_at": datetime.now(UTC),
            }
        )
    return rows


def _verified(data: Path) -> Timing:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", VERIFY], env=environment(data), check=True, capture_output=True, text=True
    )
    seconds = time.perf_counter() - started
    memory = int(done.stdout.split()[-1]) / 1024
    assert memory < MEMORY_LIMIT, f"verifying took {memory:.0f} MiB"
    return Timing(
        name=f"{ENTRIES:,} entries of the trail verified in {memory:.0f} MiB",
        seconds=seconds,
        limit=VERIFY_LIMIT,
    )


def _pages(data: Path, work: load.Work, results: int) -> list[Timing]:
    found = []
    with served(data) as port:
        for name, address in (
            ("the trail", "/audit"),
            ("the trail of one record", f"/audit?entity=lot&entity_id={work.lots[0]}"),
            ("a text in the trail", "/audit?words=1.23E13"),
            ("the grid of results", f"/products/{work.product}/results?occasion=stability&months=1"),
        ):
            seconds = []
            for _ in range(3):
                started = time.perf_counter()
                status, _, page = load.ask(port, work, "GET", address)
                seconds.append(time.perf_counter() - started)
                assert status == 200, f"{address}: {status} {load.MARKUP.sub(' ', page)[:300]}"
            found.append(
                Timing(
                    name=f"{name} ({address}) beside {ENTRIES:,} entries and {results:,} results",
                    seconds=sorted(seconds)[1],
                    limit=PAGE_LIMIT,
                )
            )
    return found
