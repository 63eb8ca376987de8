"""The application of the web tests, for those of load."""

from tests.web.conftest import add_person, app, client_as, clock

__all__ = ["add_person", "app", "client_as", "clock"]
