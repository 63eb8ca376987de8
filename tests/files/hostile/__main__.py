"""Write every file, and the manifest beside them, into a folder."""

import shutil
import sys
from pathlib import Path

from tests.files.hostile.cases import MANIFEST, expected


def write(folder: Path) -> int:
    """How many files were written. Their names say which line of the manifest they are."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(MANIFEST, folder / MANIFEST.name)
    for each in expected():
        (folder / each.plain_name()).write_bytes(each.data())
    return len(expected())


if __name__ == "__main__":
    print(f"{write(Path(sys.argv[1]))} files and their manifest")
