"""What only several attributes together show: the same lot under two numbers, a result that follows from
others, a composition. Every attribute is compared by itself first.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from comparability.model.criteria.criterion import Criterion
from comparability.model.datasets import AttributeData
from comparability.model.errors import Invalid
from comparability.model.judging.checks import checks_of_lots
from comparability.model.judging.comparison import Comparison, Context, compare
from comparability.model.judging.compositions import parts_of_wholes
from comparability.model.judging.lot_values import listed
from comparability.model.values.numbers import exact_decimal, read_result
from comparability.model.vocabulary import Contrast, ResultState
from comparability.statistics.checks.algebraic import Form, Relation, algebraic_relations
from comparability.statistics.checks.duplicated_lots import duplicated_lots
from comparability.statistics.checks.rounding import hidden_spread
from comparability.statistics.checks.typed import TypedTable, typed_table
from comparability.statistics.errors import StatisticsError

LEAST_ATTRIBUTES = 3  # that two lots must share before they are taken for one
LEAST_LOTS = 3  # in which a relation between attributes must hold
MOST_ACCIDENTS = 0.05  # relations that unrelated results with these digits would show by accident
MOST_STEPS = 1  # a range of one last digit is made by rounding


def compare_all(
    attributes: Sequence[AttributeData], criteria: Sequence[Criterion], contexts: Sequence[Context]
) -> tuple[Comparison, ...]:
    """Every attribute by its criterion, with what they show together beside each."""
    found = [
        compare(attribute, criterion, context=context)
        for attribute, criterion, context in zip(attributes, criteria, contexts, strict=True)
    ]
    if not found:
        return ()
    floors = {each.attribute_id: each.floor for each in criteria if each.floor is not None}
    parts = parts_of_wholes(attributes, level=1.0 - 2.0 * criteria[0].alpha, floors=floors)
    said = _said_together(attributes, counted=_counted(criteria))
    return tuple(
        replace(
            comparison,
            figures=(*comparison.figures, *(part.figures if part else ())),
            side_analyses=(*comparison.side_analyses, *((part.beside,) if part else ())),
            checks=(
                *checks_of_lots(attribute, criterion, comparison.lots),
                *said.get(attribute.attribute_id, ()),
            ),
        )
        for attribute, criterion, comparison in zip(attributes, criteria, found, strict=True)
        for part in (parts.get(attribute.attribute_id),)
    )


def _counted(criteria: Sequence[Criterion]) -> frozenset[int]:
    """Attributes whose events are counted: whole numbers have no further digits."""
    return frozenset(each.attribute_id for each in criteria if each.contrast is Contrast.RATE_RATIO)


def _said_together(attributes: Sequence[AttributeData], *, counted: frozenset[int]) -> dict[int, list[str]]:
    """By attribute, the sentences that the table of all results gives."""
    lots = sorted({item.lot_number for each in attributes for item in each.used})
    measured = [each for each in attributes if any(item.state is ResultState.VALUE for item in each.used)]
    said: dict[int, list[str]] = {each.attribute_id: [] for each in measured}
    if len(lots) < 2 or not measured:
        return said
    typed = {
        each.attribute_id: {item.lot_number: _typed(item.entered) for item in each.used} for each in measured
    }
    table = typed_table(rows=[[typed[each.attribute_id].get(lot) for each in measured] for lot in lots])
    for pair in duplicated_lots(table=table, least_attributes=LEAST_ATTRIBUTES):
        names = listed([lots[place] for place in pair.lots])
        for each in measured:
            said[each.attribute_id].append(
                f"Lots {names} agree in every digit of the {pair.attributes} attributes that tell lots "
                "apart: look whether one lot stands under several numbers."
            )
    for relation in _relations(table):
        sentence = _relation(relation, [each.name for each in measured])
        for place in (*relation.left, *relation.right):
            said[measured[place].attribute_id].append(sentence)
    for hidden in hidden_spread(table=table, most_steps=MOST_STEPS):
        number = measured[hidden.attribute].attribute_id
        if number not in counted:
            said[number].append(_hidden(hidden.steps))
    return said


def _hidden(steps: int) -> str:
    if steps == 0:
        return (
            "All results are the same in every digit that was typed, so their spread cannot be seen: report "
            "more digits."
        )
    return (
        f"The results differ by at most {steps} of their last digit, so most of their spread is made by "
        "rounding: report more digits."
    )


def _typed(entered: str) -> Decimal | None:
    try:
        reading = read_result(entered)
    except Invalid:
        return None
    if reading.state is not ResultState.VALUE or reading.decimal is None:
        return None
    return exact_decimal(reading.decimal)


def _relations(table: TypedTable) -> tuple[Relation, ...]:
    try:
        return algebraic_relations(table=table, least_lots=LEAST_LOTS, most_accidents=MOST_ACCIDENTS)
    except StatisticsError:
        return ()


def _relation(relation: Relation, names: Sequence[str]) -> str:
    sign = " + " if relation.form is Form.SUM else " × "
    left, right = (sign.join(names[place] for place in side) for side in (relation.left, relation.right))
    # A product has a power of ten beside it where units or percentages ask for one; a sum has not.
    has_factor = relation.form is Form.PRODUCT and relation.constant != 1.0
    factor = f"{relation.constant:g} × " if has_factor else ""
    what = f"{left} = {factor}{right}" if right else f"{left} = {relation.constant:g}"
    return (
        f"Within the digits that were typed, {what} in all {relation.lots} lots: these attributes are not "
        "independent evidence."
    )
