"""The committed results, read once."""

import pytest

from study import results
from study.results import Results


@pytest.fixture(scope="session")
def committed() -> Results:
    return results.read()
