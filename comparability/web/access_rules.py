"""Who may open which page: the role × route matrix of the files in `access/`, denied by default.

What a person may do with a record is asked again in the use-case; nothing here replaces that.
"""

import enum
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from comparability.model.people import GRANTS, Permission
from comparability.model.vocabulary import Role

FOLDER = Path(__file__).resolve().parent / "access"


class Crowd(enum.StrEnum):
    """Words that stand for many people in a line of the matrix."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    READERS = "readers"  # every role that may read the records


class AccessRulesBroken(Exception):
    """The matrix and the routes do not fit together, so the application does not start."""


@dataclass(frozen=True, slots=True)
class Access:
    """For each endpoint the roles that may open it; None stands for people who have not signed in."""

    rules: Mapping[str, frozenset[Role | None]]

    def permits(self, endpoint: str, roles: frozenset[Role] | None) -> bool:
        """Whether somebody of these roles, or nobody in particular (None), may open the page."""
        permitted = self.rules.get(endpoint, frozenset())
        return None in permitted or (roles is not None and not permitted.isdisjoint(roles))

    def check(self, endpoints: Iterable[str]) -> None:
        """Raises AccessRulesBroken naming the routes that no line of the matrix speaks of."""
        unruled = sorted(set(endpoints) - set(self.rules))
        if unruled:
            raise AccessRulesBroken(f"no access rule in {FOLDER.name}/ for: {', '.join(unruled)}")


def read_access(folder: Path = FOLDER) -> Access:
    """All files of the matrix as one. Raises AccessRulesBroken for unknown words and repeated endpoints."""
    rules: dict[str, frozenset[Role | None]] = {}
    for file in sorted(folder.glob("*.toml")):
        for endpoint, rule in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if endpoint in rules:
                raise AccessRulesBroken(f"{file.name}: {endpoint} has a rule in another file already")
            rules[endpoint] = _read_rule(rule, f"{file.name}: {endpoint}")
    return Access(MappingProxyType(rules))


def _read_rule(rule: object, place: str) -> frozenset[Role | None]:
    try:
        if isinstance(rule, str):
            return _crowd(Crowd(rule))
        if isinstance(rule, list) and rule:
            return frozenset(Role(word) for word in rule)
    except ValueError as error:
        raise AccessRulesBroken(f"{place}: {error}") from error
    raise AccessRulesBroken(f"{place}: neither a list of roles nor one of {', '.join(Crowd)}")


def _crowd(crowd: Crowd) -> frozenset[Role | None]:
    match crowd:
        case Crowd.ANYONE:
            return frozenset({None})
        case Crowd.SIGNED_IN:
            return frozenset(Role)
        case Crowd.READERS:
            return frozenset(role for role in Role if Permission.READ in GRANTS[role])
