"""The bill of materials: what the lock files name, with every hash, as CycloneDX 1.6 JSON.

Only what an installation runs is listed; what tests need is locked too, and is no part of the product.
"""

import base64
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import comparability
from validation.builds import CHECKOUT

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A package as locked. hashes: of each file that may be installed, in hex; algorithm: of all of them."""

    name: str
    version: str
    ecosystem: str  # "pypi", "npm"
    algorithm: str
    hashes: tuple[str, ...]
    licence: str
    needs: tuple[str, ...] = ()

    @property
    def purl(self) -> str:
        return f"pkg:{self.ecosystem}/{self.name.replace('@', '%40')}@{self.version}"


class LockBroken(Exception):
    """What is installed is not what the lock names, or the lock has no hash for it."""


def components(checkout: Path = CHECKOUT) -> tuple[Component, ...]:
    """What the locks of a checkout bring into an installation, in the order of names. Raises LockBroken."""
    lock = (checkout / "requirements" / "run.lock").read_text(encoding="utf-8")
    npm = json.loads((checkout / "package-lock.json").read_text(encoding="utf-8"))
    found = [*_from_pypi(lock), *_from_npm(npm)]
    if unhashed := [each.name for each in found if not each.hashes]:
        raise LockBroken(f"no hash is locked for {', '.join(unhashed)}")
    return tuple(sorted(found, key=lambda each: each.name))


def _from_pypi(lock: str) -> Iterator[Component]:
    pins = list(PIN.finditer(lock))
    locked = {pin[1] for pin in pins}
    ends = [pin.start() for pin in pins[1:]] + [len(lock)]
    for pin, end in zip(pins, ends, strict=True):
        name, version = pin.groups()
        try:
            installed = metadata.distribution(name)
        except metadata.PackageNotFoundError as error:
            raise LockBroken(f"{name} is locked and not installed") from error
        if installed.version != version:
            raise LockBroken(f"{name} {version} is locked and {installed.version} is installed")
        yield Component(
            name=name,
            version=version,
            ecosystem="pypi",
            algorithm="SHA-256",
            hashes=tuple(HASH.findall(lock, pin.end(), end)),
            licence=_licence(installed),
            needs=tuple(sorted(_needed(installed) & locked)),
        )


def _licence(installed: metadata.Distribution) -> str:
    about = installed.metadata.json
    if stated := about.get("license_expression"):
        return str(stated)
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get("classifier", ())
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    first = str(about.get("license", "")).strip().splitlines()[:1]
    return ", ".join(classified) or (first[0] if first else "")


def _needed(installed: metadata.Distribution) -> set[str]:
    return {
        re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower().replace("_", "-")
        for line in installed.requires or ()
        if "extra ==" not in line
    }


def _from_npm(lock: dict[str, Any]) -> Iterator[Component]:
    for path, entry in lock["packages"].items():
        if not path or entry.get("dev"):
            continue
        algorithm, _, digest = str(entry["integrity"]).partition("-")
        yield Component(
            name=path.removeprefix("node_modules/"),
            version=entry["version"],
            ecosystem="npm",
            algorithm=algorithm.upper().replace("SHA", "SHA-"),
            hashes=(base64.b64decode(digest).hex(),),
            licence=entry.get("license", ""),
        )


def cyclonedx(found: Sequence[Component], *, created: str, tree: str) -> str:
    """The document as JSON. created: a UTC instant. tree: hash of the build, of which its number is made."""
    product = f"pkg:generic/comparability@{comparability.__version__}"
    places = {each.name: each.purl for each in found}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{product}#{tree}')}",
        "version": 1,
        "metadata": {
            "timestamp": created,
            "component": {
                "type": "application",
                "bom-ref": product,
                "name": "comparability",
                "version": comparability.__version__,
                "properties": [{"name": "tree-sha256", "value": tree}],
            },
        },
        "components": [_component(each) for each in found],
        "dependencies": [
            {"ref": product, "dependsOn": sorted(places.values())},
            *({"ref": each.purl, "dependsOn": [places[name] for name in each.needs]} for each in found),
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _component(each: Component) -> dict[str, Any]:
    # Each hash is that of a file to fetch, of which an installation took one: a distribution, in CycloneDX.
    files = [{"alg": each.algorithm, "content": digest} for digest in each.hashes]
    return {
        "type": "library",
        "bom-ref": each.purl,
        "name": each.name,
        "version": each.version,
        "purl": each.purl,
        **({"licenses": [{"license": {"name": each.licence}}]} if each.licence else {}),
        "externalReferences": [
            {"type": "distribution", "url": each.purl, "hashes": [file]} for file in files
        ],
    }
