"""docs/statistics-api.md: every example runs, and nothing that is called from outside is left out.

Public is what is used from outside the room, read from the imports of the repository: a function or class
that another room, the study or the self-qualification imports, and one that only tests import and no other
module of the room needs. The types of their arguments and results belong to them, with every field. What only
the room's own modules import is machinery, however it is named.
"""

import ast
import dataclasses
import doctest
import enum
import importlib
import inspect
import re
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import UnionType

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DOCUMENT = CHECKOUT / "docs" / "statistics-api.md"
ROOM = "comparability.statistics"
# Carried along by a contrast for its own methods; nobody reads them.
WORKINGS = {"Curve", "RatioTest", "Rounding"}
# The doors of the room itself, shown by what they do for every function and not as functions of their own.
DOORS = {"samples", "errors", "qualification.checks", "evidence"}

SECTIONS = {
    name: body
    for name, body in re.findall(
        r"^### `([\w.]+)`[^\n]*\n(.*?)(?=^##|\Z)",
        DOCUMENT.read_text(encoding="utf-8"),
        re.DOTALL | re.MULTILINE,
    )
}


@cache
def _imports(path: Path) -> frozenset[tuple[str, str]]:
    """(module, name) of what a file imports from the room; a whole module has the name "*"."""
    text = path.read_text(encoding="utf-8")
    return frozenset(_imported(ast.parse(text))) if ROOM in text else frozenset()


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ROOM):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}".removeprefix(f"{ROOM}.")
                if (CHECKOUT / ROOM.replace(".", "/") / f"{inner.replace('.', '/')}.py").exists():
                    yield inner, "*"
                else:
                    yield (node.module or "").removeprefix(f"{ROOM}.").removeprefix(ROOM), alias.name


def _used_by(*patterns: str) -> set[tuple[str, str]]:
    return {found for pattern in patterns for path in CHECKOUT.glob(pattern) for found in _imports(path)}


def _is_inside(path: Path) -> bool:
    return path.is_relative_to(CHECKOUT / "comparability" / "statistics")


def _public() -> dict[str, list[object]]:
    """Per module, what is public by the rule above."""
    folder = CHECKOUT / "comparability" / "statistics"
    qualification = _used_by("comparability/statistics/qualification/*.py")
    others = {
        found
        for path in folder.rglob("*.py")
        if path.parent.name != "qualification"
        for found in _imports(path)
    }
    rooms = {
        found
        for path in [*CHECKOUT.glob("comparability/**/*.py"), *CHECKOUT.glob("study/*.py")]
        if not _is_inside(path)
        for found in _imports(path)
    }
    tested = _used_by("tests/statistics/*.py", "benchmarks/*.py")
    asked = rooms | qualification | {found for found in tested - others if found[1] != "*"}
    modules: dict[str, list[object]] = {}
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
        if name in ("__init__", *DOORS) or name.startswith("qualification."):
            continue
        module = importlib.import_module(f"{ROOM}.{name}")
        whole = (name, "*") in rooms | qualification
        found = [
            thing
            for key, thing in vars(module).items()
            if getattr(thing, "__module__", "") == module.__name__
            and (inspect.isfunction(inspect.unwrap(thing)) or inspect.isclass(thing))
            and not key.startswith("_")
            and ((name, key) in asked or (whole and inspect.isfunction(inspect.unwrap(thing))))
        ]
        if found:
            modules[name] = found
    waiting = [thing for things in modules.values() for thing in things]
    while waiting:
        for kind in _types_of(waiting.pop()):
            if kind.__name__ in WORKINGS:
                continue
            things = modules.setdefault(kind.__module__.removeprefix(f"{ROOM}."), [])
            if kind not in things:
                things.append(kind)
                waiting.append(kind)
    return {name: things for name, things in modules.items() if name not in DOORS}


def _types_of(thing: object) -> Iterator[type]:
    """The room's own types among the arguments and results of a function, or the fields of a value."""
    if inspect.isclass(thing) and not dataclasses.is_dataclass(thing):
        return
    hints = typing.get_type_hints(inspect.unwrap(thing))  # type: ignore[arg-type]
    for hint in hints.values():
        yield from _own_types(hint)


def _own_types(hint: object) -> Iterator[type]:
    if inspect.isclass(hint) and not typing.get_args(hint):
        is_value = dataclasses.is_dataclass(hint) or issubclass(hint, enum.Enum)
        if hint.__module__.startswith(ROOM) and is_value:
            yield hint
        return
    if typing.get_origin(hint) is not None:
        yield from _own_types(typing.get_origin(hint))
    if isinstance(hint, UnionType) or typing.get_origin(hint) is not None:
        for part in typing.get_args(hint):
            if not isinstance(part, list):
                yield from _own_types(part)


def signature(function: object) -> str:
    """name(*, argument, …), as the document writes it."""
    star, parts = False, []
    for name, parameter in inspect.signature(function).parameters.items():  # type: ignore[arg-type]
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            star = True
            parts.append("*")
        parts.append(name)
    return f"{function.__name__}({', '.join(parts)})"  # type: ignore[attr-defined]


def fields(kind: type) -> str:
    """Name(field, …) of a value, Name: MEMBER, … of a choice, as the document writes them."""
    if issubclass(kind, enum.Enum):
        return f"{kind.__name__}: {', '.join(kind.__members__)}"
    return f"{kind.__name__}({', '.join(field.name for field in dataclasses.fields(kind))})"


@pytest.fixture(scope="module")
def public():
    return _public()


def test_every_example_prints_what_is_written_below_it():
    """The examples of the whole page are one session, so that later ones use what earlier ones imported."""
    text = re.sub(r"^```.*$", "", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    session = doctest.DocTestParser().get_doctest(text, {}, DOCUMENT.name, str(DOCUMENT), 0)
    failed, tried = doctest.DocTestRunner(verbose=False).run(session)
    assert tried > 300
    assert not failed


def test_every_public_function_is_documented_with_its_arguments_and_called_in_an_example(public):
    assert len(public) > 40
    for module, things in public.items():
        section = SECTIONS[module]
        examples = "".join(re.findall(r"```pycon\n(.*?)```", section, re.DOTALL))
        for thing in things:
            if inspect.isclass(thing):
                continue
            assert f"`{signature(thing)}`" in section, f"{module}: {signature(thing)}"
            assert f"{thing.__name__}(" in examples, f"{module}: no example calls {thing.__name__}"


def test_every_type_of_an_argument_or_a_result_is_documented_with_its_fields(public):
    for module, things in public.items():
        for thing in things:
            if inspect.isclass(thing) and (dataclasses.is_dataclass(thing) or issubclass(thing, enum.Enum)):
                assert f"`{fields(thing)}`" in SECTIONS[module], f"{module}: {fields(thing)}"


def test_every_typed_error_is_listed():
    errors = importlib.import_module(f"{ROOM}.errors")
    for name, error in vars(errors).items():
        if inspect.isclass(error) and issubclass(error, errors.StatisticsError):
            assert f"`{name}`" in SECTIONS["errors"], name
