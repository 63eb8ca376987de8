"""Whether a component is known to be vulnerable, without a network: `python -m validation.advisories FILE`.

FILE is what an administrator fetched: advisories in the OSV format, one JSON file, a folder or a ZIP of them
(osv.dev offers `PyPI/all.zip`). A check that finds nothing looks like one that cannot find anything, so it
first has to find a release that is known to be vulnerable. Exit 0 none found, 1 found, 2 unreadable, 3 when
the known release was not found, which means that the file or the check is of no use.
"""

import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from packaging.version import InvalidVersion, Version

from validation.sbom import Component, components

ECOSYSTEMS = {"pypi": "PyPI", "npm": "npm"}
# CVE-2023-33733: ReportLab before 3.6.13 ran code that a document brought with it.
CONTROL: Final = Component(
    name="reportlab", version="3.6.12", ecosystem="pypi", algorithm="SHA-256", hashes=(), licence=""
)
CLEAN, FOUND, UNREADABLE, BLIND = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    component: Component
    advisory: str
    summary: str


def read(place: Path) -> list[dict[str, Any]]:
    """Every advisory that is in force. Raises ValueError or OSError for what cannot be read as advisories."""
    found = [advisory for text in _texts(place) for advisory in _advisories(json.loads(text))]
    return [advisory for advisory in found if "withdrawn" not in advisory]


def _texts(place: Path) -> Iterator[str]:
    if place.is_dir():
        for file in sorted(place.rglob("*.json")):
            yield file.read_text(encoding="utf-8")
    elif zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    yield archive.read(name).decode("utf-8")
    else:
        yield place.read_text(encoding="utf-8")


def _advisories(data: Any) -> list[dict[str, Any]]:
    found = data if isinstance(data, list) else [data]
    if not all(isinstance(each, dict) and "id" in each and "affected" in each for each in found):
        raise ValueError("an advisory in the OSV format has an id and says what is affected")
    return found


def check(found: Iterable[Component], advisories: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """Each component with each advisory that concerns its version."""
    by_package: dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for advisory in advisories:
        for affected in advisory["affected"]:
            package = affected.get("package", {})
            key = (package.get("ecosystem", ""), package.get("name", "").lower().replace("_", "-"))
            by_package.setdefault(key, []).append((advisory, affected))
    for component in found:
        named = dict.fromkeys(
            (advisory["id"], advisory.get("summary") or advisory.get("details", "")[:120])
            for advisory, affected in by_package.get((ECOSYSTEMS[component.ecosystem], component.name), ())
            if _is_affected(component.version, affected)
        )
        for number, summary in named:
            yield Finding(component=component, advisory=number, summary=summary)


def _is_affected(version: str, affected: dict[str, Any]) -> bool:
    if version in affected.get("versions", ()):
        return True
    return any(
        _is_within(version, spans["events"])
        for spans in affected.get("ranges", ())
        if spans.get("type") in {"ECOSYSTEM", "SEMVER"}
    )


def _is_within(version: str, events: Iterable[dict[str, str]]) -> bool:
    """Events in the order of versions: from `introduced` up to `fixed`, or through `last_affected`."""
    ours, inside = Version(version), False
    for event in events:
        kind, said = next(iter(event.items()))
        try:
            reached = said == "0" or ours >= Version(said)
            passed = ours > Version(said) if kind == "last_affected" else reached
        except InvalidVersion:
            return True  # cannot be compared: a person has to look at it
        if kind == "introduced" and reached:
            inside = True
        elif kind in {"fixed", "last_affected"} and passed:
            inside = False
    return inside


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m validation.advisories FILE", file=sys.stderr)
        return UNREADABLE
    try:
        advisories = read(Path(arguments[0]))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        print(f"{arguments[0]} cannot be read as advisories: {error}", file=sys.stderr)
        return UNREADABLE
    if not any(check([CONTROL], advisories)):
        print(
            f"The control failed: {CONTROL.name} {CONTROL.version} is vulnerable and was not found in "
            f"these {len(advisories)} advisories, so that finding nothing would mean nothing.",
            file=sys.stderr,
        )
        return BLIND
    found = list(check(parts := components(), advisories))
    for each in found:
        print(f"{each.component.name} {each.component.version}: {each.advisory} {each.summary}")
    newest = max(str(advisory.get("modified", "")) for advisory in advisories)
    print(
        f"{len(parts)} components, {len(advisories)} advisories up to {newest or 'an unknown date'}: "
        f"{len(found)} found; the control was found"
    )
    return FOUND if found else CLEAN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
