"""The rules of an authority, each asked of a file: what is broken, where, and on whose word."""

from dataclasses import dataclass

from comparability.linting import file_checks, navigation_checks, page_checks, text_checks
from comparability.linting.checks import CHECKS
from comparability.linting.submitted import SubmittedFile
from comparability.model.file_rules import file_rules
from comparability.model.sources import SourceMark

CHECKED_BY = (file_checks, navigation_checks, page_checks, text_checks)  # importing them fills the register


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A broken rule. place: file, page, bookmark, link or font. says: what the rule asks."""

    rule: str
    place: str
    sentence: str
    says: str
    source: str
    mark: SourceMark


def lint(data: bytes, *, path: str, authority: str) -> tuple[Finding, ...]:
    """What the file breaks of the rules of the authority, in their order; nothing when it keeps them all.

    path: the place in the dossier, folders separated by slashes, or the file name alone.
    Raises Unreadable for bytes that no reader opens, and KeyError for an authority without a profile.
    """
    rules = file_rules(authority)
    file = SubmittedFile(data, path=path)
    return tuple(
        Finding(
            rule=rule.id,
            place=breach.place,
            sentence=breach.sentence,
            says=rule.says,
            source=rule.source.text,
            mark=rule.source.mark,
        )
        for rule in rules.values()
        for breach in CHECKS[rule.id](file, rule)
    )
