"""Breaks one rule at a time in a copy of the tree and demands that the named test fails.

Run as `python -m tests.mutants [WORD …]`; a word chooses the entries whose rule, file or test contains it.
Exit 0 only if every breakage was noticed by a test that passes on the unbroken tree.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from tests.mutants.entries import CHECKOUT, Mutant, Unusable, read

WORKERS = 2
PYTEST_PASSED, PYTEST_FAILED = 0, 1
SECONDS = 300  # an endless loop is noticed too


def copy_tree(target: Path) -> Path:
    """What git knows or would add, plus the fetched fonts, without anything built."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    fonts = [
        str(path.relative_to(CHECKOUT))
        for folder in ("reports/fonts", "comparability/web/static/fonts")
        for path in (CHECKOUT / folder).glob("*.*")
    ]
    for name in {*filter(None, listed.split("\0")), *fonts}:
        source, copy = CHECKOUT / name, target / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
    return target


def run_tests(
    tree: Path, tests: Iterable[str], *, seconds: float | None = SECONDS
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", *tests],
        cwd=tree,
        # Two versions of one file within a second would share their compiled form.
        env=os.environ
        | {
            "PYTHONPATH": str(tree),
            "PYTHONDONTWRITEBYTECODE": "1",
            "COMPARABILITY_REFERENCES": os.environ.get(
                "COMPARABILITY_REFERENCES", str(CHECKOUT.parent / "shared" / "references")
            ),
        },
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def verdict(mutant: Mutant, tree: Path) -> str | None:
    """None when the breakage was noticed, else what is wrong."""
    try:
        before = mutant.apply(tree)
    except Unusable as error:
        return str(error)
    try:
        finished = run_tests(tree, [mutant.test])
    except subprocess.TimeoutExpired:
        return None
    finally:
        (tree / mutant.file).write_text(before, encoding="utf-8")
    if finished.returncode == PYTEST_FAILED:
        return None
    if finished.returncode == PYTEST_PASSED:
        return f"SURVIVED: {mutant.test} passes without the rule"
    last = (finished.stdout.strip() or finished.stderr.strip()).splitlines()[-1:]
    return f"NOT RUN (pytest exit {finished.returncode}): {' '.join(last)}"


def main(words: list[str]) -> int:
    chosen = [
        mutant
        for mutant in read()
        if not words or any(word in f"{mutant.rule} {mutant.file} {mutant.test}" for word in words)
    ]
    if not chosen:
        print("no breakage in the list matches", file=sys.stderr)
        return 1
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trees: Queue[Path] = Queue()
        for number in range(WORKERS):
            trees.put(copy_tree(Path(folder) / f"tree{number}"))
        sound = trees.get()
        unbroken = run_tests(sound, sorted({mutant.test for mutant in chosen}), seconds=None)
        trees.put(sound)
        if unbroken.returncode != PYTEST_PASSED:
            print(unbroken.stdout, unbroken.stderr, sep="\n")
            print("the named tests do not pass on the unbroken tree", file=sys.stderr)
            return 1

        def judge(mutant: Mutant) -> tuple[Mutant, str | None]:
            tree = trees.get()
            try:
                return mutant, verdict(mutant, tree)
            finally:
                trees.put(tree)

        wrong = 0
        with ThreadPoolExecutor(WORKERS) as pool:
            for mutant, problem in pool.map(judge, chosen):
                wrong += problem is not None
                print(f"{'noticed ' if problem is None else 'PROBLEM '} {mutant.rule}", flush=True)
                if problem:
                    print(f"          {mutant.file}: {problem}", flush=True)
    print(f"{len(chosen) - wrong} of {len(chosen)} breakages noticed in {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
