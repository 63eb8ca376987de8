"""Good files to break: small packages as they are submitted, one for each kind of paper and type."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from reports.content import PageSize, Typography
from reports.render import render
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute

PATH = "m3/32-body-data/32s-drug-sub/manuf-process-development.pdf"


@cache
def good(authority: str) -> bytes:
    """A file that keeps every rule of the authority."""
    content = package(attributes=(attribute(),))
    control = content.control
    if authority == "FDA":
        control = replace(control, page_size=PageSize.LETTER)
    if authority == "NMPA":
        control = replace(control, language="zh-Hans", typography=Typography.SONG)
    return render(replace(content, control=control))


@pytest.fixture(scope="session")
def good_file() -> Callable[[str], bytes]:
    return good
