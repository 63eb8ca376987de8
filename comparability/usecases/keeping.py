"""Backup and restore of a whole installation: records, issued and imported files, anchors, never keys.

Both are acts of whoever has the data folder: after a loss nobody can sign in. Who says who it is, is named
in their entries, once the password agrees with the records concerned.
"""

import os
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import comparability
from comparability.files import archives
from comparability.model.errors import NotAllowed, Refused
from comparability.model.people import Actor
from comparability.model.texts import meaningful_reason
from comparability.storage import copies, schema
from comparability.storage.anchors import FILE_NAME, Anchor, AnchorFile
from comparability.storage.audit import AuditEntry
from comparability.storage.chain import verify_chain
from comparability.storage.engine import make_engine
from comparability.storage.packages import registered_files
from comparability.storage.people import Person, actor_of
from comparability.storage.sessions import (
    Database,
    instant_text,
    last_entry,
    record_event,
    set_stamp,
    stamp_of,
)
from comparability.usecases.identity import plain_user_name
from comparability.usecases.passwords import is_password
from comparability.usecases.signing import Credentials

OPERATOR = Actor(id=None, user_name="(operator)", full_name="Operator at the shell", roles=frozenset())
PACKAGES = "packages"
# Files beside the database that are records: issued packages, and imported files as they were sent.
_FILE = re.compile(r"(?:packages/([0-9a-f]{64})\.pdf|uploads/([0-9a-f]{64})\.imported)")
_PLACES = ("packages/*.pdf", "uploads/*.imported")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where one installation keeps its records."""

    database_url: str
    data_dir: Path
    anchor_key: str

    @property
    def anchors(self) -> AnchorFile:
        return AnchorFile(self.data_dir, self.anchor_key)

    @property
    def store(self) -> Path:
        return self.data_dir / PACKAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A backup. missing: issued files that the store did not have when it was made."""

    made_at: str
    engine: str
    schema_version: str
    head: Anchor
    members: int
    missing: tuple[str, ...]


def backup(installation: Installation, file: Path, *, who: Credentials | None = None, now: datetime) -> Kept:
    """Write a consistent copy of everything to one file while others work; that it was made is an event.

    who: names the actor of that event; nobody has to. Raises NotAllowed for a wrong password, Refused where
    the file exists or cannot be written.
    """
    engine = make_engine(installation.database_url)
    try:
        schema.check_version(engine)
        with Database(engine).read() as session:
            operator = _operator(session, who)
        with Database(engine, installation.anchors).write(actor=operator, now=now) as session:
            record_event(session, kind="backup", entity_id=None, text=file.name)
        with tempfile.TemporaryDirectory(dir=installation.data_dir, prefix="backup-") as place:
            copied = copies.copy(engine, Path(place))
            files = dict(copied.files)
            anchors = Path(place) / FILE_NAME
            anchors.write_text(_anchors_until(installation, copied.head.seq), encoding="ascii")
            # Whoever committed it may not have come to anchoring it yet.
            AnchorFile(Path(place), installation.anchor_key).append(copied.head)
            files[FILE_NAME] = anchors
            with Database(engine).read() as session:
                wanted = registered_files(session)
            for path in sorted(each for place in _PLACES for each in installation.data_dir.glob(place)):
                name = path.relative_to(installation.data_dir).as_posix()
                if _FILE.fullmatch(name):
                    files[name] = path
            facts = {
                "made_at": instant_text(now),
                "software_version": comparability.__version__,
                "engine": copied.engine,
                "schema_version": copied.schema_version,
                "head": {"seq": copied.head.seq, "hash": copied.head.hash, "at": copied.head.at},
                "missing": sorted(each for each in wanted if f"{PACKAGES}/{each}.pdf" not in files),
            }
            archive = archives.pack(file, files, facts=facts, key=installation.anchor_key)
    finally:
        engine.dispose()
    return _kept(archive)


def restore(
    installation: Installation,
    file: Path,
    *,
    older_is_intended: str | None = None,
    who: Credentials | None = None,
    now: datetime,
) -> Kept:
    """Verify a backup whole and put it in place of the records; that it was done is an event in them.

    older_is_intended: why records that are newer than the backup may be lost; without it a backup that does
    not hold the last anchored entry of this installation is refused. who: names the actor of the event, with
    the password as the backup has it; nobody has to.
    Raises NotAllowed for a wrong password, Refused for what is damaged, of another engine or schema, or
    older, by name. Nothing is changed then.
    """
    reason = None if older_is_intended is None else meaningful_reason(older_is_intended)
    with tempfile.TemporaryDirectory(dir=installation.data_dir, prefix="restore-") as place:
        folder = Path(place)
        archive = archives.unpack(file, folder, key=installation.anchor_key)
        kept = _kept(archive)
        _check_kind(installation, kept)
        _check_files(archive)
        brought = AnchorFile(folder, installation.anchor_key)
        last = installation.anchors.last()
        stamp = stamp_of(OPERATOR, now)
        aside = f"before-{now:%Y%m%dT%H%M%S%fZ}"
        with copies.replacing(
            installation.database_url, folder, version=kept.schema_version, stamp=stamp, kept_as=aside
        ) as session:
            lost = _what_is_lost(session, last, kept)
            if lost is not None and reason is None:
                raise Refused(
                    f"{lost} To restore it all the same, say why: --older-is-intended REASON. "
                    "Nothing was changed."
                )
            stands = brought if lost is not None or _is_longer(brought, last) else installation.anchors
            _check_chain(session, kept, stands)
            _check_registered(session, archive, installation.store, kept)
            set_stamp(session.connection(), stamp_of(_operator(session, who), now))
            text = f"backup of {kept.made_at}, entry {kept.head.seq}, {kept.head.hash}"
            if lost is not None and last is not None:
                text += f"; left behind: entry {last.seq}, {last.hash}"
            record_event(session, kind="restore", entity_id=None, text=text, reason=reason)
            restored = last_entry(session)
            if restored is not None:
                installation.anchors.announce(restored, before=None)
            _bring_files(folder, installation.data_dir)
        if stands is brought:
            _bring_anchors(installation, folder, aside)
        if restored is not None:
            installation.anchors.append(restored)
    return kept


