"""Copies the fonts that packages are set in, and their licences, out of a folder of npm packages.

Run as `python -m reports.fonts.collect NODE_MODULES_DIR`; package-lock.json holds the hashes of the packages.
"""

import shutil
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
SCOPE = "@expo-google-fonts"
STYLES = {
    "source-sans-3": ("SourceSans3", ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold")),
    "noto-sans-jp": ("NotoSansJP", ("400Regular", "700Bold")),
    "noto-sans-kr": ("NotoSansKR", ("400Regular", "700Bold")),
    "noto-sans-sc": ("NotoSansSC", ("400Regular", "700Bold")),
    "noto-sans-tc": ("NotoSansTC", ("400Regular", "700Bold")),
    "noto-serif-sc": ("NotoSerifSC", ("400Regular", "700Bold")),
    "tinos": ("Tinos", ("400Regular", "400Regular_Italic", "700Bold")),
}
STYLE_WORDS = {
    "400Regular": "Regular",
    "400Regular_Italic": "Italic",
    "600SemiBold": "SemiBold",
    "700Bold": "Bold",
}


def collect(node_modules: Path, *, into: Path = FOLDER) -> list[Path]:
    """The files written. Raises FileNotFoundError, naming the file, when a package is absent or changed."""
    written = []
    for package, (family, styles) in STYLES.items():
        source = node_modules / SCOPE / package
        for style in styles:
            target = into / f"{family}-{STYLE_WORDS[style]}.ttf"
            written.append(Path(shutil.copyfile(source / style / f"{family}_{style}.ttf", target)))
        licence = into / f"{family}-OFL.txt"
        written.append(Path(shutil.copyfile(source / "LICENSE_FONT", licence)))
    return written


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: python -m reports.fonts.collect NODE_MODULES_DIR", file=sys.stderr)
        return 2
    try:
        written = collect(Path(sys.argv[1]))
    except FileNotFoundError as error:
        print(f"font package incomplete: {error.filename} is missing", file=sys.stderr)
        return 1
    print(f"{len(written)} font files and licences in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
