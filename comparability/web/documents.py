"""Documents that are made on request and taken away."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response

from comparability.model.errors import Unavailable
from comparability.storage.filelock import held
from comparability.usecases.packages import PackageFile
from comparability.web.installation import installation
from comparability.web.request import actor


@contextmanager
def one_document_at_a_time() -> Iterator[None]:
    """Making a document takes a processor for a second or more, so a person waits for one before the next."""
    with held(installation().settings.data_dir / f"document-of-{actor().number}.lock") as is_free:
        if not is_free:
            raise Unavailable("Another document is being made for you. Ask again when you have it.")
        yield


def taken(file: PackageFile, media_type: str) -> Response:
    """The file as a download."""
    return Response(
        file.data,
        mimetype=media_type,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
    )
