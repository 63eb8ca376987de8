"""What is typed about a protocol: its rule, and its freeze and amendment. Criteria are in `criteria`."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from comparability.model.freezing import MOST_WITHOUT_PAIRS
from comparability.model.values.plain_numbers import plain_number
from comparability.model.vocabulary import ArmClaim, ArmPairs, LotStatus, LotUse, Occasion, ProtocolMode
from comparability.storage.plans import Plan
from comparability.storage.protocols import Protocol
from comparability.usecases.protocols import FreezeEntry, ProtocolEntry
from comparability.web.forms.base import (
    BaseForm,
    EditForm,
    choice,
    day,
    long_text,
    number,
    reason,
    several,
    text,
    word,
    words,
)
from comparability.web.forms.fields import TypedField, required_or_not
from comparability.web.forms.signing import DeclaringSigningForm


class FigureField(TypedField):
    """A plain number, read exactly."""

    def read(self, text: str) -> Decimal:
        return plain_number(text)


def figure(label: str, *, description: str) -> Any:
    return FigureField(label, required_or_not(True), description=description)


class ProtocolForm(BaseForm):
    mode = word(
        "Mode",
        ProtocolMode,
        description="Prospective: frozen before results of post-switch lots. A switch already under way is "
        "retrospective, and marked so everywhere.",
    )
    mode_reason = long_text("Why retrospective", description="Only for the retrospective mode.")
    external_document = text(
        "Document", required=False, description="Reference and version of the approved original."
    )
    external_approved_on = day("Approved on")
    external_attestation = long_text(
        "Attestation by QA", description="For example: “The signed original was compared with this record.”"
    )
    alpha = figure("Alpha, one-sided", description="For example 0.05; the interval then has level 90 %.")
    difference_level = figure(
        "Level at which a difference is looked for", description="Two-sided, for example 0.95."
    )
    planned_pre = number("Lots planned before", low=1, high=999)
    planned_post = number("Lots planned after", low=1, high=999)
    lots_justification = long_text("Why this number of lots", required=True)
    minimum_lots = number(
        "Fewest lots an arm",
        low=1,
        high=99,
        default=3,
        description="With fewer, nothing is judged. Tier A needs three unless you say why not.",
    )
    minimum_lots_reason = long_text("Why fewer than three")
    eligible_uses = words("Uses of lots that count", LotUse, required=True)
    eligible_statuses = words("Lot statuses that count", LotStatus, required=True)
    eligible_occasions = words("Testing occasions that count", Occasion, required=True)
    eligible_process_versions = several(
        "Process versions that count", description="None ticked: any version counts."
    )
    manufactured_from = day("Made on or after")
    manufactured_to = day("Made on or before")
    failed_lots = long_text(
        "How failed lots are treated",
        required=True,
        description="For example: “Listed with their cause; not compared.” A failed batch is never dropped.",
    )
    arm_pairs = choice(
        "Which arms are compared",
        [(ArmPairs.EACH_WITH_PRE, "each arm with the pre arm"), (ArmPairs.EVERY_PAIR, "every pair of arms")],
        required=True,
        description="Lots of several arms are never pooled. The worst pair decides.",
    )
    arm_claim = choice(
        "What is claimed of them",
        [
            (ArmClaim.ALL, "all arms: every pair must pass, each at alpha"),
            (ArmClaim.CHOSEN, "the arms that pass: alpha is divided by the number of pairs"),
        ],
        required=True,
        description="A claim of all arms holds alpha as it is (intersection–union). Choosing those that pass "
        "gives chance several tries, so each pair gets its share of alpha.",
    )
    statistical_plan = long_text("Statistical plan", description="Method per attribute, in your own words.")

    def offer(self, process_versions: Iterable[str], *, arms: int) -> None:
        """arms: how many the switch has; with two there is one pair, and nothing to say of it."""
        self.eligible_process_versions.choices = [(version, version) for version in process_versions]
        if arms <= MOST_WITHOUT_PAIRS:
            del self["arm_pairs"]
            del self["arm_claim"]

    def entry(self) -> ProtocolEntry:
        return self.fill(ProtocolEntry, eligible_process_versions=self.eligible_process_versions.data or None)


class EditProtocolForm(ProtocolForm, EditForm):
    def use_plan(self, plan: Plan) -> None:
        """Propose the lots of a plan and why they are so many; the person edits and saves."""
        self.planned_pre.data, self.planned_post.data = plan.n_pre, plan.n_post
        self.lots_justification.data = plan.justification
        self.reason.data = f"Filled from version {plan.number} of the plan."


class _AsTyped:
    """A saved protocol with its words as members, as the form shows them."""

    def __init__(self, protocol: Protocol):
        self._protocol = protocol
        self.eligible_uses = tuple(LotUse(each) for each in protocol.eligible_uses)
        self.eligible_statuses = tuple(LotStatus(each) for each in protocol.eligible_statuses)
        self.eligible_occasions = tuple(Occasion(each) for each in protocol.eligible_occasions)
        self.eligible_process_versions = tuple(protocol.eligible_process_versions or ())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._protocol, name)


def edit_form(protocol: Protocol) -> EditProtocolForm:
    return EditProtocolForm(obj=_AsTyped(protocol))


class FreezeForm(DeclaringSigningForm):
    def entry(self) -> FreezeEntry:
        return FreezeEntry(
            content_hash=self.content_hash.data or "",
            declaration=self.declaration.data,
            comment=self.comment.data,
        )


class AmendForm(BaseForm):
    reason = reason(
        "Why is the protocol amended?", description="Printed on page 1 of the package, with what was known."
    )
