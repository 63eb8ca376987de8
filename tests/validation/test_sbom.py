"""The bill of materials names what is installed, each with the hashes that the installation demanded."""

import json
import re
import shutil

import pytest

from tests.conftest import CHECKOUT
from validation import sbom

pytestmark = pytest.mark.requirement("SEC-25")


@pytest.fixture(scope="module")
def document() -> dict:
    text = sbom.cyclonedx(sbom.components(), created="2026-11-23T05:31:00Z", tree="7" * 64)
    return json.loads(text)


def test_every_package_that_runs_is_listed_with_version_and_hashes(document):
    lock = (CHECKOUT / "requirements" / "run.lock").read_text(encoding="utf-8")
    listed = {each["name"]: each["version"] for each in document["components"]}
    pinned = set(re.findall(r"^([a-z0-9.-]+)==(\S+)", lock, re.MULTILINE))
    assert pinned <= set(listed.items())
    digests = [
        digest["content"]
        for each in document["components"]
        for file in each["externalReferences"]
        for digest in file["hashes"]
        if digest["alg"] == "SHA-256"
    ]
    assert sorted(digests) == sorted(re.findall(r"sha256:(\w+)", lock))
    assert all(each["externalReferences"] for each in document["components"])


def test_fonts_are_listed_and_what_only_tests_need_is_not(document):
    names = {each["name"] for each in document["components"]}
    assert "@expo-google-fonts/source-sans-3" in names
    assert not names & {"axe-core", "pytest", "playwright"}


def test_the_graph_says_what_needs_what(document):
    needs = {each["ref"]: each["dependsOn"] for each in document["dependencies"]}
    (flask,) = (ref for ref in needs if ref.startswith("pkg:pypi/flask@"))
    assert {ref.partition("@")[0] for ref in needs[flask]} >= {"pkg:pypi/werkzeug", "pkg:pypi/jinja2"}
    assert {ref for refs in needs.values() for ref in refs} <= set(needs)


def test_the_document_says_its_format_build_and_time(document):
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["timestamp"] == "2026-11-23T05:31:00Z"
    assert document["metadata"]["component"]["properties"] == [{"name": "tree-sha256", "value": "7" * 64}]
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", document["serialNumber"])


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (r"^flask==\S+", "flask==0.1", "flask 0.1 is locked and"),
        (r"^flask==\S+", "no-such-package==1.0", "no-such-package is locked and not installed"),
        (r"^(click==\S+) \\\n( +--hash=\S+( \\)?\n)+", r"\1\n", "no hash is locked for click"),
    ],
    ids=["other version", "not installed", "no hash"],
)
def test_a_lock_that_is_not_what_is_installed_is_refused(tmp_path, old, new, says):
    shutil.copytree(CHECKOUT / "requirements", tmp_path / "requirements")
    shutil.copy(CHECKOUT / "package-lock.json", tmp_path)
    lock = tmp_path / "requirements" / "run.lock"
    lock.write_text(re.sub(old, new, lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
    with pytest.raises(sbom.LockBroken, match=says):
        sbom.components(tmp_path)
