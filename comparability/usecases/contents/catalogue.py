"""Which catalogue the fixed texts of a document are from, and how far it is backed."""

from reports.wording import Words


def catalogue(words: Words) -> str:
    """Empty for English, whose texts are the program's own."""
    if words.language == "en":
        return ""
    used = words.catalogue
    return words(
        "{language}, catalogue version {version}: {status} [{mark}]",
        language=used.name,
        version=used.edition,
        status=words.term(used.status),
        mark=used.mark,
    )
