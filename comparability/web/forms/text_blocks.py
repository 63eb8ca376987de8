"""What is typed about the prose of packages: another wording of a block."""

from comparability.usecases.text_blocks import TextBlockEntry
from comparability.web.forms.base import EditForm, long_text


class TextBlockForm(EditForm):
    text = long_text(
        "Text",
        required=True,
        description="An empty line begins a paragraph. Placeholders in braces are filled in by each package.",
    )

    def entry(self) -> TextBlockEntry:
        return self.fill(TextBlockEntry)
