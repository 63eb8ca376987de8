"""What regulatory affairs writes of the simulated switch, where no template can speak."""

from collections.abc import Mapping

from comparability.demonstration.stability import ATTRIBUTE
from comparability.usecases.narratives import NarrativeEntry

WHY = (
    "SIMULATED: CDMO B makes lots of 400 L, twice the scale of CDMO A, so that demand after the pivotal "
    "study can be met. Cell bank, plasmids and process version stay the same."
)
DISCUSSION = (
    "SIMULATED: the lots of both sites lie close together in the attributes that bear on dose and activity. "
    "Where a difference is seen in spite of a criterion that is met, it is discussed with its attribute.\n\n"
    "The lots of CDMO B were made and tested later than those of CDMO A. What days and runs add is part of "
    "what varies between the arms, and the intervals hold it."
)
COMMITMENTS = (
    "SIMULATED: the first two commercial lots of CDMO B are tested for all attributes of this document and "
    "reported with the annual review."
)
DISCUSSIONS = {
    ATTRIBUTE: (
        "SIMULATED: at 25 °C, aggregates of the lots of CDMO B rise about a tenth of a percentage point a "
        "month faster than those of CDMO A. The interval lies inside the margin, and a difference is seen "
        "all the same; it is not taken as chance.\n\n"
        "The larger filling line of CDMO B pumps the product twice, which may leave nuclei. Vials are stored "
        "at or below −60 °C and stay at 25 °C for a day at most, in which the difference comes to less than "
        "0.01 percentage points. Aggregates of these lots stay on the long-term stability programme."
    )
}
OF_ATTRIBUTE = (
    "SIMULATED: the difference in {name} is small beside what lots vary by, and nothing in the process "
    "explains it. It is followed in the next lots."
)


def narrative(to_discuss: Mapping[str, str]) -> NarrativeEntry:
    """All texts. to_discuss: name by code of the attributes that somebody has to write of."""
    return NarrativeEntry(
        why=WHY,
        discussion=DISCUSSION,
        commitments=COMMITMENTS,
        discussions={
            code: DISCUSSIONS.get(code, OF_ATTRIBUTE.format(name=name)) for code, name in to_discuss.items()
        },
    )
