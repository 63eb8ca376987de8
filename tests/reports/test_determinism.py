"""The same content gives the same bytes: in another process, hash seed, time zone and on another day."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys, time
if len(sys.argv) > 1:  # another day: every clock that the program can ask is moved
    shift = float(sys.argv[1])
    now, local, utc = time.time, time.localtime, time.gmtime
    time.time = lambda: now() + shift
    time.localtime = lambda seconds=None: local(time.time() if seconds is None else seconds)
    time.gmtime = lambda seconds=None: utc(time.time() if seconds is None else seconds)
from reports.content import from_json
from reports.render import render
sys.stdout.buffer.write(render(from_json(sys.stdin.read())))
"""


@pytest.mark.requirement("DI-07")
@pytest.mark.parametrize(
    ("seed", "zone", "shift"),
    [("0", "UTC", None), ("7", "Asia/Seoul", None), ("12345", "America/Los_Angeles", "40000000")],
    ids=["seed 0, UTC", "seed 7, Seoul", "seed 12345, Los Angeles, 15 months later"],
)
def test_same_content_same_bytes(sample_bytes: bytes, seed: str, zone: str, shift: str | None) -> None:
    from reports.content import to_json
    from tests.reports.sample import package

    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SCRIPT, *([shift] if shift else [])]
    made = subprocess.run(
        command, input=to_json(package()).encode(), capture_output=True, check=True, env=environment, cwd=ROOT
    )
    assert hashlib.sha256(made.stdout).hexdigest() == hashlib.sha256(sample_bytes).hexdigest()
