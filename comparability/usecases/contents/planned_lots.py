"""What a package prints of the plan of lots: the figures as they were known when the protocol was frozen."""

from comparability.model.criteria.margins import chance
from comparability.model.plans.stored import read_figures
from comparability.model.values import formatting
from comparability.model.vocabulary import Tier
from comparability.storage.dossiers import SwitchRecord
from comparability.usecases.contents.plans import plan_text, target, together
from reports import content
from reports.wording import Words


def section(record: SwitchRecord, words: Words) -> tuple[content.Plan, ...]:
    """The plan that was saved last before the freeze, or nothing."""
    plan = record.plan
    if plan is None:
        return ()
    figures, text = read_figures(plan.figures), plan_text(plan)
    has_tier_a = any(each.tier is Tier.A for each in figures.attributes)
    attributes = [row for row in text.attributes if row.tier == Tier.A.value or not has_tier_a]
    alone = next(iter(figures.attributes))
    return (
        content.Plan(
            reference=words(
                "version {number}, saved {instant} by {person}",
                number=plan.number,
                instant=formatting.instant(plan.saved_at),
                person=record.names[plan.saved_by_id],
            ),
            lots=words("{pre} pre, {post} post", pre=plan.n_pre, post=plan.n_post),
            targets=words(
                "{each} for each attribute, {joint} together",
                each=target(plan, "target_each"),
                joint=target(plan, "target_joint"),
            ),
            attributes=tuple(
                content.PlannedAttribute(
                    name=words.named(row.name),
                    assumed=f"{row.assumed}; {row.source}",
                    chance=row.power,
                    lots_needed=row.needed,
                    smallest_margin=row.smallest_margin,
                )
                for row in attributes
            ),
            together=together(figures) if text.has_joint else chance(alone.power),
            remarks=_remarks(record, text.correlation, words),
        ),
    )


def _remarks(record: SwitchRecord, correlation: str, words: Words) -> tuple[str, ...]:
    plan = record.plan
    if plan is None:
        return ()
    remarks = [
        words(
            "Correlation between attributes: {correlation}. Simulated with {draws} draws from seed {seed}; "
            "method {method}.",
            correlation=correlation,
            draws=f"{plan.draws:,}",
            seed=plan.seed,
            method=plan.method.replace("/", ", version "),
        )
    ]
    if not record.is_plan_of_protocol:
        remarks.append(words("The plan was made for criteria that differ from those that were frozen."))
    return tuple(remarks)
