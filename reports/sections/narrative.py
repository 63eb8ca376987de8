"""What people wrote of the switch where no template can speak, and what they still have to write."""

from reportlab.platypus.flowables import Flowable

from reports.blocks import heading, topic
from reports.content import Narrative
from reports.natural import is_in_another
from reports.styles import Styles
from reports.text import paragraph, prose


def discussion_section(narrative: Narrative | None, styles: Styles) -> list[Flowable]:
    """The discussion of all results together; nothing for content from before it was asked for."""
    if narrative is None:
        return []
    words = styles.words
    story: list[Flowable] = [heading(words.heading("Discussion"), styles, place="discussion")]
    if narrative.missing:
        lacks = words("Still to be written: {texts}.", texts=words.parted(narrative.missing))
        story.append(paragraph(lacks, styles.limitation))
    return story + written(narrative.discussion, styles)


def commitments_part(narrative: Narrative | None, styles: Styles) -> list[Flowable]:
    """What is promised beyond the change, at the end of the follow-up."""
    if narrative is None or not narrative.commitments:
        return []
    title = topic(styles.words.heading("Commitments"), styles, level=2)
    return [title, *written(narrative.commitments, styles)]


def written(text: str, styles: Styles) -> list[Flowable]:
    """Prose of a person; a document in another language says so in its own."""
    story = prose(text, styles.body)
    words = styles.words
    if story and is_in_another(text, words.language):
        said = words("This text stands in the language in which it was written.")
        story.append(paragraph(said, styles.note))
    return story


def written_part(narrative: Narrative | None, styles: Styles) -> list[Flowable]:
    """Which version of the written texts was used, at the end of the provenance."""
    if narrative is None or not narrative.version:
        return []
    said = styles.words(
        "Why the change is made, discussions and commitments: {version}, {written}.",
        version=narrative.version,
        written=narrative.written,
    )
    return [paragraph(said, styles.note)]
