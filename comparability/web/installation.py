"""What one running application stands on, and where every request finds it. No request is handled here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app

from comparability.settings import Settings
from comparability.storage.sessions import Database
from comparability.web.access_rules import Access

NAME = "comparability"


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """clock: says what time it is, in UTC; a test may bring its own."""

    settings: Settings
    database: Database
    access: Access
    clock: Callable[[], datetime]


def installation() -> Installation:
    return cast(Installation, current_app.extensions[NAME])
