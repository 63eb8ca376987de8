"""One engine makes the document from its source, in a process of its own: `python -m benchmarks.pdf_engines`.

Prints the most memory that the process has held, in KiB: VmHWM of the kernel, which, unlike the children's
figure of `getrusage`, does not start at the size of the process that started it.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

FONTS = Path(__file__).parents[1] / "reports" / "fonts"


def comparability(source: Path, target: Path) -> None:
    from reports.content import from_json
    from reports.render import render

    target.write_bytes(render(from_json(source.read_text(encoding="utf-8"))))


def weasyprint(source: Path, target: Path) -> None:
    import weasyprint

    weasyprint.HTML(filename=str(source)).write_pdf(str(target), pdf_variant="pdf/ua-1", pdf_tags=True)


def typst(source: Path, target: Path) -> None:
    import typst

    typst.compile(
        str(source),
        output=str(target),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


ENGINES: dict[str, Callable[[Path, Path], None]] = {
    "comparability": comparability,
    "weasyprint": weasyprint,
    "typst": typst,
}


if __name__ == "__main__":
    ENGINES[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
    peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    print(peak[1] if peak else 0)
