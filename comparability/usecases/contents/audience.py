"""For whom a document is made, and in which language."""

from comparability.model.authorities import Authority, authorities
from comparability.model.errors import Invalid
from reports.wording import LANGUAGES


def audience(authority: str, language: str | None) -> tuple[Authority, str]:
    """The profile of an authority by its code, and the language of the fixed texts.

    language: None for the one that the authority works in. Raises Invalid for an unknown one of either.
    """
    profile = authorities().get(authority)
    if profile is None:
        raise Invalid(f"Choose one of: {', '.join(authorities())}.", field="authority")
    chosen = language or profile.language
    if chosen not in LANGUAGES:
        raise Invalid(f"Documents are made in: {', '.join(LANGUAGES)}.", field="language")
    return profile, chosen
