"""What is typed about the plan of a switch: lots, targets, money and time, and a row for each attribute."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from comparability.model.plans.offers import SdOffer
from comparability.model.plans.question import (
    FEWEST_POST,
    MOST_POST,
    MOST_PRE,
    AssumptionText,
)
from comparability.model.plans.subjects import Subject, spread_label
from comparability.model.vocabulary import CorrelationSource, LotRuns, SdSource, Tier
from comparability.storage.plan_grounds import PlanGround
from comparability.storage.plans import AssumptionLine, Plan
from comparability.usecases.plans import PlanEntry
from comparability.web.forms.base import long_text, number, reason, text, word
from comparability.web.forms.fields import VersionField, required_or_not
from comparability.web.forms.protocols import FigureField, figure
from comparability.web.forms.tables import TableForm, cell, table_form

COLUMNS = ("sd", "df", "note", "shift")
MISSING = {
    "sd": "State how much lots vary, for example 12.5.",
    "shift": "State the true shift to plan for, for example 0.95 for a ratio.",
}
_OF_PLAN = (
    "n_pre", "n_post", "post_from", "post_to", "target_each", "target_joint", "sd_ratio",
    "correlation_source", "correlation", "pair_correlation", "lot_runs", "cost_post", "cost_pre",
    "cost_retest", "currency", "months_first", "months_between", "comment",
)  # fmt: skip


def _optional_figure(label: str, description: str) -> Any:
    return FigureField(label, required_or_not(False), description=description)


class PlanForm(TableForm):
    after = VersionField("Version")
    n_pre = number(
        "Pre lots", low=FEWEST_POST, high=MOST_PRE, description="Made already: no plan can change them."
    )
    n_post = number("Post lots planned", low=FEWEST_POST, high=MOST_POST)
    post_from = number("Compare from", low=FEWEST_POST, high=MOST_POST, description="Post lots, the fewest.")
    post_to = number("Compare up to", low=FEWEST_POST, high=MOST_POST, description="Post lots, the most.")
    target_each = figure("Target for each attribute", description="A chance to pass, for example 0.90.")
    target_joint = figure(
        "Target for all together",
        description="For example 0.80. All tier A attributes must pass; four at 0.80 each pass together with "
        "0.41 if they vary independently.",
    )
    sd_ratio = figure(
        "Spread of the new process", description="As a multiple of the old one's. 1: it varies as much."
    )
    correlation_source = word("Correlation between attributes", CorrelationSource, empty=None)
    correlation = _optional_figure(
        "Correlation, where it is stated",
        "Of two attributes of one lot, from lot to lot. 0: independent, which promises the least together.",
    )
    pair_correlation = _optional_figure(
        "Correlation within pairs",
        "Of the two lots made from one split source. Stated, split lots are compared as a design too.",
    )
    lot_runs = word(
        "Runs in which lots are measured",
        LotRuns,
        required=False,
        description="Asked where a criterion declares an SD between runs.",
    )
    cost_post = figure("Cost of a post lot", description="For example 500000.")
    cost_pre = _optional_figure(
        "Cost of a further pre lot", "Left open, designs that need one have no price."
    )
    cost_retest = _optional_figure("Cost of a re-test of a retain", "All attributes of one lot.")
    currency = text("Currency", maximum=3, description="Three letters, for example USD.")
    months_first = figure("Months until the first post lot", description="For example 11.")
    months_between = figure("Months between post lots", description="For example 1.5.")
    comment = long_text("Comment")
    reason = reason(
        "Why another version",
        required=False,
        description="Needed when a plan was saved before; kept in the audit trail.",
    )

    #: By attribute number, whether its row may be left empty as a whole.
    optional_rows: Mapping[int, bool] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Every cell that is missing is named at once, and so is the reason of a later version."""
        is_valid = super().validate(extra_validators)
        for number_of, is_optional in self.optional_rows.items():
            cells = {column: self[cell(number_of, column)] for column in COLUMNS}
            if is_optional and all(each.data is None and not each.errors for each in cells.values()):
                continue
            for column, words in MISSING.items():
                if cells[column].data is None and not cells[column].errors:
                    cells[column].errors = [words]
                    is_valid = False
        if self.after.data is not None and self.reason.data is None and not self.reason.errors:
            self.reason.errors = ["Say why another version follows."]
            is_valid = False
        self.answer_status = 200 if is_valid else 422
        return is_valid

    def entry(self) -> PlanEntry:
        return self.fill(PlanEntry)

    def texts(self, subjects: Sequence[Subject]) -> list[AssumptionText]:
        return [
            AssumptionText(
                attribute_id=each.number,
                **{column: self[cell(each.number, column)].data for column in COLUMNS},
            )
            for each in subjects
        ]


def plan_form(ground: PlanGround, saved: Plan | None, assumptions: Sequence[AssumptionLine]) -> PlanForm:
    """Filled with the latest version or, before it, with what the records offer; never with a true shift."""
    fields: dict[str, Any] = {}
    for each in ground.planned:
        name, number_of = each.name, each.number
        label = spread_label(each.contrast, each.unit)
        fields[cell(number_of, "sd")] = text(f"{name}: {label}", required=False, maximum=64)
        fields[cell(number_of, "df")] = text(f"{name}: degrees of freedom", required=False, maximum=64)
        fields[cell(number_of, "note")] = long_text(f"{name}: where the SD comes from")
        fields[cell(number_of, "shift")] = text(f"{name}: true shift", required=False, maximum=64)
    form = table_form(PlanForm, fields, plan_data(ground, saved, assumptions))
    form.optional_rows = {each.number: each.criterion.tier is not Tier.A for each in ground.planned}
    return form


def plan_data(
    ground: PlanGround, saved: Plan | None, assumptions: Sequence[AssumptionLine]
) -> dict[str, Any]:
    """By field name."""
    data: dict[str, Any] = {"after": None if saved is None else saved.number}
    if saved is None:
        data |= {
            "n_pre": ground.made_pre if ground.made_pre >= FEWEST_POST else ground.protocol.planned_pre,
            "n_post": ground.protocol.planned_post,
            "post_from": 3,
            "post_to": 12,
            "sd_ratio": Decimal(1),
            "correlation_source": CorrelationSource.STATED,
        }
    else:
        data |= {name: getattr(saved, name) for name in _OF_PLAN}
    stated = {line.assumption.attribute_id: line for line in assumptions}
    for each in ground.planned:
        row = _row(stated.get(each.number), ground.offers.get(each.number, ()), is_first=saved is None)
        data |= {cell(each.number, column): value for column, value in row.items()}
    return data


def _row(
    line: AssumptionLine | None, offers: Sequence[SdOffer], *, is_first: bool
) -> Mapping[str, str | None]:
    """What was stated before; at the first time the best offer, which says itself where it comes from."""
    if line is not None:
        saved = line.assumption
        is_offered = saved.source is not SdSource.STATED and any(offer.sd == saved.sd for offer in offers)
        kept = None if is_offered else saved.note
        return {"sd": saved.sd, "df": None if is_offered else saved.df, "note": kept, "shift": saved.shift}
    offer = next(iter(offers), None) if is_first else None
    return {"sd": None if offer is None else offer.sd, "df": None, "note": None, "shift": None}
