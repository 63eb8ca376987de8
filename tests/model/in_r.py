"""The printed R programs, run where R and the packages that they name are installed."""

import functools
import math
import re
import shutil
import subprocess

import pytest

from comparability.model.judging.comparison import Comparison

RSCRIPT = shutil.which("Rscript")
needs_r = pytest.mark.skipif(
    RSCRIPT is None, reason="Rscript is not installed: printed R programs are not run"
)
# As every program prints them, each where it exists.
IN_ORDER = (
    "estimate", "interval_low", "interval_high", "df", "difference_low", "difference_high", "p_low", "p_high",
    "probability",
)  # fmt: skip


def run_in_r(snippet: str | None) -> list[float]:
    """Every finite number that the program prints; an end that is open is no figure."""
    assert RSCRIPT is not None and snippet is not None
    finished = subprocess.run(
        [RSCRIPT, "--vanilla", "-"],
        input=f"options(digits = 15)\n{snippet}\n",
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, f"{finished.stderr}\n{snippet}"
    numbers = [float(text) for text in re.sub(r"\[\d+\]", " ", finished.stdout).split()]
    return [number for number in numbers if math.isfinite(number)]


def stored(found: Comparison, *names: str) -> list[float]:
    """The figures of those names that there are, in the order of the names."""
    figures = {item.name: item.value for item in found.figures}
    return [figures[name] for name in names or IN_ORDER if name in figures]


def assert_same_in_r(found: Comparison, *, rel: float, names: tuple[str, ...] = ()) -> None:
    assert run_in_r(found.r_snippet) == pytest.approx(stored(found, *names), rel=rel, abs=1e-12)


@functools.cache
def has_package(name: str) -> bool:
    if RSCRIPT is None:
        return False
    asked = f"quit(status = !requireNamespace('{name}', quietly = TRUE))"
    return subprocess.run([RSCRIPT, "--vanilla", "-e", asked], check=False).returncode == 0


def skip_without(*packages: str) -> None:
    for name in packages:
        if not has_package(name):
            pytest.skip(f"the R package {name} is not installed: printed R programs that need it are not run")
