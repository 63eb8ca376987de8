"""What a person may type as a number, and what each text must become, by the grammar of results.

The grammar (docs/integration.md): optional sign; ASCII digits with at most one point; optional exponent
`E13`, `x 10^13`, `× 10^13` or `×10¹³`, at most 99 in size; spaces only around the `x` and outside; one
leading `<`, `≤`, `>` or `≥` makes a limit; ND, NT, QNS, INV and over are states. Everything else is refused.
The exact decimals were written by hand from that text, with every digit that was typed.
"""

# typed -> canonical decimal
VALUES = {
    # plain
    "0": "0", "1": "1", "7": "7", "42": "42", "104.5": "104.5", "0.85": "0.85", "1.10": "1.10",
    "5.00": "5.00",
    "0.00512": "0.00512", "100": "100", "100.0": "100.0", "12300000000000": "12300000000000",
    "0.1": "0.1", "0.3": "0.3", "2.675": "2.675", "1.005": "1.005", "9007199254740993": "9007199254740993",
    "0.1729000061750412": "0.1729000061750412", "3.14159265358979323846264338327950288":
    "3.14159265358979323846264338327950288", "99999999999999999999": "99999999999999999999",
    # zeros that were typed are digits; leading zeros and the sign of zero are not
    "0.0": "0.0", "0.000": "0.000", "-0": "0", "+0": "0", "-0.00": "0.00", "007": "7", "00.50": "0.50",
    "1.000000000000000000": "1.000000000000000000", "0E5": "0E+5", "-0E-3": "0.000",
    # the point at an end
    "5.": "5", ".5": "0.5", "-.5": "-0.5", "+.5": "0.5", "0.": "0",
    # signs
    "+5": "5", "-5": "-5", "-5.20": "-5.20", "+1.20E13": "1.20E+13", "-1.2E-3": "-0.0012",
    # E notation
    "1E0": "1", "1E1": "1E+1", "1.20E13": "1.20E+13", "1.20e13": "1.20E+13", "1.20E+13": "1.20E+13",
    "1.20e+13": "1.20E+13", "1.20E+013": "1.20E+13", "5.00E+12": "5.00E+12", "2.8E-9": "2.8E-9",
    "2.8e-09": "2.8E-9", "12E12": "1.2E+13", ".12E14": "1.2E+13", "5.E3": "5E+3", "1E99": "1E+99",
    "1E-99": "1E-99", "9.99E99": "9.99E+99", "123.45E2": "12345", "123.45E1": "1234.5", "1.0E2": "1.0E+2",
    # powers of ten as certificates print them
    "1.2x10^13": "1.2E+13", "1.2 x10^13": "1.2E+13", "1.2x 10^13": "1.2E+13", "1.2 x 10^13": "1.2E+13",
    "1.2  x  10^13": "1.2E+13", "1.2×10^13": "1.2E+13", "1.2 × 10^13": "1.2E+13", "1.2 × 10^-3": "0.0012",
    "1.2 x 10^+13": "1.2E+13", "1.20 x 10^13": "1.20E+13", "-1.2 x 10^13": "-1.2E+13", "3 x 10^0": "3",
    "1.2×10¹³": "1.2E+13", "1.2 ×10¹³": "1.2E+13", "1.2 × 10¹³": "1.2E+13", "1.2 x 10¹³": "1.2E+13",
    "1.2 × 10⁻³": "0.0012", "1.20×10⁺¹³": "1.20E+13", "1×10⁹⁹": "1E+99", "1×10⁻⁹⁹": "1E-99", "5.0×10⁰": "5.0",
    # outer spaces are kept in the text as typed
    " 5": "5", "5 ": "5", "  1.20E13  ": "1.20E+13",
}  # fmt: skip

