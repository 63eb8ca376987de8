"""The prose that is delivered is whole and fillable, and a wording that nothing can fill is refused."""

import pytest

from comparability import resources
from comparability.model.errors import Invalid
from comparability.model.text_blocks import PLACEHOLDERS, Block, check_template, delivered, filled
from reports.render import check_text
from reports.wording import LANGUAGES


def test_every_block_is_delivered_in_every_language_of_packages():
    assert list(delivered()) == list(Block)
    assert all(set(each.texts) == set(LANGUAGES) for each in delivered().values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_delivered_can_be_filled_and_printed(language):
    for each in delivered().values():
        check_template(each.texts[language], field="text")
        check_text(each.texts[language], language=language)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_translation_has_the_placeholders_of_the_english_text(language):
    for each in delivered().values():
        here, there = each.texts[language], each.texts["en"]
        assert {name for name in PLACEHOLDERS if f"{{{name}}}" in here} == {
            name for name in PLACEHOLDERS if f"{{{name}}}" in there
        }, each.block


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Lots of {supplier}.", "Nothing fills {supplier}. Placeholders are: {product},"),
        ("{product.__class__}", "Nothing fills {product.__class__}."),
        ("{product!r} and {0}", "Nothing fills {product!r}, {0}."),
        ("{}", "Nothing fills {}."),
        ("{ product }", "Nothing fills { product }."),
        ("a { b", "A brace stands alone."),
        ("{{product}}", "A brace stands alone."),
    ],
)
def test_what_nothing_fills_is_refused_by_name(text, says):
    with pytest.raises(Invalid) as refused:
        check_template(text, field="text")
    assert str(refused.value).startswith(says)
    assert refused.value.field == "text"


def test_what_is_put_in_is_not_looked_through_again():
    known = dict.fromkeys(PLACEHOLDERS, "") | {"product": "{sponsor}", "sponsor": "S"}
    assert filled("{product}, {sponsor}", known) == "{sponsor}, S"


@pytest.mark.requirement("RC-05")
def test_the_document_names_every_block_and_placeholder():
    document = (resources.CHECKOUT / "docs" / "integration.md").read_text(encoding="utf-8")
    named = (*Block, *(f"{{{each}}}" for each in PLACEHOLDERS))
    assert [name for name in named if f"`{name}`" not in document] == []
