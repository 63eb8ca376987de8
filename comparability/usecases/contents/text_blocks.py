"""The prose of a package from its templates: the wording in force, with its placeholders filled in."""

from collections.abc import Iterable, Mapping

import comparability
from comparability.model.authorities import Authority
from comparability.model.text_blocks import Block, filled
from comparability.model.values import formatting
from comparability.model.vocabulary import ArmRole
from comparability.storage.dossiers import Dossier
from comparability.storage.text_blocks import Wording
from reports import content
from reports.wording import Words, fixed

SOFTWARE = "comparability"
TITLES = {
    Block.CONCLUSION: fixed("What the conclusion rests on"),
    Block.PURPOSE: fixed("Purpose and scope"),
    Block.APPROACH: fixed("Approach"),
    Block.LOTS: fixed("Which lots are compared"),
    Block.OUTCOMES: fixed("What the outcomes mean"),
    Block.FOLLOW_UP: fixed("Follow-up"),
}
# The heading that a block stands under; the others have one of their own.
PLACES = {Block.CONCLUSION: "conclusion", Block.LOTS: "lots", Block.OUTCOMES: "overview"}


def blocks(
    record: Dossier, wordings: Iterable[Wording], authority: Authority, words: Words
) -> tuple[content.TextBlock, ...]:
    """Every block as this package says it."""
    known = values(record, authority, words)
    return tuple(
        content.TextBlock(
            key=wording.block.value,
            place=PLACES.get(wording.block, wording.block.value),
            title=words.heading(TITLES[wording.block]),
            text=filled(wording.text, known),
            version=words("version {number}", number=wording.number)
            if wording.number
            else words("as delivered"),
            worded=_worded(wording, words),
        )
        for wording in wordings
    )


def values(record: Dossier, authority: Authority, words: Words) -> Mapping[str, str]:
    """What stands for each placeholder of `model.text_blocks` in this package."""
    before, after = (ArmRole.PRE,), (ArmRole.POST, ArmRole.SITE)
    product, switch, decision = record.product, record.switch, record.decision
    frozen = record.protocol.frozen_at
    return {
        "product": product.name,
        "product_code": product.code,
        "sponsor": product.sponsor or words("sponsor not stated"),
        "switch": switch.code,
        "switch_title": switch.title,
        "authority": authority.code,
        "pre_arm": _arms(record, before, words),
        "post_arm": _arms(record, after, words),
        "pre_supplier": _suppliers(record, before, words),
        "post_supplier": _suppliers(record, after, words),
        "lots_pre": _counted(record, before),
        "lots_post": _counted(record, after),
        "attributes": str(len(record.items)),
        "mode": words.term(record.protocol.mode),
        "frozen": formatting.instant(frozen) if frozen else words("not yet"),
        "conclusion": words.term(decision.conclusion) if decision else words("not concluded"),
    }


def _worded(wording: Wording, words: Words) -> str:
    if wording.written_at is None:
        return f"{SOFTWARE} {comparability.__version__}"
    return words(
        "{instant}, by {person}",
        instant=formatting.instant(wording.written_at),
        person=wording.written_by,
    )


def _arms(record: Dossier, roles: tuple[ArmRole, ...], words: Words) -> str:
    return words.listed(arm.name for arm in record.arms if arm.role in roles)


def _suppliers(record: Dossier, roles: tuple[ArmRole, ...], words: Words) -> str:
    arms = {arm.id for arm in record.arms if arm.role in roles}
    names = [source.supplier_name for source in record.sources if source.arm_id in arms]
    return words.listed(dict.fromkeys(names))


def _counted(record: Dossier, roles: tuple[ArmRole, ...]) -> str:
    left_out = {row["lot_id"] for row in record.assessment.lots if row["excluded_reason"]}
    assessed = {row["lot_id"] for row in record.assessment.lots} - left_out
    return str(sum(each.lot.id in assessed for each in record.lots if each.role in roles))
