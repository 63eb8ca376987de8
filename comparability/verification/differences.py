"""Where two pieces of plain data part: the path and both values, in reading order."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# Another processor or mathematical library may give another last digit of a quadrature; what is printed has
# six digits at most, so agreement to nine never hides a printed difference.
RELATIVE = 1e-9


def differences(found: Any, computed: Any, path: str) -> Iterator[str]:
    """A sentence for each place at which `found`, in the file, is not what was computed again."""
    if isinstance(found, Mapping) and isinstance(computed, Mapping):
        for name in sorted(found.keys() | computed.keys(), key=str):
            if name not in found or name not in computed:
                where = "the file" if name not in found else "what was computed again"
                yield f"{path}, {name}: missing in {where}"
            else:
                yield from differences(found[name], computed[name], f"{path}, {_name(name, found[name])}")
    elif _is_list(found) and _is_list(computed):
        if len(found) != len(computed):
            yield f"{path}: {len(found)} in the file, {len(computed)} computed again"
            return
        for place, (one, other) in enumerate(zip(found, computed, strict=True), start=1):
            yield from differences(one, other, f"{path}, {_label(one) or place}")
    elif not _same(found, computed):
        yield f"{path}: the file says {found!r:.80}, computed again it is {computed!r:.80}"


def _same(one: Any, other: Any) -> bool:
    numbers = isinstance(one, int | float) and isinstance(other, int | float)
    if numbers and not isinstance(one, bool) and not isinstance(other, bool):
        return math.isclose(one, other, rel_tol=RELATIVE)
    return bool(one == other)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _name(name: Any, value: Any) -> str:
    return str(name).replace("_", " ")


def _label(value: Any) -> str | None:
    """What a reader calls an element of a list: the name of a figure, the number of a lot."""
    if isinstance(value, Mapping):
        for name in ("meaning", "name", "lot_number", "left_out"):
            if isinstance(value.get(name), str):
                return f"“{value[name]}”"
    return None
