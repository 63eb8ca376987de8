"""What a person may type as a day: ISO or dd-Mon-yyyy, and nothing that can be read in two ways."""

import datetime as dt

# typed -> day
ACCEPTED = {
    "2026-03-04": dt.date(2026, 3, 4),
    "04-Mar-2026": dt.date(2026, 3, 4),
    "04-MAR-2026": dt.date(2026, 3, 4),
    "31-Dec-2025": dt.date(2025, 12, 31),
    " 2026-03-04 ": dt.date(2026, 3, 4),
}

REFUSED = (
    "03/04/2026",  # day and month either way round
    "3.4.2026",
    "03-04-2026",
    "03-04-26",
    "2026/03/04",
    "2569-03-04",  # Buddhist era
    "R8-03-04",  # Japanese era
    "令和8年3月4日",
    "2026年3月4日",
    "115-03-04",  # era of the Republic of China
    "46085",  # a spreadsheet's serial number
    "46085.5",
    "2026-02-29",  # no such day
    "31-Apr-2026",
    "2026-13-01",
    "2026-3-4",
    "4-Mar-2026",
    "04-Mär-2026",
    "２０２６-03-04",
    "2026-03-04T10:00",
    "today",
    "2026-03-04\u200b",
)

EVERY = (*ACCEPTED, *REFUSED)
