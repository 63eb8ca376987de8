"""The steps of a switch from its description to its package, what stands in each, and which comes next."""

from dataclasses import dataclass
from datetime import datetime

from comparability.model.vocabulary import Readiness


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Counts and words read from the records of one switch. None: there is none yet.

    protocol_number, open_criteria: of the version in force or, before it, of the draft.
    amendment_number: of a version being drafted while another one is in force.
    planned_pre, planned_post: eligible lots that the protocol plans.
    without_results: how many of the eligible lots have no result at all.
    published_pre, published_post: attributes with verified published figures of that side.
    """

    has_both_sides: bool
    differences: int
    unresolved: int
    attributes: int
    ranked: int
    protocol_number: int | None
    open_criteria: int
    frozen_at: datetime | None
    amendment_number: int | None
    planned_pre: int
    planned_post: int
    eligible_pre: int
    eligible_post: int
    without_results: int
    published_pre: int
    published_post: int
    readiness: Readiness | None
    is_decided: bool
    packages: int
    issued: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """key: which page it leads to. action: what a person does there; shown where it comes next."""

    key: str
    name: str
    words: str
    action: str
    is_done: bool
    is_next: bool


def steps(progress: Progress) -> tuple[Step, ...]:
    """All seven steps in order; exactly one comes next until the last is done."""
    drafts = (
        ("describe", "Describe", *_describe(progress)),
        ("risks", "Risks", *_risks(progress)),
        ("protocol", "Protocol", *_protocol(progress)),
        ("results", "Lots and results", *_lots(progress)),
        ("assessment", "Assessment", *_assessment(progress)),
        ("decision", "Decision", *_decision(progress)),
        ("package", "Package", *_package(progress)),
    )
    first_open = next((number for number, draft in enumerate(drafts) if not draft[4]), None)
    return tuple(
        Step(key=key, name=name, words=words, action=action, is_done=is_done, is_next=number == first_open)
        for number, (key, name, words, action, is_done) in enumerate(drafts)
    )


def _describe(progress: Progress) -> tuple[str, str, bool]:
    if not progress.has_both_sides:
        return "An arm is missing", "Add the arms", False
    assessed = progress.differences - progress.unresolved
    words = f"{assessed} of {progress.differences} differences assessed"
    return words, "Assess the differences", progress.unresolved == 0


def _risks(progress: Progress) -> tuple[str, str, bool]:
    words = f"{progress.ranked} of {progress.attributes} attributes ranked"
    # Ranking ends with the freeze: from then on the tiers stand.
    is_done = progress.frozen_at is not None or 0 < progress.attributes == progress.ranked
    return words, "Rank the risks", is_done


def _protocol(progress: Progress) -> tuple[str, str, bool]:
    if progress.protocol_number is None:
        return "Not drafted", "Draft the protocol", False
    if progress.frozen_at is None:
        if progress.open_criteria:
            many = progress.open_criteria != 1
            words = f"Draft, {progress.open_criteria} criteri{'a' if many else 'on'} open"
            return words, "Complete the criteria", False
        return "Draft, complete", "Freeze the protocol", False
    words = f"Version {progress.protocol_number} frozen"
    if progress.amendment_number is not None:
        return f"{words}, version {progress.amendment_number} in draft", "Freeze the amendment", False
    return words, "Read the protocol", True


def _lots(progress: Progress) -> tuple[str, str, bool]:
    before, after = progress.eligible_pre, progress.eligible_post
    if progress.protocol_number is None:
        return f"{before} lots before, {after} after", "Enter lots and results", False
    by_figures = (
        before == 0 and progress.published_pre > 0,
        after == 0 and progress.published_post > 0,
    )
    before_words = "Published figures" if by_figures[0] else f"{before} of {progress.planned_pre} lots"
    lots = " lots" if by_figures[0] else ""
    after_words = "published figures" if by_figures[1] else f"{after} of {progress.planned_post}{lots}"
    words = f"{before_words} before, {after_words} after"
    if progress.without_results:
        words += f", {progress.without_results} without results"
    # They stand in for a side only while it has no lot.
    has_before = by_figures[0] or before >= progress.planned_pre
    is_complete = has_before and (by_figures[1] or after >= progress.planned_post)
    return words, "Enter lots and results", is_complete and progress.without_results == 0


def _assessment(progress: Progress) -> tuple[str, str, bool]:
    if progress.readiness is None:
        return "Not run", "Run the assessment", False
    is_done = progress.readiness in (Readiness.READY_FOR_DECISION, Readiness.DECIDED, Readiness.ISSUED)
    return progress.readiness.value.capitalize(), "Look at the assessment", is_done


def _decision(progress: Progress) -> tuple[str, str, bool]:
    return ("Signed" if progress.is_decided else "Not concluded"), "Conclude", progress.is_decided


def _package(progress: Progress) -> tuple[str, str, bool]:
    if progress.issued:
        return f"{progress.issued} issued", "See the packages", True
    words = f"{progress.packages} in preparation" if progress.packages else "Not assembled"
    return words, "Make the package", False
