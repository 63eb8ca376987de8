"""A signature can be made where an event loop runs already."""

import asyncio

from reports.own_thread import in_own_thread


async def _seven() -> int:
    return 7


async def _asked_within_a_loop() -> int:
    return in_own_thread(lambda: asyncio.run(_seven()))


def test_a_call_with_an_event_loop_of_its_own_is_answered_within_another():
    # In a thread here too, because the browser of other tests may have left its loop running in this one.
    assert in_own_thread(lambda: asyncio.run(_asked_within_a_loop())) == 7
