"""Numbers of records that somebody may put into an address or a form, none of which is there."""

LARGEST_32, LARGEST_64 = 2**31 - 1, 2**63 - 1

WHOLE = (0, 999_999, LARGEST_32, 2**31, LARGEST_64, 2**63, 2**63 + 1, 2**64, 10**30, 10**400)
ODD = (
    "-1", "-9223372036854775808", "1.0", "1e3", "0x1", "٣", "１", "1%00", "1'", "1 OR 1=1", "NaN", "true",
    "null", "",
)  # fmt: skip
EVERY = (*map(str, WHOLE), *ODD)