def _operator(session: Session, who: Credentials | None) -> Actor:
    """Who acts, as these records know the person. No code of a second factor is asked for at a restore: which
    one was used last is not in a backup.
    """
    if who is None:
        return OPERATOR
    person = session.scalar(select(Person).where(Person.user_name == plain_user_name(who.user_name)))
    known = person.password_hash if person is not None and person.is_active else None
    if not is_password(who.password or "", known) or person is None:
        raise NotAllowed("The user name or the password is not right, as these records have them.")
    return actor_of(session, person)


def _kept(archive: archives.Archive) -> Kept:
    facts: Any = archive.facts
    return Kept(
        made_at=facts["made_at"],
        engine=facts["engine"],
        schema_version=facts["schema_version"],
        head=Anchor(**facts["head"]),
        members=len(archive.members),
        missing=tuple(facts["missing"]),
    )


def _anchors_until(installation: Installation, seq: int) -> str:
    """The lines of the anchor file that concern the copy; it may have grown since."""
    count = sum(anchor.seq <= seq for anchor in installation.anchors.all())
    if count == 0:
        return ""
    with installation.anchors.path.open(encoding="ascii") as lines:
        return "".join(line for _, line in zip(range(count), lines, strict=False))


def _check_kind(installation: Installation, kept: Kept) -> None:
    engine = "sqlite" if installation.database_url.startswith("sqlite") else "postgresql"
    if kept.engine != engine:
        raise Refused(f"The backup is of a {kept.engine} database; this installation uses {engine}.")
    if kept.schema_version != schema.known():
        raise Refused(
            f"The backup has schema version {kept.schema_version}; this program works with {schema.known()}. "
            "Restore it with the program that made it, then upgrade."
        )


def _check_files(archive: archives.Archive) -> None:
    for member in archive.members:
        found = _FILE.fullmatch(member.name)
        if found and (found[1] or found[2]) != member.sha256:
            raise Refused(f"{member.name} in the backup is not the file that its name says.")


def _what_is_lost(session: Session, last: Anchor | None, kept: Kept) -> str | None:
    """A sentence when the last anchored entry of the installation is not in the backup."""
    if last is None:
        return None
    found = session.execute(select(AuditEntry.hash).where(AuditEntry.seq == last.seq)).scalar()
    if found == last.hash:
        return None
    if found is None:
        return (
            f"The backup of {kept.made_at} is older than these records: it ends at audit entry "
            f"{kept.head.seq}, and entry {last.seq} was anchored at {last.at}."
        )
    return (
        f"The backup of {kept.made_at} has another history than these records: audit entry {last.seq}, "
        f"anchored at {last.at}, is another one in it."
    )


def _is_longer(brought: AnchorFile, last: Anchor | None) -> bool:
    found = brought.last()
    return found is not None and (last is None or found.seq > last.seq)


def _check_chain(session: Session, kept: Kept, anchors: AnchorFile) -> None:
    found = verify_chain(session, anchors=anchors)
    if not found.is_intact:
        raise Refused(f"The records in the backup are damaged: {found.damages[0].sentence}.")
    if (found.entries, found.hash) != (kept.head.seq, kept.head.hash):
        raise Refused("The records in the backup do not end at the audit entry that its manifest names.")


def _check_registered(session: Session, archive: archives.Archive, store: Path, kept: Kept) -> None:
    here = {member.name for member in archive.members}
    for digest in registered_files(session):
        name = f"{PACKAGES}/{digest}.pdf"
        if name not in here and digest not in kept.missing and not (store / f"{digest}.pdf").is_file():
            raise Refused(f"{name}, the file of an issued package, is not in the backup.")


def _bring_files(folder: Path, data_dir: Path) -> None:
    for path in sorted(each for place in _PLACES for each in folder.glob(place)):
        place = data_dir / path.relative_to(folder)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(place)


def _bring_anchors(installation: Installation, folder: Path, aside: str) -> None:
    """The anchors of the backup take the place of those that speak of records left behind; these are kept."""
    place = installation.anchors.path
    if place.exists():
        os.link(place, place.with_name(f"{place.name}.{aside}"))
    (folder / FILE_NAME).replace(place)
