"""A product with one lot for every typed text, to type all of them at once. No test lives here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from sqlalchemy import select

from comparability.model.vocabulary import LotStatus, LotUse, Stage
from comparability.storage.attributes import attributes_of
from comparability.storage.lots import Lot
from comparability.storage.results import Result
from comparability.storage.sessions import Database
from tests.inputs import numbers
from tests.usecases.register import writing
from tests.web.register import Register, fill

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """register: what `fill` made. lots: number of the lot for each text. attributes: by code."""

    register: Register
    lots: dict[str, int]
    attributes: dict[str, int]

    @property
    def attribute(self) -> int:
        """A pH, which may be negative."""
        return self.attributes["ph"]

    def lot_number(self, typed: str) -> str:
        return f"N-{list(self.lots).index(typed) + 1:03}"


def a_desk(database: Database, typed: Sequence[str] = numbers.EVERY) -> Desk:
    register = fill(database)
    with writing(database) as session:
        rows = [
            Lot(
                product_id=register.product,
                number=f"N-{place:03}",
                stage=Stage.DRUG_PRODUCT,
                supplier_id=register.supplier,
                status=LotStatus.RELEASED,
                use=LotUse.PPQ,
            )
            for place in range(1, len(typed) + 1)
        ]
        session.add_all(rows)
        session.flush()
        found = {
            each.code: each.id
            for each in attributes_of(session, register.product)
            if each.stage is Stage.DRUG_PRODUCT
        }
        return Desk(
            register=register,
            lots={text: row.id for text, row in zip(typed, rows, strict=True)},
            attributes=found,
        )


def kept(database: Database, desk: Desk) -> dict[str, tuple[str, str | None, str | None, str]]:
    """By typed text, of its lot: text as typed, sign, exact decimal and state, as the records hold them."""
    texts = {number: typed for typed, number in desk.lots.items()}
    with database.read() as session:
        rows = session.scalars(select(Result).where(Result.lot_id.in_(texts), Result.retest_of_id.is_(None)))
        return {
            texts[row.lot_id]: (
                row.entered,
                row.qualifier,
                None if row.value is None else str(row.value),
                row.state.value,
            )
            for row in rows
        }


def must_be_kept(typed: Iterable[str] = numbers.EVERY) -> dict[str, tuple[str, str | None, str | None, str]]:
    """What `kept` has to answer, by the grammar: of every accepted text, and of no other."""
    meanings = {text: numbers.meaning(text) for text in typed}
    return {
        text: (text, said[0], said[1], str(said[2])) for text, said in meanings.items() if said is not None
    }


def body(fields: dict[str, str]) -> bytes:
    """A form as bytes, halves of surrogates too, which no browser would send."""
    return "&".join(
        f"{quote_plus(name)}={quote_plus(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in fields.items()
    ).encode("ascii")
