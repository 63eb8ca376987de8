"""What a check is, and the register of them: one small function for each rule, under the rule's id."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from comparability.linting.submitted import SubmittedFile
from comparability.model.file_rules import FileRule


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a rule is broken, and how, in a sentence."""

    place: str
    sentence: str


Check = Callable[[SubmittedFile, FileRule], Iterator[Breach]]
_CHECKS: dict[str, Check] = {}
CHECKS: Mapping[str, Check] = MappingProxyType(_CHECKS)


def checks(rule: str) -> Callable[[Check], Check]:
    """Marks the function that checks a rule. Raises ValueError when the rule has one already."""

    def keep(check: Check) -> Check:
        if rule in _CHECKS:
            raise ValueError(f"two checks of {rule}")
        _CHECKS[rule] = check
        return check

    return keep
