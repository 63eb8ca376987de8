"""Where templates and migrations stand: at the top of a checkout, inside the package in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


def directory(name: str) -> Path:
    """The folder `name` that the wheel carries inside the package and a checkout keeps at its top.

    Raises FileNotFoundError naming both places when the installation is incomplete.
    """
    places = (PACKAGE / name, CHECKOUT / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"{name} is in neither {places[0]} nor {places[1]}: the installation is incomplete"
    )


def templates_folder() -> Path:
    return directory("templates")


def migrations_folder() -> Path:
    return directory("migrations")


def static_folder() -> Path:
    return PACKAGE / "web" / "static"
