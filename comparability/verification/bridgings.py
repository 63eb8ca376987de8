"""Bridging studies of an evidence copy computed again from their values, and worded again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from comparability.model.bridging.design import BothSides, read_design
from comparability.model.bridging.judgement import judge_bridging
from comparability.model.bridging.pairs import MethodPair
from comparability.model.bridging.words import finding_of_record
from comparability.model.errors import Invalid
from comparability.model.plainness import plain
from comparability.model.vocabulary import Contrast, Outcome
from comparability.usecases.contents import bridgings
from comparability.verification.differences import differences
from comparability.verification.reading import Unreadable, read
from comparability.verification.rewording import Rewording
from reports import content
from reports.wording import Words

PLACE = "assessment.json, bridging study"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """A study computed again, with the parts that its wording reads."""

    study: Any
    pairs: tuple[MethodPair, ...]
    sides: BothSides
    found: dict[str, Any]


def verify_studies(
    assessment: Mapping[str, Any], trail: Mapping[str, Any], package: content.Package, rewording: Rewording
) -> Iterator[str]:
    """What the attached studies, the bridges that were read and the pages say otherwise.

    Copies from before studies had data carry none. Raises Unreadable.
    """
    words = Words(package.control.language)
    studies: Sequence[Mapping[str, Any]] = assessment.get("bridging_studies", ())
    printed = {each.key: each for each in package.bridgings}
    for each in studies:
        place = f"{PLACE} {each['document']}"
        again = _compute(each, place)
        yield from differences(each["found"], again.found, place)
        yield from _bridges(each, again, assessment, place)
        yield from _entered(each, trail, place)
        section = printed.pop(f"bridging-{each['bridging_id']}", None)
        if section is not None:
            named = f"content.json, {each['document']}"
            said = _printed(section)
            yield from differences(said, rewording.settled(said, _worded(again, words)), named)
    for key in printed:
        yield f"content.json: the bridging study {printed[key].document} is not attached"


def _compute(attached: Mapping[str, Any], place: str) -> _Again:
    pairs = tuple(
        MethodPair(lot=pair["lot"], before=pair["before"], after=pair["after"]) for pair in attached["pairs"]
    )
    sides = read(BothSides, attached["sides"], place=place)
    typed = SimpleNamespace(**attached["typed"])
    try:
        finding = judge_bridging(pairs, read_design(typed), sides=sides)
    except (Invalid, ValueError) as error:
        raise Unreadable(f"{place}: {error}") from error
    found = plain(finding)
    study = SimpleNamespace(
        **(attached["typed"] | {"contrast": Contrast(typed.contrast)}),
        outcome=Outcome(found["outcome"]),
        figures=found["figures"],
        points=found["points"],
        left_out=found["left_out"],
    )
    return _Again(study=study, pairs=pairs, sides=sides, found=found)


def _bridges(
    attached: Mapping[str, Any], again: _Again, assessment: Mapping[str, Any], place: str
) -> Iterator[str]:
    """The comparison of the study's attribute read exactly this finding."""
    said = finding_of_record(again.found["finding"], explanation=attached["explanation"])
    expected = {
        "covers": again.sides.covers.value,
        "before": again.sides.before,
        "after": again.sides.after,
        "document": attached["document"],
        "finding": said,
    }
    if expected not in assessment["bridges"].get(str(attached["attribute_id"]), ()):
        yield f"{place}: the assessment did not read it as “{said}”"


def _entered(attached: Mapping[str, Any], trail: Mapping[str, Any], place: str) -> Iterator[str]:
    """Each value stands in the audit trail as it is attached."""
    said = {
        (entry["entity_id"], entry["field"]): entry["new"]
        for entry in trail["entries"]
        if entry["action"] == "insert" and entry["entity"] == "bridging_pair"
    }
    for pair in attached["pairs"]:
        for name in ("lot", "before", "after"):
            text = said.get((str(pair["id"]), name))
            if text != pair[name]:
                yield f"{place}, lot {pair['lot']}: {name} is {pair[name]!r}, entered was {text!r}"


def _printed(section: content.BridgingStudy) -> dict[str, Any]:
    return {
        "outcome": section.outcome.value,
        "plain_words": section.plain_words,
        "margin": section.margin,
        "pairs": plain(section.pairs),
        "figures": plain(section.figures),
        "remarks": list(section.remarks),
        "methods plot": plain(section.methods_plot),
        "agreement plot": plain(section.agreement_plot),
        "method": section.method,
        "snippet": section.snippet,
    }


def _worded(again: _Again, words: Words) -> dict[str, Any]:
    study, sides = again.study, again.sides
    return {
        "outcome": again.found["outcome"],
        "plain_words": again.found["plain_words"],
        "margin": bridgings.margin(study, sides, words),
        "pairs": plain(bridgings.pairs(study, again.pairs, sides)),
        "figures": plain(bridgings.figures(study, sides, words)),
        "remarks": again.found["remarks"],
        "methods plot": plain(bridgings.methods_plot(study, again.pairs, sides, words)),
        "agreement plot": plain(bridgings.agreement_plot(study, sides, words)),
        "method": again.found["method"],
        "snippet": again.found["r_snippet"],
    }
