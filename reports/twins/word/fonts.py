"""Which fonts and spelling a text has in Word: those that its installations bring, named and not embedded."""

from dataclasses import dataclass
from types import MappingProxyType

from reports.typography import Typography

# Our texts are in British spelling. Word keeps the languages of Latin and of East Asian letters apart.
LATIN = MappingProxyType({"en": "en-GB", "vi": "vi-VN", "el": "el-GR"})
EAST_ASIAN = MappingProxyType({"ja": "ja-JP", "ko": "ko-KR", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW"})
HAN_ELSEWHERE = "ja"  # shapes of Han characters in an English document, as the pages have them


@dataclass(frozen=True, slots=True)
class WordFonts:
    """latin: for everything but East Asian letters, which have a font by language.

    wider: how much more room it takes than the Latin letters of the pages, for which columns are measured.
    """

    latin: str
    wider: float
    east_asian: MappingProxyType[str, str]
    code: str = "Courier New"


FONTS = MappingProxyType(
    {
        Typography.SANS: WordFonts(
            latin="Calibri",
            wider=1.05,
            east_asian=MappingProxyType(
                {
                    "ja": "MS Gothic",
                    "ko": "Malgun Gothic",
                    "zh-Hans": "Microsoft YaHei",
                    "zh-Hant": "Microsoft JhengHei",
                }
            ),
        ),
        Typography.SONG: WordFonts(
            latin="Times New Roman",
            wider=1.0,
            east_asian=MappingProxyType(
                {"ja": "MS Mincho", "ko": "Batang", "zh-Hans": "SimSun", "zh-Hant": "PMingLiU"}
            ),
        ),
    }
)


def east_asian_language(language: str, typography: Typography) -> str:
    """In which of them Han characters are where nothing tells: that of the document, or of its typography."""
    if language in EAST_ASIAN:
        return language
    return "zh-Hans" if typography is Typography.SONG else HAN_ELSEWHERE
