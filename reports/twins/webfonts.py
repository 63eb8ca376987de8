"""The typefaces of a copy to be read, cut down to its characters and carried in the file itself.

Without them a reader who is offline sees whatever fonts a machine has: other digits, boxes for some signs.
"""

import base64
import io
from functools import lru_cache
from pathlib import Path

from fontTools import subset
from reportlab.pdfbase.pdfmetrics import getFont

from reports.typefaces import Faces, Typeface

FAMILY = "Copy"  # with the number of the file in the order in which a character is looked for
FAMILY_ID, LICENCE_IDS = 1, (0, 13, 14)  # of the table of names
FEATURES = ("kern", "tnum", "lnum")  # of the Latin file: figures stand under each other


def font_faces(characters: frozenset[str], faces: Faces) -> str:
    """The rules of a style sheet, one a file and weight in use. The same characters give the same bytes."""
    rules = []
    for name, weight in ((faces.regular, 400), (faces.semibold, 600)):
        typeface: Typeface = getFont(name)
        for place, used in typeface.shared_out(characters).items():
            data = _cut(typeface.files[place].path, used, FEATURES if place == 0 else ())
            held = base64.b64encode(data).decode("ascii")
            rules.append(
                f'@font-face {{ font-family: "{FAMILY}{place}"; font-weight: {weight}; '
                f"src: url(data:font/woff;base64,{held}) format('woff'); }}"
            )
    return "\n".join(rules)


@lru_cache(maxsize=16)
def _cut(path: Path, characters: frozenset[str], features: tuple[str, ...]) -> bytes:
    options = subset.Options()
    options.flavor = "woff"  # WOFF2 would be a fifth smaller and needs a package more
    options.hinting = False
    options.recalc_timestamp = False  # the time of making would be another at every writing
    options.layout_features = list(features)
    options.name_IDs = [FAMILY_ID, *LICENCE_IDS]
    font = subset.load_font(str(path), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID == FAMILY_ID:  # a file that was cut down may not carry a reserved name
            record.string = FAMILY
    written = io.BytesIO()
    subset.save_font(font, written, options)
    return written.getvalue()
