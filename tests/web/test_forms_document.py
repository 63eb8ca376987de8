"""docs/integration.md names the fields of every form that the pages send, and no other."""

import re
from html.parser import HTMLParser

import pytest

from comparability import resources
from comparability.files.readers import read_table
from comparability.model.mapping import parse_mapping
from comparability.model.vocabulary import Role
from comparability.usecases.imports import commit_import
from comparability.web.installation import NAME
from tests.usecases.assessing import AFTER, BEFORE, a_line, freeze
from tests.usecases.disposing import superseded
from tests.usecases.switching import LATER

pytestmark = pytest.mark.requirement("RC-05")

DOCUMENT = resources.CHECKOUT / "docs" / "integration.md"
TOKENS = {"csrf_token", "form_token"}
NAMED = {"language": "en", "block": "purpose"}  # in an address; every other part of one is a number
Forms = dict[str, list[str]]


class Page(HTMLParser):
    """The forms of a page that are sent by POST: where to, and their fields in order."""

    def __init__(self, address: str, text: str):
        super().__init__()
        self.forms: Forms = {}
        self._address = address
        self._fields: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            action = found.get("action") or self._address
            is_post = found.get("method") == "post"
            path = action.partition("?")[0].rstrip("/")
            self._fields = self.forms.setdefault(numberless(path), []) if is_post else None
        name = numberless(found.get("name") or "")
        if self._fields is not None and name and name not in TOKENS | set(self._fields):
            self._fields.append(name)

    def handle_endtag(self, tag):
        if tag == "form":
            self._fields = None


def numberless(text: str) -> str:
    """`/lots/7/edit` and `/lots/8/edit` are one form, `3-before` and `4-before` one field."""
    return re.sub(r"\d+", "N", text)


def documented() -> Forms:
    section = (
        DOCUMENT.read_text(encoding="utf-8").partition("\n## Sending the forms")[2].partition("\n## ")[0]
    )
    rows = re.findall(r"^\| `(/[^`]*)` \| (.*) \|$", section, re.MULTILINE)
    return {address: re.findall(r"`([^`]+)`", names) for address, names in rows}


@pytest.fixture
def collect(app, client, client_as):
    """Every form that anybody sees now, on any page or on those with one of these words in their address."""
    adapter = app.url_map.bind("localhost")
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint not in ("static", "typefaces.show")
    ]
    roles = (Role.QA, Role.CMC, Role.QC, Role.STATISTICIAN, Role.REGULATORY, Role.MANAGER, Role.ADMINISTRATOR)
    clients = {None: client} | {frozenset({role}): client_as(role) for role in roles}
    permits = app.extensions[NAME].access.permits
    seen: Forms = {}

    def look(*words: str) -> Forms:
        for rule in rules:
            if words and not any(word in rule.rule for word in words):
                continue
            address = adapter.build(
                rule.endpoint, {name: NAMED.get(name, 1) for name in rule.arguments}, "GET"
            )
            for each in (found for held, found in clients.items() if permits(rule.endpoint, held)):
                answer = each.get(address)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    for action, fields in Page(address, answer.text).forms.items():
                        known = seen.setdefault(action, [])
                        known.extend(name for name in fields if name not in known)
        return seen

    return look


def import_one(line) -> None:
    data = b"lot,ph\nA-1,7.2\n"
    mapping = parse_mapping('[lot]\nnumber = "lot"\n[[result]]\nattribute = "ph"\ncolumn = "ph"\n')
    actor = line.staff.team.qc
    with line.database.write(actor=actor, now=LATER) as session:
        table = read_table(data, "lots.csv")
        commit_import(session, line.product, data, table, mapping, actor=actor, now=LATER)


def test_the_document_names_every_form_and_its_fields(sqlite_database, collect, tmp_path):
    line = a_line(sqlite_database, is_frozen=False)
    collect()
    freeze(line, 1)
    line.measure(BEFORE)
    for number, text in AFTER.items():
        line.record(number, text)
    collect("amend", "results")
    line.verify()
    assessment = line.run()
    line.review(assessment)
    collect("assessments")
    line.decide(assessment)
    package = line.assemble()
    collect("packages")
    line.approve(package)
    collect("packages/<int:package_id>")
    keeper = superseded(line, tmp_path, package.id, line.approve(line.assemble()).id)
    collect("dispos")
    keeper.propose()
    collect("dispos")
    collect("packages")
    import_one(line)
    found = collect("imports/<int:batch_id>")
    found.pop("/sign-out")
    assert documented() == found
