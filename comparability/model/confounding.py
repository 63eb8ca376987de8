"""What changed together with the supplier: found from the data, never asked for.

A method version, a laboratory or a reference standard that differs between the arms blocks tier A until a
bridging record covers it; a run, a plate, an analyst, an instrument, a date or an age never blocks and is
written down as a limitation.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from comparability.model.datasets import Observation
from comparability.model.vocabulary import ArmRole, Bridged


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """An approved record that two method versions, laboratories or reference standards read the same."""

    covers: Bridged
    before: str
    after: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confounding:
    """What was found. blocking: sentences that stop a tier A verdict; limitations never do."""

    blocking: tuple[str, ...]
    limitations: tuple[str, ...]


BLOCKING: tuple[tuple[Bridged, Callable[[Observation], str | None]], ...] = (
    (Bridged.METHOD_VERSION, lambda item: item.method_version),
    (Bridged.LABORATORY, lambda item: item.laboratory),
    (Bridged.REFERENCE_STANDARD, lambda item: item.reference_standard),
)
LIMITING: tuple[tuple[str, str, Callable[[Observation], str | None]], ...] = (
    ("run", "in", lambda item: item.run),
    ("plate", "on", lambda item: item.plate),
    ("analyst", "by", lambda item: item.analyst),
    ("instrument", "on", lambda item: item.instrument),
)


def find_confounding(observations: Sequence[Observation], *, bridges: Sequence[Bridge]) -> Confounding:
    """What the arms do not share, among the observations that a comparison uses."""
    pre = [item for item in observations if item.arm is ArmRole.PRE]
    post = [item for item in observations if item.arm is not ArmRole.PRE]
    if not pre or not post:
        return Confounding(blocking=(), limitations=())
    blocking: list[str] = []
    limitations: list[str] = []
    for factor, read in BLOCKING:
        before, after = _values(pre, read), _values(post, read)
        if before and after and not before & after:
            sentence = _alias(str(factor), "with", before, after)
            covering = [bridge for bridge in bridges if bridge.covers is factor]
            documents = _documents_that_bridge(before | after, covering)
            if documents is None:
                blocking.append(f"{sentence} No approved bridging record covers it.")
            else:
                limitations.append(f"{sentence} Bridged by {', '.join(documents)}.")
        else:
            limitations += _partly(str(factor), "with", pre, post, read)
    for name, preposition, read in LIMITING:
        before, after = _values(pre, read), _values(post, read)
        if before and after and not before & after:
            limitations.append(_alias(name, preposition, before, after))
        else:
            limitations += _partly(name, preposition, pre, post, read)
    limitations += _time(pre, post)
    limitations += _unknown([*pre, *post])
    return Confounding(blocking=tuple(blocking), limitations=tuple(limitations))


def _values(items: Iterable[Observation], read: Callable[[Observation], str | None]) -> set[str]:
    return {value for value in map(read, items) if value is not None}


def _alias(name: str, preposition: str, before: set[str], after: set[str]) -> str:
    return (
        f"Every pre lot was measured {preposition} {_named(name, before)} and every post lot "
        f"{preposition} {_named(name, after)}, so a difference between them cannot be told from the change."
    )


def _partly(
    name: str,
    preposition: str,
    pre: Sequence[Observation],
    post: Sequence[Observation],
    read: Callable[[Observation], str | None],
) -> list[str]:
    """Values that only one arm has, while the arms share others."""
    sentences = []
    for arm, items, others in (("post", post, pre), ("pre", pre, post)):
        alone = _values(items, read) - _values(others, read)
        if not alone or not _values(others, read):
            continue
        count = sum(read(item) in alone for item in items)
        other = "pre" if arm == "post" else "post"
        sentences.append(
            f"{_of(count, len(items), arm)} measured {preposition} {_named(name, alone)}, "
            f"as no {other} lot was."
        )
    return sentences


def _unknown(items: Sequence[Observation]) -> list[str]:
    """What nobody recorded, in one sentence for each number of results that lack it."""
    lacking: dict[int, list[str]] = {}
    readers = [(str(factor), read) for factor, read in BLOCKING] + [
        (name, read) for name, _, read in LIMITING
    ]
    for name, read in readers:
        missing = sum(read(item) is None for item in items)
        if missing:
            lacking.setdefault(missing, []).append(name)
    sentences = []
    for missing, names in sorted(lacking.items(), reverse=True):
        start = "No" if missing == len(items) else f"For {missing} of {len(items)} results no"
        named = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
        what = "it" if len(names) == 1 else "them"
        sentences.append(
            f"{start} {named} is recorded, so it cannot be checked whether the arms share {what}."
        )
    return sentences


def _documents_that_bridge(values: set[str], bridges: Sequence[Bridge]) -> list[str] | None:
    """The documents that connect all values with one another, through each other if need be, or None."""
    reached = {min(values)}
    documents: list[str] = []
    grew = True
    while grew:
        grew = False
        for bridge in bridges:
            ends = {bridge.before, bridge.after}
            if ends & reached and not ends <= reached:
                reached |= ends
                documents.append(bridge.document)
                grew = True
    return list(dict.fromkeys(documents)) if values <= reached else None


def _time(pre: Sequence[Observation], post: Sequence[Observation]) -> list[str]:
    sentences = []
    missing = sum(item.tested_on is None for item in [*pre, *post])
    if missing:
        sentences.append(
            f"The test date of {missing} of {len(pre) + len(post)} results is not recorded, so drift with "
            "time cannot be excluded."
        )
    before = [item.tested_on for item in pre if item.tested_on is not None]
    after = [item.tested_on for item in post if item.tested_on is not None]
    if before and after and (max(before) < min(after) or max(after) < min(before)):
        sentences.append(
            f"Every pre lot was tested {_dates(before)} and every post lot {_dates(after)}, so drift of the "
            "method with time cannot be told from the change."
        )
    young, old = _ages(pre), _ages(post)
    if young and old and (max(young) < min(old) or max(old) < min(young)):
        sentences.append(
            f"The pre lots were {_days(young)} old when tested and the post lots {_days(old)}, so an effect "
            "of age cannot be told from the change."
        )
    return sentences


def _ages(items: Sequence[Observation]) -> list[int]:
    return [
        (item.tested_on - item.manufactured_on).days
        for item in items
        if item.tested_on is not None and item.manufactured_on is not None
    ]


def _dates(dates: list[date]) -> str:
    first, last = min(dates), max(dates)
    return f"on {first}" if first == last else f"from {first} to {last}"


def _days(ages: list[int]) -> str:
    youngest, oldest = min(ages), max(ages)
    if youngest == oldest:
        return "1 day" if youngest == 1 else f"{youngest} days"
    return f"{youngest} to {oldest} days"


def _named(name: str, values: set[str]) -> str:
    ordered = sorted(values)
    if len(ordered) == 1:
        return f"{name} {ordered[0]}"
    return f"{name}s {', '.join(ordered[:-1])} and {ordered[-1]}".replace("laboratorys", "laboratories")


def _of(count: int, total: int, arm: str) -> str:
    was = "was" if count == 1 else "were"
    return f"{count} of {total} {arm} lots {was}"
