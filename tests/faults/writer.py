"""Writes supplier after supplier, each with its site, and says each number once it is acknowledged.

Run as `python -m tests.faults.writer DATABASE_URL FOLDER FIRST [COUNT]`, without a count for ever.
"""

import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from comparability.model.people import Actor
from comparability.model.vocabulary import AuditStatus, Market, SupplierKind
from comparability.storage.anchors import AnchorFile
from comparability.storage.engine import make_engine
from comparability.storage.sessions import Database
from comparability.storage.suppliers import Site, Supplier

ANCHOR_KEY = "a" * 64
WRITER = Actor(id=None, user_name="writer", full_name="Writer", roles=frozenset())


def put(database: Database, number: int) -> None:
    """One transaction of two records, which are there together or not at all."""
    with database.write(actor=WRITER, now=datetime.now(UTC)) as session:
        supplier = Supplier(
            name=str(number), kind=SupplierKind.CDMO, market=Market.SG, audit_status=AuditStatus.QUALIFIED
        )
        session.add(supplier)
        session.flush()
        session.add(
            Site(
                supplier_id=supplier.id,
                name=f"Site of {number}",
                market=Market.SG,
                audit_status=AuditStatus.QUALIFIED,
            )
        )


def main(url: str, folder: str, first: str, most: str | None = None) -> None:
    database = Database(make_engine(url), AnchorFile(Path(folder), ANCHOR_KEY))
    numbers = count(int(first)) if most is None else range(int(first), int(first) + int(most))
    for number in numbers:
        put(database, number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
