"""Every fixed text that the code asks for, read from the code, and the words of closed vocabularies."""

import ast
import enum
from collections.abc import Iterator
from pathlib import Path

from comparability.model import vocabulary
from comparability.model.authorities import authorities, ctd_homes, ctd_places
from comparability.model.bridging.words import CLAIMED
from comparability.model.glossary import glossary
from comparability.model.panels import panel
from reports import plots
from reports.content import Status
from reports.protocol_content import ProtocolState
from reports.wording import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("reports", "comparability/usecases/contents", "comparability/usecases/packages.py")
ASKING = {"words", "said", "fixed", "heading"}  # words("…"), words.heading("…"), fixed("…")
# Vocabularies whose members are printed; what a member means is decided in `model.vocabulary`.
PRINTED = (
    vocabulary.Stage,
    vocabulary.LotStatus,
    vocabulary.LotUse,
    vocabulary.ResultState,
    vocabulary.ResultKind,
    vocabulary.ValidationStatus,
    vocabulary.ProtocolMode,
    vocabulary.CriterionKind,
    vocabulary.Contrast,
    vocabulary.Occasion,
    vocabulary.ArmPairs,
    vocabulary.ArmClaim,
    vocabulary.Variances,
    vocabulary.SummaryKind,
    vocabulary.Justification,
    vocabulary.Outcome,
    vocabulary.Readiness,
    vocabulary.Conclusion,
    vocabulary.Bridged,
    vocabulary.Meaning,
    vocabulary.Mark,
    vocabulary.Role,
    plots.Outcome,
    plots.ArmRole,
    plots.PointState,
    Status,
    ProtocolState,
)


def asked_in_code() -> Iterator[tuple[str, str]]:
    """Place and text of every call; a text that is put together at run time is an error by itself."""
    for folder in FOLDERS:
        path = ROOT / folder
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (text := _text(node, f"{file.name}:{node.lineno}")):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", text


def _text(call: ast.Call, place: str) -> str | None:
    function = call.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name not in ASKING or not call.args:
        return None
    if isinstance(function, ast.Name) and name == "heading":
        return None  # `blocks.heading`, which is given a text that was looked up
    first = call.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value
    if isinstance(first, ast.Name) and first.id.isupper():
        return None  # a constant, marked by `fixed` where it is defined
    if isinstance(first, ast.Subscript) and isinstance(first.value, ast.Name) and first.value.id.isupper():
        return None
    if ast.unparse(first) in ("heading", "text"):
        return None  # inside `Words` itself
    raise AssertionError(f"{place}: the text is not a constant: {ast.unparse(call)}")


def vocabularies() -> Iterator[tuple[str, str]]:
    """Words of closed sets, of data files and of catalogues about themselves."""
    for kind in PRINTED:
        for member in kind:
            yield kind.__name__, str(member.value if isinstance(member, enum.Enum) else member)
    for code, profile in authorities().items():
        for sentence in profile.statements:
            yield f"statement of {code}", sentence
    for home in ctd_homes():
        yield "CTD title", home.title
    for place in ctd_places():
        yield "CTD part", place.holds
        yield "CTD title", place.title
    for term, meaning in glossary().items():
        yield "glossary", term
        yield "glossary", meaning
    for vector in vocabulary.VectorType:
        for attribute in panel(vector).attributes:
            yield "attribute", attribute.name
            for form in attribute.reported_as:
                yield "attribute", f"{attribute.name}, as {form}"
    for language in LANGUAGES[1:]:
        yield "catalogue", catalogue(language).status
    yield "bridging", CLAIMED


def wanted() -> dict[str, str]:
    """Every text a catalogue must have, with the first place that asks for it."""
    found: dict[str, str] = {}
    for place, text in (*asked_in_code(), *vocabularies()):
        if text:
            found.setdefault(text, place)
    return found
