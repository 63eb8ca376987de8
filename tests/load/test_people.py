"""Many people at once lose nothing; how long they wait is measured by `make bench`."""

import pytest

from benchmarks import load

ENGINES = ("SQLite", "PostgreSQL")


@pytest.mark.requirement("PF-01")
@pytest.mark.slow
@pytest.mark.postgres
def test_what_twenty_people_saved_at_once_is_all_stored_on_both_engines(monkeypatch):
    for name, value in {"PEOPLE": 20, "PRODUCTS": 4, "SAVES": 3, "EVERY": 2.0}.items():
        monkeypatch.setattr(load, name, value)
    # It raises where a save failed, where a cell that was acknowledged is not stored, and where the trail is
    # not intact afterwards.
    timings = load.timings()
    assert [engine in timing.name for engine, timing in zip(ENGINES, timings, strict=True)] == [True, True]
    assert all("60 saves, none failed, all stored" in timing.name for timing in timings)
