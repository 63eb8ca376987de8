"""The published example of a split source with history."""

from collections.abc import Iterator

from comparability.statistics.paired import paired
from comparability.statistics.qualification.checks import Check, as_printed, check, shipped
from comparability.statistics.split_source import split_source_estimated


def split_apheresis() -> Iterator[Check]:
    reference = shipped("split_source.json")
    for case in reference["cases"]:
        pre, post = case["pre"], case["post"]
        interval = paired(pre=pre, post=post).interval(level=reference["level"])
        weighted = split_source_estimated(pre=pre, post=post, historic=reference["historic"])
        got = {"weight": weighted.weight, "paired_low": interval.low, "paired_high": interval.high}
        for name, printed in case["printed"].items():
            ok = as_printed(printed, got[name])
            yield check(reference, f"{case['id']} {name}", float(printed), got[name], ok)
