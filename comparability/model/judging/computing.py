"""Where values leave double precision on the way to a figure: a sentence, never a traceback.

A computation refuses what it knows it cannot do; products and powers of absurd values are met here.
"""

from typing import Final

from comparability.statistics.errors import StatisticsError


class BeyondPrecision(StatisticsError):
    def __init__(self) -> None:
        super().__init__(
            "With values of such different sizes the figures leave double precision: look for a result that "
            "was mistyped."
        )


# What a computation raises where the values do not allow it: its own refusals, which are a ValueError, and
# what arithmetic or the search for a root meets.
NOT_COMPUTED: Final = (ArithmeticError, ValueError)
