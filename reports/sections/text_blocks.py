"""Prose from the templates of regulatory writers, where it stands, and which wording it was."""

from collections.abc import Iterable, Sequence

from reportlab.platypus.flowables import Flowable

from reports.blocks import captioned_table, heading, topic
from reports.content import TextBlock
from reports.styles import Styles
from reports.tables import Column
from reports.text import prose
from reports.wording import fixed

WORDED = (
    Column(fixed("Text"), names_row=True),
    Column(fixed("Version")),
    Column(fixed("Worded")),
)


def block_section(blocks: Iterable[TextBlock], key: str, styles: Styles) -> list[Flowable]:
    """A section of its own; nothing for content without the block."""
    return [
        flowable
        for block in blocks
        if block.key == key
        for flowable in (heading(block.title, styles, place=block.place), *prose(block.text, styles.body))
    ]


def opened_by(
    blocks: Iterable[TextBlock], key: str, story: Sequence[Flowable], styles: Styles
) -> list[Flowable]:
    """The section with the block below its heading."""
    first, *rest = story
    return [first, *_under_topic(blocks, key, styles), *rest]


def closed_by(
    blocks: Iterable[TextBlock], key: str, story: Sequence[Flowable], styles: Styles
) -> list[Flowable]:
    """The section with the block at its end."""
    return [*story, *_under_topic(blocks, key, styles)]


def wording_part(blocks: Sequence[TextBlock], styles: Styles) -> list[Flowable]:
    """Which version of each template was used, at the end of the provenance."""
    if not blocks:
        return []
    words = styles.words
    rows = [(block.title, block.version, block.worded) for block in blocks]
    return [
        topic(words.heading("Texts from templates"), styles, level=2),
        *captioned_table(
            words("Texts from templates, as they were worded when the content was frozen"),
            WORDED,
            rows,
            styles,
            place="table-text-blocks",
        ),
    ]


def _under_topic(blocks: Iterable[TextBlock], key: str, styles: Styles) -> list[Flowable]:
    return [
        flowable
        for block in blocks
        if block.key == key
        for flowable in (topic(block.title, styles, level=2), *prose(block.text, styles.body))
    ]
