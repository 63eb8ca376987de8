"""WCAG 2.2 AA as far as a program can tell, by axe-core, in light and in dark."""

from pathlib import Path

import pytest

from comparability.model.vocabulary import Role

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules whose answer depends on the colour scheme


def violations(page) -> list[str]:
    """One line per broken rule and place, in light, and of the rules about colours in dark.

    The page's own policy would keep axe out, so it is bypassed.
    """
    page.add_script_tag(path=AXE)
    found = [*_broken(page, "light", RULES), *_broken(page, "dark", {"type": "rule", "values": COLOURS})]
    page.emulate_media(color_scheme="light")
    return found


def _broken(page, scheme, rules) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    options = {"runOnly": rules, "resultTypes": ["violations"]}  # what passes is not described
    # Colours change over a moment, and in between they are those of no scheme.
    ask = "options => { document.getAnimations().forEach(each => each.finish()); return axe.run(options); }"
    found = page.evaluate(ask, options)["violations"]
    return [f"{scheme}, {each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize(
    "path",
    ["/", "/people/", "/people/new", "/people/1", "/people/1/edit", "/audit/", "/password", "/nowhere"],
)
def test_a_page_of_the_frame_breaks_no_rule(page_as, path):
    page = page_as(Role.ADMINISTRATOR, bypass_csp=True)
    page.goto(path)
    assert violations(page) == []


def test_a_refused_form_breaks_no_rule(page_as):
    page = page_as(Role.ADMINISTRATOR, bypass_csp=True)
    page.goto("/people/new")
    page.get_by_role("button", name="Add the person").click()
    assert violations(page) == []


def test_the_sign_in_and_signature_pages_break_no_rule(page_as, chromium, server):
    page = page_as(Role.QA, bypass_csp=True)
    page.goto("/signature")
    assert violations(page) == []
    outside = chromium.new_context(base_url=server, bypass_csp=True).new_page()
    outside.goto("/sign-in")
    assert violations(outside) == []
    outside.context.close()
