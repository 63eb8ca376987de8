"""Which set of typefaces a document is printed in. An authority's profile says which one it asks for."""

import enum


class Typography(enum.StrEnum):
    SANS = "sans"  # Source Sans 3, and Noto Sans for the other scripts
    SONG = "song"  # Tinos, which has the measures of Times New Roman, and Noto Serif SC, a Song type
