"""An evidence copy with something in it changed, as somebody with a PDF editor could. No test lives here."""

import io
import json
from collections.abc import Callable
from typing import Any

import pikepdf


def with_file(data: bytes, name: str, change: Callable[[Any], object]) -> bytes:
    """The copy with one attached JSON file changed in place by `change`."""

    def rewritten(text: bytes) -> bytes:
        value = json.loads(text)
        change(value)
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    return with_bytes(data, name, rewritten)


def with_bytes(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for specification in pdf.Root.AF:
            if str(specification.UF) == name:
                stream = specification.EF.F
                changed = change(stream.read_bytes())
                stream.write(changed)
                stream.Params.Size = len(changed)
        return _saved(pdf)


def without_file(data: bytes, name: str) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.Root.AF = pikepdf.Array([each for each in pdf.Root.AF if str(each.UF) != name])
        return _saved(pdf)


def with_page(data: bytes, number: int, source: bytes) -> bytes:
    """The copy with the drawing of one page, counted from 0, replaced."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages[number].Contents = pdf.make_stream(source)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()
