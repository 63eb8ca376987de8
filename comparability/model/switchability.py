"""Which suppliers are shown to stand in for one another, and how much of a product hangs on one that no other
is shown to replace. What shows it is a switch between the two that people have decided, nothing less.
"""

import enum
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from comparability.model.vocabulary import Conclusion, Readiness

MONTHS = 24  # of making that the dependence on a supplier is measured over


class Proof(enum.StrEnum):
    """What a switch has shown of two suppliers so far."""

    PROVEN = "proven"
    IN_PROGRESS = "in progress"
    NOT_STARTED = "not started"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """A supplier of a product's lots, or of an arm of one of its switches. lots: of the last months."""

    supplier_id: int
    name: str
    lots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A switch that leads from one supplier to another, or to itself by a new process, site or material."""

    switch_id: int
    switch_code: str
    before: int
    after: int
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """What hangs on one supplier of a product. share: of the lots of the last months, None without any.

    alternatives: names of those that a decided switch joins with it. routes: of every supplier of the product
    in turn, the switches between the two, in either direction: what is comparable is so both ways.
    """

    maker: Maker
    share: float | None
    alternatives: tuple[str, ...]
    routes: tuple[tuple[Route, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Switchability:
    """Of one product. lots: of the last months. locked_in: the share of them from a supplier without a proven
    alternative, None without lots.
    """

    rows: tuple[Dependence, ...]
    lots: int
    locked_in: float | None


def proof_of(state: Readiness | None, conclusion: Conclusion | None) -> Proof:
    """state: None where it cannot be read. conclusion: what people signed, None before."""
    if state is Readiness.NOT_STARTED:
        return Proof.NOT_STARTED
    if state in (Readiness.DECIDED, Readiness.ISSUED):
        if conclusion in (Conclusion.HIGHLY_SIMILAR, Conclusion.JUSTIFIED):
            return Proof.PROVEN
        if conclusion is Conclusion.NOT_COMPARABLE:
            return Proof.NOT_COMPARABLE
    return Proof.IN_PROGRESS


def switchability(makers: Sequence[Maker], routes: Sequence[Route]) -> Switchability:
    """Of one product, its suppliers in the order given."""
    lots = sum(maker.lots for maker in makers)
    rows = tuple(_dependence(maker, makers, routes, lots) for maker in makers)
    locked = sum(row.maker.lots for row in rows if not row.alternatives)
    return Switchability(rows=rows, lots=lots, locked_in=locked / lots if lots else None)


def recent_since(today: date) -> date:
    """The first day of the months that count as recent."""
    year, month = divmod(today.year * 12 + today.month - 1 - MONTHS, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _dependence(maker: Maker, makers: Sequence[Maker], routes: Sequence[Route], lots: int) -> Dependence:
    here = maker.supplier_id
    joined = {
        end
        for route in routes
        if route.proof is Proof.PROVEN and here in (route.before, route.after)
        for end in (route.before, route.after)
    } - {here}
    return Dependence(
        maker=maker,
        share=maker.lots / lots if lots else None,
        alternatives=tuple(other.name for other in makers if other.supplier_id in joined),
        routes=tuple(
            tuple(route for route in routes if {route.before, route.after} == {here, other.supplier_id})
            for other in makers
        ),
    )
