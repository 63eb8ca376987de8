"""The demonstration as a user meets it: its set-up, its package, and every page of the served application."""

import html
import http.client
import re
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from benchmarks.serving import COMMAND, environment, served
from benchmarks.timing import Timing, seconds_of
from comparability.demonstration.people import PASSWORD
from comparability.storage.engine import make_engine
from comparability.storage.packages import Package
from comparability.storage.sessions import Database
from reports.content import from_json
from reports.render import render

SET_UP_LIMIT = 180.0
PAGE_LIMIT = 0.150
PACKAGE_LIMIT = 3.0
READERS = ("inspector", "qc.lim", "cmc.kim", "stat.rao", "manager.bennett", "admin")
PAGES_OF_ONE_KIND = 3  # of a hundred lots, three pages tell how long a lot takes
TIMES = 5


def set_up(data: Path, output: Path) -> list[Timing]:
    """Database, demonstration and package. What `make` installs before is timed by `benchmarks.fresh`."""
    started = time.perf_counter()
    subprocess.run(
        [COMMAND, "demo", "--no-serve", "--output", str(output)],
        env=environment(data),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - started
    return [Timing(name="demonstration loaded and its package made", seconds=seconds, limit=SET_UP_LIMIT)]


def package(data: Path) -> list[Timing]:
    engine = make_engine(f"sqlite:///{data / 'comparability.sqlite3'}")
    with Database(engine).read() as session:
        stored = session.execute(select(Package.document_id, Package.number, Package.content)).all()
    engine.dispose()
    return [
        Timing(
            name=f"package {document_id} v{number} rendered",
            seconds=seconds_of(partial(render, from_json(text)), times=3),
            limit=PACKAGE_LIMIT,
        )
        for document_id, number, text in stored
    ]


def pages(data: Path) -> list[Timing]:
    """Every kind of page that links lead to, read by several people over HTTP."""
    timings: dict[str, Timing] = {}
    with served(data) as port:
        for reader in READERS:
            browser = Browser(port)
            browser.sign_in(reader)
            for address, seconds in _walk(browser):
                kind = _kind(address)
                if kind not in timings or seconds > timings[kind].seconds:
                    timings[kind] = Timing(name=f"{address} ({reader})", seconds=seconds, limit=PAGE_LIMIT)
    return sorted(timings.values(), key=lambda timing: -timing.seconds)


class Browser:
    """One person's connection: keeps cookies and follows nothing by itself."""

    def __init__(self, port: int):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies: dict[str, str] = {}

    def sign_in(self, name: str) -> None:
        _, page = self.ask("GET", "/sign-in")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if token is None:
            raise LookupError("the sign-in page has no form")
        form = {"csrf_token": token[1], "user_name": name, "password": PASSWORD}
        status, _ = self.ask("POST", "/sign-in", form)
        if status != http.client.FOUND:
            raise PermissionError(f"{name} could not sign in: status {status}")

    def ask(self, method: str, address: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, address, urlencode(form) if form else None, headers)
        answer = self._connection.getresponse()
        body = answer.read().decode("utf-8", errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, body


def _walk(browser: Browser) -> Iterator[tuple[str, float]]:
    """Each page from the start page on, with the median of its times after the first."""
    waiting, seen, kinds = ["/"], {"/"}, dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        status, body = browser.ask("GET", address)
        if status != http.client.OK or "<html" not in body:
            continue
        measured = []
        for _ in range(TIMES):
            started = time.perf_counter()
            browser.ask("GET", address)
            measured.append(time.perf_counter() - started)
        yield address, median(measured)
        for link in re.findall(r'<a\b[^>]*\bhref="(/[^"#]*)', body):
            found = html.unescape(link)
            kind = _kind(found)
            if found not in seen and kinds.get(kind, 0) < PAGES_OF_ONE_KIND:
                seen.add(found)
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append(found)


def _kind(address: str) -> str:
    return re.sub(r"\d+", "N", urlsplit(address).path)
