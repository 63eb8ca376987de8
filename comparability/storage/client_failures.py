"""How many sign-ins failed from a network in this quarter of an hour, counted for all processes."""

from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Final

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from comparability.storage.base import Base

SPAN_SECONDS: Final = 15 * 60
_HOST_BITS: Final = {4: 32, 6: 64}  # of IPv6 one subscriber has a whole /64


class ClientFailures(Base):
    """client: an IPv4 address or an IPv6 /64. span: number of the quarter of an hour since 1970."""

    __tablename__ = "client_failures"

    client: Mapped[str] = mapped_column(String(64), primary_key=True)
    span: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]


def failures_from(session: Session, address: str | None, *, now: datetime) -> int:
    found = session.get(ClientFailures, (_client(address), _span(now)))
    return 0 if found is None else found.count


def count_failure_from(session: Session, address: str | None, *, now: datetime) -> None:
    """One more; what is older than this quarter of an hour goes."""
    session.execute(delete(ClientFailures).where(ClientFailures.span < _span(now)))
    count = failures_from(session, address, now=now) + 1
    session.merge(ClientFailures(client=_client(address), span=_span(now), count=count))
    session.flush()


def seconds_left(now: datetime) -> int:
    """Until counting begins anew."""
    return SPAN_SECONDS - int(now.timestamp()) % SPAN_SECONDS


def _span(now: datetime) -> int:
    return int(now.timestamp()) // SPAN_SECONDS


def _client(address: str | None) -> str:
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network(f"{found}/{_HOST_BITS[found.version]}", strict=False))
