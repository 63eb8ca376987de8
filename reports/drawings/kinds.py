"""Every kind of plot with what draws it and what says the same in words."""

from collections.abc import Callable, Mapping
from typing import Any

from reportlab.graphics.shapes import Drawing

from reports.components import ComponentsPlot
from reports.drawings.components import components_alternative, components_drawing
from reports.drawings.genealogy import genealogy_alternative, genealogy_drawing
from reports.drawings.intervals import interval_alternative, interval_drawing
from reports.drawings.lots import lots_alternative, lots_drawing
from reports.drawings.methods import (
    agreement_alternative,
    agreement_drawing,
    methods_alternative,
    methods_drawing,
)
from reports.drawings.parts import ternary_alternative, ternary_drawing
from reports.drawings.power import power_alternative, power_drawing
from reports.drawings.slopes import slopes_alternative, slopes_drawing
from reports.lineage import Genealogy
from reports.overtime import SlopesPlot
from reports.plots import AgreementPlot, IntervalPlot, LotsPlot, MethodsPlot, PowerPlot
from reports.typefaces import Faces
from reports.wholes import TernaryPlot
from reports.wording import Words

Plot = (
    AgreementPlot
    | ComponentsPlot
    | Genealogy
    | IntervalPlot
    | LotsPlot
    | MethodsPlot
    | PowerPlot
    | SlopesPlot
    | TernaryPlot
)
_KINDS: Mapping[type, tuple[Callable[..., Drawing], Callable[[Any, Words], str]]] = {
    AgreementPlot: (agreement_drawing, agreement_alternative),
    ComponentsPlot: (components_drawing, components_alternative),
    Genealogy: (genealogy_drawing, genealogy_alternative),
    IntervalPlot: (interval_drawing, interval_alternative),
    LotsPlot: (lots_drawing, lots_alternative),
    MethodsPlot: (methods_drawing, methods_alternative),
    PowerPlot: (power_drawing, power_alternative),
    SlopesPlot: (slopes_drawing, slopes_alternative),
    TernaryPlot: (ternary_drawing, ternary_alternative),
}


def drawing_of(plot: Plot, faces: Faces, words: Words, width: float) -> Drawing:
    """The plot as a drawing. width: in points; the height follows from what the plot holds."""
    draw, _ = _KINDS[type(plot)]
    return draw(plot, faces, words, width)


def alternative_of(plot: Plot, words: Words) -> str:
    """The same in words, made of the plot's numbers."""
    _, tell = _KINDS[type(plot)]
    return tell(plot, words)
