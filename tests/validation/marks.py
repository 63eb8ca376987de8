"""Which test functions name which requirements, read from their source: collecting them all takes a minute.

Decorators, `pytestmark` and the marks of single cases are seen, as all tests here write them.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.conftest import CHECKOUT

TESTS = CHECKOUT / "tests"


@dataclass(frozen=True, slots=True)
class Named:
    """A function, as `tests/web/test_app.py::test_it`, and a requirement that it names."""

    function: str
    requirement: str


@cache
def named() -> tuple[Named, ...]:
    return tuple(
        found
        for file in sorted(TESTS.rglob("test_*.py"))
        for found in in_source(file.read_text(encoding="utf-8"), file.relative_to(CHECKOUT))
    )


def in_source(text: str, file: Path) -> Iterator[Named]:
    if "mark.requirement" not in text:
        return
    module = ast.parse(text)
    everywhere = [
        number
        for node in module.body
        if isinstance(node, ast.Assign) and any(ast.unparse(each) == "pytestmark" for each in node.targets)
        for number in _numbers(node.value)
    ]
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            own = [number for decorator in node.decorator_list for number in _numbers(decorator)]
            for number in dict.fromkeys([*everywhere, *own]):
                yield Named(f"{file.as_posix()}::{node.name}", number)


def _numbers(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.requirement":
            yield from (str(ast.literal_eval(argument)) for argument in call.args)
