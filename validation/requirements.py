"""The user requirements, read and checked; the tests that prove them name them by their numbers."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("requirements.toml")
NUMBER = re.compile(r"[A-Z]+-\d{2}")


class RequirementsBroken(Exception):
    """The list of requirements, or what names one, cannot be true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One requirement. gap: why no test proves it, or None where tests do.

    remark: what its tests leave to another check, or None.
    """

    id: str
    says: str
    source: str
    group: str  # "Audit trail"
    gap: str | None = None
    remark: str | None = None

    def __post_init__(self) -> None:
        if not NUMBER.fullmatch(self.id) or not self.says.strip() or not self.source.strip():
            raise RequirementsBroken(f"{self.id!r} needs a number such as AT-01, a sentence and a source")
        if self.gap is not None and not self.gap.strip():
            raise RequirementsBroken(f"{self.id} has a gap without a reason")


def read(file: Path = FILE) -> tuple[Requirement, ...]:
    """Every requirement, group by group. Raises RequirementsBroken where two share a number."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    titles = {group["code"]: group["title"] for group in data["group"]}
    found = tuple(
        Requirement(group=titles[entry["id"].rpartition("-")[0]], **entry) for entry in data["requirement"]
    )
    numbers = [requirement.id for requirement in found]
    if repeated := sorted({number for number in numbers if numbers.count(number) > 1}):
        raise RequirementsBroken(f"two requirements share the number {', '.join(repeated)}")
    return found


@cache
def known_ids() -> frozenset[str]:
    """The numbers that a test may name."""
    return frozenset(requirement.id for requirement in read())
