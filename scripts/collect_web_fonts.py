"""Copies the fonts of the pages, and their licence, out of a folder of npm packages.

Run as `python scripts/collect_web_fonts.py NODE_MODULES_DIR`; package-lock.json has the package's hash.
"""

import shutil
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "comparability" / "web" / "static" / "fonts"
PACKAGE = Path("@fontsource") / "source-sans-3"
SCRIPTS = ("latin", "latin-ext", "greek", "cyrillic", "vietnamese")
STYLES = ("400-normal", "400-italic", "600-normal", "700-normal")


def collect(node_modules: Path, *, into: Path = FOLDER) -> list[Path]:
    """The files written. Raises FileNotFoundError, naming the file, when one is absent."""
    source = node_modules / PACKAGE
    into.mkdir(parents=True, exist_ok=True)
    names = [f"source-sans-3-{script}-{style}.woff2" for script in SCRIPTS for style in STYLES]
    written = [Path(shutil.copyfile(source / "files" / name, into / name)) for name in names]
    written.append(Path(shutil.copyfile(source / "LICENSE", into / "source-sans-3-LICENSE.txt")))
    return written


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python scripts/collect_web_fonts.py NODE_MODULES_DIR", file=sys.stderr)
        return 2
    try:
        written = collect(Path(sys.argv[1]))
    except FileNotFoundError as error:
        print(f"font package incomplete: {error.filename} is missing", file=sys.stderr)
        return 1
    print(f"{len(written)} font files and their licence in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
