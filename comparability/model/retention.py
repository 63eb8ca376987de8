"""How long a record that is no longer in force is kept before two people may dispose of it."""

from datetime import date
from typing import Final

# What traces a gene therapy product is kept 30 years beyond its expiry: Regulation (EC) No 1394/2007, Article
# 15(4). A company that has to keep for another time says so on the product.
DEFAULT_YEARS: Final = 30
LONGEST_YEARS: Final = 100


def retained_until(day: date, years: int | None) -> date:
    """The last day on which a record is kept. day: when it was superseded. years: None for the default."""
    year = day.year + (DEFAULT_YEARS if years is None else years)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 3, 1)
