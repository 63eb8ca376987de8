"""The text of the demonstration package, section by section, beside the text that was read and agreed.

After a wanted change: `make golden`, then read the difference in version control before committing it.
"""

import difflib
import os
import re
from pathlib import Path

import pytest

from tests.reports.tagged_text import sections

pytestmark = pytest.mark.xdist_group("demonstration")
FOLDER = Path(__file__).parent / "golden"
RENEW = "GOLDEN"  # environment variable of `make golden`
# What is another at every load: days and instants (the story is told from today on), hashes, audit entries.
CHANGING = (
    (re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"), "(instant)"),
    (re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} (UTC|[+−-]\d{2}:\d{2})"), "(instant)"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "(day)"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "(hash)"),
    (re.compile(r"\bentry \d+"), "entry (number)"),
)


@pytest.fixture(scope="module")
def printed(loaded) -> dict[str, str]:
    """Text by file name; days, instants and hashes are left out."""
    found = {}
    for place, (heading, lines) in enumerate(sections(loaded.package.read_bytes())):
        name = re.sub("[^a-z]+", "-", heading.lower()).strip("-") or "title-page"
        text = "\n".join(lines) + "\n"
        for pattern, stands_for in CHANGING:
            text = pattern.sub(stands_for, text)
        found[f"{place:02}-{name}.txt"] = text
    return found


def test_every_section_says_what_was_agreed(printed):
    if os.environ.get(RENEW) == "renew":
        for old in FOLDER.glob("*.txt"):
            old.unlink()
        for name, text in printed.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
    agreed = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt"))}
    changes = [
        line
        for name in sorted(agreed.keys() | printed.keys())
        for line in difflib.unified_diff(
            agreed.get(name, "").splitlines(),
            printed.get(name, "").splitlines(),
            f"agreed/{name}",
            f"printed/{name}",
            lineterm="",
            n=1,
        )
    ]
    assert not changes, "\n".join(["", *changes, "", "If this is wanted: make golden"])


def test_no_day_and_no_hash_is_left_in_what_is_compared(printed):
    """A text that is another tomorrow would be agreed to today and fail then."""
    text = "".join(printed.values())
    assert re.findall(r"20\d{2}-\d{2}-\d{2}|\d{2}:\d{2}:\d{2}|[0-9a-f]{32}", text) == []