# typed -> sign and canonical decimal
LIMITS = {
    "<2.8E9": ("<", "2.8E+9"), "<0.5": ("<", "0.5"), "<0": ("<", "0"), "≤0.50": ("≤", "0.50"),
    ">1E5": (">", "1E+5"), "≥3": ("≥", "3"), "<1.2×10¹³": ("<", "1.2E+13"), "<1.2 x 10^13": ("<", "1.2E+13"),
    ">100.0": (">", "100.0"), " <5 ": ("<", "5"),
}  # fmt: skip

# typed -> state
STATES = {
    "ND": "not detected", "NT": "not tested", "QNS": "quantity not sufficient", "INV": "invalid",
    "over": "above range", "nd": "not detected", "Nt": "not tested", "OVER": "above range",
    " ND ": "not detected",
}  # fmt: skip

REFUSED = (
    # nothing
    "",
    # commas, and everything else that groups digits
    "1,23", "1,234", "1,234.5", "1.234,5", "0,5", "1'000", "1_000", "1 000", "1\u202f000", "1\u00a0000",
    "1 2",
    "1. 2", "12 .5", "1.2.3", "1..2",
    # no number
    "nan", "NaN", "-nan", "sNaN", "qNaN", "inf", "-inf", "Infinity", "∞", "null", "None", "true", "yes",
    # exponents too large, unfinished or doubled
    "1E100", "1E-100", "1e400", "1E+10000000", "10E99", "0.1E-99", "1×10¹⁰⁰", "1 x 10^100", "5e", "5E+",
    "E13",
    "1e5e5", "1E1.5", "1.2E 13", "1.2 E13", "1.2E١٣",
    # other ways to write a power of ten
    "1.2*10^13", "1.2^13", "1.2 X 10^13", "10^13", "1.2×10^", "1.2×10", "1.2 x 1013", "1.2×1013", "1.2²",
    "x10^3",
    "1.2 x 10**13", "1.2·10^13", "1.2 x 10 ^13", "1.2 x 10^ 13", "1.2D13",
    # signs
    "--5", "+-5", "5-", "- 5", "−5", "–5", "—5", "±5", "5 ± 1", "5 +/- 1", "12-14", "12 – 14", "~5",
    "ca. 5", "≈5",
    "(5)", "+", "-", ".", "",
    # limits
    "<", "≤", "<<5", "<=5", ">=5", "=<5", "< 5", "5<", "<ND", "<5>", "<5,0", "≦5", "＜5", "⩽5", "less than 5",
    # units and words
    "85%", "85 %", "1.2E13 vg/mL", "1.2E13vg", "5 EU/mL", "3 µg", "37 °C", "$5", "5€", "½", "1/2", "Ⅷ",
    # digits of other scripts
    "５.０", "٣", "१२", "๓", "一二", "𝟓", "①", "5.٠",
    # other number systems, formulas, errors of a spreadsheet
    "0x1F", "0b11", "0o17", "1F", "#N/A", "#DIV/0!", "=1+1", "@5", "'5",
    # states that say too little, and words
    "NA", "N/A", "n.d.", "n.t.", "TBD", "-", "negative", "complies", "BLOQ", "ND*", "N D",
    # what cannot be seen
    "5\t", "5\n", "\n5", "5\r", "1\t2", "5\x00", "5\x1b", "\x085", "5\x7f", "5\x85", "5\u200b", "\ufeff5",
    "1\u00ad0",
    "\u202e5", "\u20665\u2069", "5\u2060", "5\u3000", "5\ufffd", "5\ud800", "\udc005", "5\ue000",
    "5\U000e0031",
    # too long
    "9" * 65, "0." + "0" * 70 + "1", "1" * 10_000,
)  # fmt: skip

EVERY = tuple(dict.fromkeys((*VALUES, *LIMITS, *STATES, *REFUSED)))


def meaning(typed: str) -> tuple[str | None, str | None, str | None] | None:
    """Sign of a limit, exact decimal and state in words; None for what must be refused."""
    if typed in VALUES:
        return None, VALUES[typed], "value"
    if typed in LIMITS:
        return (*LIMITS[typed], "limit")
    if typed in STATES:
        return None, None, STATES[typed]
    return None
