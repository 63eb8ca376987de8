"""Copies of a package to be read or edited elsewhere: the text of its pages in another kind of file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy.orm import Session

from comparability.model.errors import NotFound
from comparability.model.people import Actor, Permission
from comparability.storage import rows
from comparability.storage.packages import Package
from comparability.usecases.packages import PackageFile, printed, printing
from reports import content
from reports.twins.html import html_copy
from reports.twins.word.copy import docx_copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of copy. make: from what a package prints to the bytes of the file."""

    media_type: str
    make: Callable[[content.Package], bytes]


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "docx": Format(media_type=DOCX, make=docx_copy),
        "html": Format(media_type="text/html", make=html_copy),
    }
)


def package_copy(session: Session, package_id: int, *, ending: str, actor: Actor) -> PackageFile:
    """A copy of the package with the status, the marks and the signatures of today.

    Nothing is written; whoever hands the file out records that with `record_download`.
    Raises NotAllowed, NotFound also for an ending that no format has, Refused where the copy cannot be made.
    """
    actor.must(Permission.READ)
    if ending not in FORMATS:
        raise NotFound(f"Copies are made as: {', '.join(FORMATS)}.")
    package = rows.get(session, Package, package_id)
    with printing():
        data = FORMATS[ending].make(printed(session, package))
    name = f"{package.document_id.lower()}-v{package.number}-{package.status.value}.{ending}"
    return PackageFile(name=name, data=data)
