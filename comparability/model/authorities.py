"""What each authority expects of a bridging package: guidance, place in the CTD, page and file, as data.

Profiles are versioned data with sources and marks. Nothing is rendered here, and nothing is promised of an
authority that was not confirmed.
"""

import enum
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from comparability.model.sources import Entry, Source, SourceMark, load, refuse_unknown
from comparability.model.vocabulary import Market, ProductRole, Stage

_KEYS = frozenset(
    {
        "code", "name", "country", "market", "language", "time_zone", "page_size", "typography", "statements",
        "guidance", "version", "effective", "source", "mark", "link",
    }
)  # fmt: skip
_GUIDANCE_KEYS = frozenset({"title", "status", "date", "asks", "source", "mark", "link"})


class PageSize(enum.StrEnum):
    A4 = "A4"
    LETTER = "Letter"


class Typography(enum.StrEnum):
    """The typefaces and sizes an authority asks for; `reports.typography` says which they are."""

    SANS = "sans"
    SONG = "song"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """One document an authority works by. date: ISO, as precisely as known. asks: what of a package."""

    title: str
    status: str
    date: str
    asks: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The profile of one authority.

    language: BCP 47 tag of the language submissions are usually written in.
    time_zone: IANA name of the zone in which local times are printed for this authority.
    statements: sentences the package must carry for this authority.
    version, effective: of this profile, not of a guidance.
    """

    code: str
    name: str
    country: str
    market: Market
    language: str
    time_zone: str
    page_size: PageSize
    typography: Typography
    statements: tuple[str, ...]
    guidance: tuple[Guidance, ...]
    version: str
    effective: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CtdHome:
    """Where a comparability report stands in the common technical document, and its usual file name."""

    section: str
    title: str
    file_name: str
    stages: frozenset[Stage]
    roles: frozenset[ProductRole]
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class CtdPlace:
    """Where a part of a package belongs beside its home. holds: the part in words."""

    holds: str
    section: str
    title: str
    stages: frozenset[Stage]


@functools.cache
def authorities() -> Mapping[str, Authority]:
    """Every authority by its code, in the order of the data file."""
    data = load("authorities.toml")
    profiles: dict[str, Authority] = {}
    for entry in data["authority"]:
        entry = {**data["defaults"], **entry}
        refuse_unknown(entry, known=_KEYS, where=f"authority {entry['code']}")
        profiles[entry["code"]] = Authority(
            code=entry["code"],
            name=entry["name"],
            country=entry["country"],
            market=Market(entry["market"]),
            language=entry["language"],
            time_zone=entry["time_zone"],
            page_size=PageSize(entry["page_size"]),
            typography=Typography(entry["typography"]),
            statements=tuple(entry["statements"]),
            guidance=tuple(_guidance(document, entry["code"]) for document in entry["guidance"]),
            version=entry["version"],
            effective=entry["effective"],
            source=Source.of(entry),
        )
    return MappingProxyType(profiles)


def ctd_home(stage: Stage, role: ProductRole) -> CtdHome:
    """The CTD section of a comparability report; a starting material stands with materials."""
    for home in ctd_homes():
        if stage in home.stages and role in home.roles:
            return home
    raise LookupError(f"no CTD section for {stage} of {role}")


@functools.cache
def ctd_homes() -> tuple[CtdHome, ...]:
    """Every home of a comparability report."""
    return tuple(
        CtdHome(
            **_placed(entry),
            file_name=entry["file_name"],
            roles=frozenset(map(ProductRole, entry["roles"])),
            source=Source.of(entry),
        )
        for entry in load("authorities.toml")["ctd_home"]
    )


@functools.cache
def ctd_places() -> tuple[CtdPlace, ...]:
    """Every neighbouring section that a package refers to, in the order in which a package lists them."""
    return tuple(
        CtdPlace(**_placed(entry), holds=entry["holds"]) for entry in load("authorities.toml")["ctd_section"]
    )


def ctd_sections(stage: Stage) -> Mapping[str, CtdPlace]:
    """Those of a stage by what they hold, for example "batch analyses"."""
    return MappingProxyType({place.holds: place for place in ctd_places() if stage in place.stages})


def _placed(entry: Entry) -> dict[str, Any]:
    """What every place in the common technical document says of itself."""
    return {
        "section": entry["section"],
        "title": entry["title"],
        "stages": frozenset(map(Stage, entry["stages"])),
    }


def _guidance(entry: Entry, code: str) -> Guidance:
    refuse_unknown(entry, known=_GUIDANCE_KEYS, where=f"guidance of {code}")
    return Guidance(
        title=entry["title"],
        status=entry["status"],
        date=entry["date"],
        asks=entry["asks"],
        source=Source(
            text=entry.get("source") or entry["title"], mark=SourceMark(entry["mark"]), link=entry.get("link")
        ),
    )
