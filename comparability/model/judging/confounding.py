"""What changed together with the supplier: found from the data, never asked for.

A method version, a laboratory or a reference standard that differs between the arms blocks tier A until a
bridging record covers it; a run, a plate, an analyst, an instrument, a date or an age never blocks and is
written down as a limitation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from comparability.model.datasets import Observation
from comparability.model.judging.description import capitalised
from comparability.model.vocabulary import ArmRole, Bridged


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """An approved record that two method versions, laboratories or reference standards read the same.

    finding: what its data showed, or that it has none; None in copies from before that was said.
    """

    covers: Bridged
    before: str
    after: str
    document: str
    finding: str | None = None

    @property
    def words(self) -> str:
        """Such as "BR-014: equivalent, ratio 1.02 (0.97 to 1.07) inside 0.8 to 1.25, 6 lots"."""
        return self.document if self.finding is None else f"{self.document}: {self.finding}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confounding:
    """What was found. blocking: sentences that stop a tier A verdict; limitations never do."""

    blocking: tuple[str, ...]
    limitations: tuple[str, ...]


BLOCKING: tuple[tuple[Bridged, str, Callable[[Observation], str | None]], ...] = (
    (Bridged.METHOD_VERSION, "with", lambda item: item.method_version),
    (Bridged.LABORATORY, "by", lambda item: item.laboratory),
    (Bridged.REFERENCE_STANDARD, "against", lambda item: item.reference_standard),
)
LIMITING: tuple[tuple[str, str, Callable[[Observation], str | None]], ...] = (
    ("run", "in", lambda item: item.run),
    ("plate", "on", lambda item: item.plate),
    ("analyst", "by", lambda item: item.analyst),
    ("instrument", "on", lambda item: item.instrument),
)


@dataclass(frozen=True, slots=True)
class _Arm:
    """The values of one factor in one arm, one per result; None where nobody recorded it."""

    name: str
    read: tuple[str | None, ...]

    @property
    def known(self) -> set[str]:
        return {value for value in self.read if value is not None}

    @property
    def every(self) -> str:
        """The subject of a sentence about all that is recorded."""
        return _every(self.name, None not in self.read)

    def count(self, values: set[str]) -> int:
        """Results with one of the values; what is not recorded may be one of them."""
        return sum(value is None or value in values for value in self.read)


def find_confounding(
    observations: Sequence[Observation], *, bridges: Sequence[Bridge], minimum_lots: int
) -> Confounding:
    """What the arms do not share, among the observations that a comparison uses.

    minimum_lots: of the criterion. A blocking factor stops a verdict unless that many lots of each arm (all
    of a smaller arm) were measured alike or with what approved bridging records connect: one lot retested
    with the other method does not make the methods comparable.
    """
    pre = [item for item in observations if item.arm is ArmRole.PRE]
    post = [item for item in observations if item.arm is not ArmRole.PRE]
    if not pre or not post:
        return Confounding(blocking=(), limitations=())
    blocking: list[str] = []
    limitations: list[str] = []
    for factor, preposition, read in BLOCKING:
        before, after = _arms(pre, post, read)
        sentences = _apart(str(factor), preposition, before, after)
        if not sentences:
            continue
        covering = [bridge for bridge in bridges if bridge.covers is factor]
        groups = _connected(before.known | after.known, covering)
        if len(groups) == 1:
            between = ", " if all(bridge.finding is None for bridge in covering) else "; "
            documents = f"Bridged by {between.join(groups[0].records)}."
            limitations += [f"{sentence} {documents}" for sentence in sentences]
        elif any(_suffices(group.values, before, after, minimum_lots) for group in groups):
            limitations += sentences
        else:
            blocking += [f"{sentence} No approved bridging record covers it." for sentence in sentences]
    for name, preposition, read in LIMITING:
        limitations += _apart(name, preposition, *_arms(pre, post, read))
    limitations += _time(pre, post)
    limitations += _unknown([*pre, *post])
    return Confounding(blocking=tuple(blocking), limitations=tuple(limitations))


def _arms(
    pre: Sequence[Observation], post: Sequence[Observation], read: Callable[[Observation], str | None]
) -> tuple[_Arm, _Arm]:
    return _Arm("pre", tuple(map(read, pre))), _Arm("post", tuple(map(read, post)))


def _suffices(values: set[str], before: _Arm, after: _Arm, minimum_lots: int) -> bool:
    return all(arm.count(values) >= min(minimum_lots, len(arm.read)) for arm in (before, after))


def _apart(name: str, preposition: str, before: _Arm, after: _Arm) -> list[str]:
    """Sentences on what only one arm has; none where both have the same or one has no record at all."""
    pre, post = before.known, after.known
    if not pre or not post:
        return []
    if not pre & post:
        return [
            f"{capitalised(before.every)} was measured {preposition} {_named(name, pre)} and {after.every} "
            f"{preposition} {_named(name, post)}, "
            "so a difference between them cannot be told from the change."
        ]
    sentences = []
    for arm, other in ((after, before), (before, after)):
        alone = arm.known - other.known
        if alone:
            count = sum(value in alone for value in arm.read)
            sentences.append(
                f"{_of(count, len(arm.read), arm.name)} measured {preposition} {_named(name, alone)}, "
                f"as no {other.name} lot was."
            )
    return sentences


def _unknown(items: Sequence[Observation]) -> list[str]:
    """What nobody recorded, in one sentence for each number of results that lack it."""
    lacking: dict[int, list[str]] = {}
    readers: list[tuple[str, Callable[[Observation], object]]] = [
        *((str(factor), read) for factor, _, read in BLOCKING),
        *((name, read) for name, _, read in LIMITING),
        ("test date", lambda item: item.tested_on),
    ]
    for name, read in readers:
        missing = [read(item) for item in items].count(None)
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


@dataclass(frozen=True, slots=True)
class _Group:
    """Values that bridging records connect with one another, and the records that do."""

    values: set[str]
    records: tuple[str, ...]


def _connected(values: set[str], bridges: Sequence[Bridge]) -> list[_Group]:
    """The values in groups that bridges connect, through values that no lot was measured with if need be."""
    groups = []
    left = set(values)
    while left:
        reached, records = {min(left)}, []
        grew = True
        while grew:
            grew = False
            for bridge in bridges:
                ends = {bridge.before, bridge.after}
                if ends & reached and not ends <= reached:
                    reached |= ends
                    records.append(bridge.words)
                    grew = True
        groups.append(_Group(reached & values, tuple(dict.fromkeys(records))))
        left -= reached
    return groups


def _time(pre: Sequence[Observation], post: Sequence[Observation]) -> list[str]:
    sentences = []
    before = [item.tested_on for item in pre if item.tested_on is not None]
    after = [item.tested_on for item in post if item.tested_on is not None]
    if before and after and (max(before) < min(after) or max(after) < min(before)):
        sentences.append(
            f"{capitalised(_every('pre', len(before) == len(pre)))} was tested {_dates(before)} and "
            f"{_every('post', len(after) == len(post))} {_dates(after)}, "
            "so drift of the method with time cannot be told from the change."
        )
    young, old = _ages(pre), _ages(post)
    if young and old and (max(young) < min(old) or max(old) < min(young)):
        sentences.append(
            f"The pre lots were {_days(young)} old when tested and the post lots {_days(old)}, so an effect "
            "of age cannot be told from the change."
        )
    return sentences


def _every(arm: str, is_complete: bool) -> str:
    return f"every {arm} lot" if is_complete else f"every {arm} lot with a record"


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
