"""From requirements and a run to rows: what each requirement's tests showed, and what is not shown."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from validation.requirements import Requirement
from validation.results import Case, Run


class Status(enum.StrEnum):
    PROVED = "proved"
    PARTLY = "proved in part"  # some of its tests were skipped
    FAILED = "failed"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakage:
    """A rule that was broken on purpose, and the test that has to notice."""

    rule: str
    test: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """One requirement with its tests. reason: why it is no proof, or what its tests leave out."""

    requirement: Requirement
    status: Status
    reason: str
    cases: tuple[Case, ...]
    breakages: tuple[Breakage, ...]

    def count(self, outcome: str) -> int:
        return sum(case.outcome == outcome for case in self.cases)


def trace(
    requirements: Iterable[Requirement], run: Run, breakages: Sequence[Breakage] = ()
) -> tuple[Traced, ...]:
    """A row for every requirement, in their order, whether anything was run for it or not.

    A breakage belongs to what its test proves, so that nobody can claim a requirement for it that the test
    does not name.
    """
    return tuple(_traced(requirement, run, breakages) for requirement in requirements)


def _traced(requirement: Requirement, run: Run, breakages: Sequence[Breakage]) -> Traced:
    cases = tuple(case for case in run.cases if requirement.id in case.requirements)
    names = {name for case in cases for name in (case.test, case.function)}
    status, reason = _judged(requirement, cases, run)
    return Traced(
        requirement=requirement,
        status=status,
        reason=reason,
        cases=cases,
        breakages=tuple(breakage for breakage in breakages if breakage.test in names),
    )


def _judged(requirement: Requirement, cases: tuple[Case, ...], run: Run) -> tuple[Status, str]:
    outcomes = [case.outcome for case in cases]
    skipped = sorted({case.remark for case in cases if case.outcome == "skipped"})
    if "failed" in outcomes:
        failed = outcomes.count("failed")
        return Status.FAILED, f"{failed} of {len(cases)} tests failed"
    if "passed" not in outcomes:
        if requirement.gap is not None:
            return Status.GAP, requirement.gap
        if skipped:
            return Status.GAP, f"every test was skipped: {'; '.join(skipped)}"
        if run.left_out is not None:
            return Status.GAP, "not run in this partial run"
        return Status.GAP, "no test names it"
    if skipped:
        return Status.PARTLY, f"{outcomes.count('skipped')} tests were skipped: {'; '.join(skipped)}"
    return Status.PROVED, requirement.remark or ""
