"""How much work a password costs who guesses it: OWASP's least for argon2id, and more."""

import pytest
from argon2 import Type

from comparability.usecases.passwords import WORK


@pytest.mark.requirement("SEC-18")
def test_a_password_is_hashed_with_at_least_the_work_that_owasp_names():
    assert WORK.type is Type.ID
    # OWASP Password Storage Cheat Sheet: 19 MiB of memory with two passes and one lane.
    assert WORK.memory_cost >= 19 * 1024
    assert WORK.time_cost >= 2
    assert WORK.hash_len >= 32
    assert WORK.salt_len >= 16
