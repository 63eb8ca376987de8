"""pyHanko runs an event loop for every call, which a thread that has one already refuses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Answer = TypeVar("Answer")


def in_own_thread(call: Callable[[], Answer]) -> Answer:
    """What the call returns or raises, made in a thread of its own."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(call).result()
