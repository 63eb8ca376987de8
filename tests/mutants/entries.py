"""The committed list of one-line breakages, read and checked; running them is `__main__`'s."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LISTS = Path(__file__).with_name("lists")  # a file per room


class Unusable(Exception):
    """The entry no longer fits the code, so running it would prove nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One breakage: `old` becomes `new` in `file`, and `test` must notice.

    rule: the rule that `old` carries, in a sentence.
    test: a pytest node id; without a bracketed parameter it stands for all of its cases.
    """

    rule: str
    file: str
    old: str
    new: str
    test: str

    def __post_init__(self) -> None:
        if "\n" in self.old + self.new or self.old == self.new or not self.old.strip():
            raise Unusable(f"{self.rule}: a breakage changes one line")

    def apply(self, tree: Path) -> str:
        """Write the breakage into `tree`; returns the text that was there. Raises Unusable."""
        file = tree / self.file
        if not file.is_file():
            raise Unusable(f"{self.rule}: there is no {self.file}")
        text = file.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise Unusable(
                f"{self.rule}: {self.old!r} is {text.count(self.old)} times in {self.file}, not once"
            )
        file.write_text(text.replace(self.old, self.new), encoding="utf-8")
        return text


def read(folder: Path = LISTS) -> tuple[Mutant, ...]:
    """Every entry, room by room."""
    entries = [
        entry
        for file in sorted(folder.glob("*.toml"))
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["mutant"]
    ]
    return tuple(Mutant(**entry) for entry in entries)
