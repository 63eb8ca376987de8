"""The changes between two versions of a package, computed from their frozen contents and never typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from comparability.usecases.contents.in_common import without_names
from comparability.usecases.contents.limitations import ALONE
from reports import content
from reports.revisions import Revised, Revisions
from reports.wording import Words

LONGEST_ITEM = 60  # characters of a sentence that names itself


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """Something that a version says. place: of its heading; section, item: as the list names it."""

    place: str
    section: str
    item: str
    text: str


def revisions(before: content.Package, after: content.Package, words: Words) -> Revisions:
    """What `after` says differently. words: of its language; texts in another one are not compared."""
    since = before.control.version
    if before.control.language != after.control.language:
        return Revisions(since=since, rows=(), is_compared=False)
    old = {(said.place, said.item): said for said in _said(before, words)}
    new = {(said.place, said.item): said for said in _said(after, words)}
    rows = []
    for key in dict.fromkeys((*new, *old)):
        then, now = old.get(key), new.get(key)
        named = now or then
        if named is not None and (then.text if then else "") != (now.text if now else ""):
            rows.append(
                Revised(
                    place=named.place,
                    section=named.section,
                    item=named.item,
                    before=then.text if then else "",
                    after=now.text if now else "",
                )
            )
    return Revisions(since=since, rows=tuple(rows))


def _said(package: content.Package, words: Words) -> Iterator[_Said]:
    """Everything that is compared, in reading order. Drawings show what their tables say."""
    yield from _of_the_document(package, words)
    for block in package.blocks:
        yield _Said(place=block.place, section=block.title, item=words("Text"), text=block.text)
    yield _Said(
        place="change",
        section=words("Change"),
        item=words("Why the change is made"),
        text=package.change.why,
    )
    for row in package.change.rows:
        text = f"{row.pre} → {row.post}; {row.assessment}"
        yield _Said(place="change", section=words("Change"), item=row.aspect, text=text)
    for risk in package.risks:
        text = words.parted((risk.rating, risk.rationale, risk.mitigation))
        yield _Said(place="risk", section=words("Risk"), item=risk.attribute, text=text)
    for change in package.changes:
        item = f"{change.kind} {change.reference}"
        text = words.parted((change.what, change.reason, change.approved_by or ""))
        yield _Said(place="protocol", section=words("Protocol"), item=item, text=text)
    for lot in package.lots:
        text = words.parted(part for part in (lot.status, lot.use, lot.excluded) if part)
        yield _Said(place="lots", section=words("Lots"), item=lot.number, text=text)
    for out in package.exclusions:
        item = words.listed((out.lot, out.attribute))
        text = words.parted((out.reason, out.approved_by or words("not approved")))
        yield _Said(place="lots", section=words("Exclusion register"), item=item, text=text)
    for method in package.methods:
        item = words.listed((method.attribute, method.name, method.version))
        text = words.parted((method.validation, method.laboratory, method.same_both_sides, method.bridging))
        yield _Said(place="methods", section=words("Methods"), item=item, text=text)
    limitations = _of_attributes(package)
    for section in package.attributes:
        yield from _of_attribute(section, limitations[section.key], words)
    for event in package.out_of_expectation:
        item = words.listed((event.lot, event.attribute, event.kind))
        text = words.parted((event.entered, event.investigation, event.disposition))
        yield _Said(
            place="out-of-expectation", section=words("Out-of-expectation results"), item=item, text=text
        )
    if package.narrative is not None:
        written, item = package.narrative, words("Discussion")
        yield _Said(place="discussion", section=item, item=item, text=written.discussion)
        item = words("Commitments")
        yield _Said(place="follow-up", section=words("Follow-up"), item=item, text=written.commitments)
    for sentence in _of_the_whole(package, limitations, words):
        begin = sentence if len(sentence) <= LONGEST_ITEM else f"{sentence[: LONGEST_ITEM - 1]}…"
        yield _Said(place="limitations", section=words("Limitations"), item=begin, text=sentence)


def _of_the_document(package: content.Package, words: Words) -> Iterator[_Said]:
    control, conclusion, protocol = package.control, package.conclusion, package.protocol
    for item, text in (
        (words("Sponsor"), control.sponsor),
        (words("Product"), control.product),
        (words("Switch"), control.switch),
        (words("CTD location"), control.ctd_home),
        (words("Marks"), words.listed(control.marks)),
        (words("Overall conclusion"), conclusion.overall),
        (words("Justification"), conclusion.justification),
        (words("Residual uncertainty"), words.parted(conclusion.residual_uncertainty)),
        (words("State of the switch"), conclusion.readiness),
        (words("Category of the change"), conclusion.proposed_category),
    ):
        yield _Said(place="conclusion", section=words("Conclusion"), item=item, text=text or "")
    for item, text in (
        (words("Protocol"), protocol.version),
        (words("Mode"), protocol.mode),
        (words("First post result"), protocol.first_post_result),
        (words("Which lots count"), words.parted(protocol.eligibility)),
        (words("Minimum lots"), protocol.minimum_lots),
        (words("Planned lots"), protocol.planned_lots),
    ):
        yield _Said(place="protocol", section=words("Protocol"), item=item, text=text or "")


def _of_attributes(package: content.Package) -> dict[str, list[str]]:
    """By attribute, its own limitations and those that it has in common with others, in a fixed order.

    Where a sentence is printed says nothing of what holds: packages once had each in every section.
    """
    names = [section.title for section in package.attributes]
    shared = [without_names(sentence, names) for sentence in package.limitations]
    return {
        section.key: sorted(
            {*section.limitations, *(shared[number - 1] for number in section.shared_limitations)}
        )
        for section in package.attributes
    }


def _of_the_whole(
    package: content.Package, limitations: Mapping[str, Sequence[str]], words: Words
) -> Iterator[str]:
    """What is said of no attribute's section, and is no hint to those sections either."""
    names = [section.title for section in package.attributes]
    of_attributes = {sentence for sentences in limitations.values() for sentence in sentences}
    hint = words(ALONE).removeprefix("{names}")
    for sentence in package.limitations:
        if without_names(sentence, names) not in of_attributes and not sentence.endswith(hint):
            yield sentence


def _of_attribute(
    section: content.AttributeSection, limitations: Sequence[str], words: Words
) -> Iterator[_Said]:
    results: dict[str, list[str]] = {}
    for row in section.results:
        results.setdefault(row.lot, []).append(f"{row.entered} {row.state}".strip())
    said = (
        (words("Outcome"), words.term(section.outcome)),
        (words("Estimate (interval)"), section.estimate),
        (words("Difference seen"), section.difference_seen),
        (words("Discussion"), section.discussion),
        (words("Lots"), f"{section.n_pre} / {section.n_post}"),
        (words("Criterion"), section.criterion.sentence),
        (words("Tier"), section.tier),
        (words("Justification"), section.criterion.justification),
        (words("Source"), section.criterion.source),
        (words("Statistical method"), section.method_name),
        *((words("Result of {lot}", lot=lot), words.listed(entered)) for lot, entered in results.items()),
        *((figure.name, figure.value) for figure in section.figures),
        (words("Limitations"), words.joined(limitations)),
    )
    for item, text in said:
        yield _Said(place=f"attribute-{section.key}", section=section.title, item=item, text=text or "")
