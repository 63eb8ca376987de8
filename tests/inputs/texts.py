"""What a person may type as a name or a comment: any script, and nothing that cannot be seen.

Each accepted text must come back unchanged, in its composed form (NFC), wherever it is shown; each refused
one must be refused by name and leave nothing behind.
"""

import unicodedata

# By language or use. Outer spaces are no part of a name.
ACCEPTED = {
    "English": "Batch 17", "German": "Größe Äußerst", "French": "Œuvre déjà façonnée",
    "Spanish": "Señor Núñez",
    "Portuguese": "Ação São João", "Italian": "Città perché", "Polish": "Łukasz Żółć",
    "Czech": "Příliš žluťoučký",
    "Slovak": "Ľubica Ďurišová", "Hungarian": "Árvíztűrő tükörfúró", "Romanian": "Ștefan Țăran",
    "Turkish": "İğdır Şişli",
    "Croatian": "Đurđa Šćepanović", "Latvian": "Ģirts Ķīsis", "Lithuanian": "Žąsinas Ūsas",
    "Estonian": "Õunapuu Ärni",
    "Finnish": "Äänekoski", "Swedish": "Åström Övergård", "Danish": "Søren Ærø", "Icelandic": "Þórður Æði",
    "Maltese": "Ħamrun Żejtun", "Irish": "Ó Súilleabháin", "Welsh": "Llŷn Ŵyr", "Catalan": "Paral·lel Güell",
    "Greek": "Ελένη Παπαδοπούλου", "Polytonic Greek": "Ἀθῆναι ᾧ", "Bulgarian": "Щастие Йордан",
    "Russian": "Ёлка Щербакова",
    "Ukrainian": "Їжак Ґудзик", "Serbian": "Љубица Њего", "Macedonian": "Ѓорѓи Ќосе", "Kazakh": "Әлия Қуаныш",
    "Mongolian": "Өнөр Үүл", "Armenian": "Հայաստան", "Georgian": "საქართველო", "Hebrew": "שלום עולם",
    "Hebrew with points": "שָׁלוֹם", "Arabic": "أحمد علي", "Arabic with vowels": "مُحَمَّد",
    "Persian": "پژوهشگاه",
    "Urdu": "ڈاکٹر ٹیپو", "Hindi": "अनिता शर्मा", "Marathi": "ज्ञानेश्वर", "Nepali": "काठमाडौँ",
    "Bengali": "রবীন্দ্রনাথ",
    "Punjabi": "ਪੰਜਾਬੀ", "Gujarati": "ગુજરાતી", "Odia": "ଓଡ଼ିଆ", "Tamil": "தமிழ்நாடு", "Telugu": "తెలుగు",
    "Kannada": "ಕನ್ನಡ",
    "Malayalam": "മലയാളം", "Sinhala": "සිංහල", "Thai": "สมชาย ใจดี", "Lao": "ລາວ", "Khmer": "ខ្មែរ",
    "Burmese": "မြန်မာ",
    "Tibetan": "བོད་ཡིག", "Vietnamese": "Nguyễn Thị Hương", "Vietnamese capitals": "ĐẶNG ƯỜNG",
    "Indonesian": "Batch ke-3",
    "Malay": "Kelulusan", "Filipino": "Ñandú Peñafrancia", "Japanese kanji": "山田太郎",
    "Japanese kana": "ひらがなカタカナ",
    "Japanese half width": "ﾊﾝｶｸ", "Japanese long vowel": "サーバー", "Japanese variant": "葛\U000e0100飾区",
    "Japanese compatibility": "髙橋﨑", "Korean": "김민수", "Korean sentence": "세포 배양 배치 3번",
    "Simplified Chinese": "王小明",
    "Traditional Chinese": "陳大文", "Rare Chinese": "𠮷野家 𡈽", "Bopomofo": "ㄅㄆㄇ", "Cherokee": "ᏣᎳᎩ",
    "Ethiopic": "አማርኛ",
    "Emoji": "Lot 🧬", "Emoji outside the plane": "🧪🧫", "Symbols": "½ ² µ Å Ω ∑ ≤ ±", "Roman numeral": "Ⅷ",
    "Full width": "ＡＢＣ１２３", "Quotation marks": "O'Brien “x” „y“ «z»", "Dashes": "A–B—C‐D",
    "Slash and colon": "A/1:2\\3",
    "Markup": "<b>Lot</b> & <img src=x onerror=alert(1)>", "Entity": "&lt;A17&gt; &amp;",
    "Template": "{{ 7*7 }} {% raw %} ${7*7}",
    "SQL": "'; DROP TABLE lot; --", "Formula": "=1+1", "Command": "=cmd|' /C calc'!A0",
    "Plus": "+61 2 9999", "At": "@SUM(A1)",
    "Percent": "%s %n %x %00", "Path": "../../etc/passwd", "Null in words": "NULL",
    "Word undefined": "undefined",
    "Number as a name": "00012", "Long word": "W" * 110, "One letter": "A",
    "Combining after a letter": "q\u0323",
}  # fmt: skip

DECOMPOSED = {
    f"{name}, decomposed": unicodedata.normalize("NFD", ACCEPTED[name])
    for name in ("German", "Vietnamese", "Korean", "Polytonic Greek")
}

# By what it holds: the name under which the character is refused.
REFUSED = {
    "U+0000": "a\x00b", "U+0001": "a\x01b", "U+0007": "a\x07b", "U+0008": "a\x08b", "U+000B": "a\x0bb",
    "U+000C": "a\x0cb",
    "U+001B": "a\x1b[31mb", "U+001F": "a\x1fb", "U+007F": "a\x7fb", "U+0080": "a\x80b", "U+0085": "a\x85b",
    "U+009F": "a\x9fb", "U+034F": "a\u034fb", "U+115F": "a\u115fb", "U+3164": "a\u3164b",
    "U+00AD": "a\u00adb", "U+061C": "a\u061cb", "U+200B": "a\u200bb", "U+200C": "a\u200cb",
    "U+200D": "a\u200db",
    "U+200E": "a\u200eb", "U+200F": "a\u200fb", "U+2028": "a\u2028b", "U+2029": "a\u2029b",
    "U+202A": "a\u202ab",
    "U+202D": "a\u202db", "U+202E": "a\u202eb", "U+2060": "a\u2060b", "U+2066": "a\u2066b",
    "U+2069": "a\u2069b",
    "U+FEFF": "\ufeffab", "U+FFF9": "a\ufff9b", "U+FFFD": "a\ufffdb", "U+FFFE": "a\ufffeb",
    "U+FFFF": "a\uffffb",
    "U+FDD0": "a\ufdd0b", "U+E000": "a\ue000b", "U+F8FF": "a\uf8ffb", "U+E0001": "a\U000e0001b",
    "U+E0041": "a\U000e0041b",
    "U+1FFFF": "a\U0001ffffb", "U+10FFFF": "a\U0010ffffb", "U+F0000": "a\U000f0000b",
}  # fmt: skip
# Half a pair of surrogates: no UTF-8 says it, but JSON and a workbook can.
HALVES = {"U+D800": "a\ud800b", "U+DFFF": "a\udfffb", "U+DC00": "\udc00a"}
BLANK = ("", "   ", "\u3000", "\u00a0\u2003", "\u3164", "\u2800")
