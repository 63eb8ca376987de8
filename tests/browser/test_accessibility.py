"""WCAG 2.2 AA as far as a program can tell, by axe-core, in light and in dark."""

from pathlib import Path

import pytest

from comparability.model.vocabulary import Role

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page) -> list[str]:
    """One line per broken rule and place. The page's own policy would keep axe out, so it is bypassed."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/", "/people/", "/people/new", "/people/1", "/people/1/edit", "/audit/", "/password", "/nowhere"],
)
def test_a_page_of_the_frame_breaks_no_rule(page_as, path, scheme):
    page = page_as(Role.ADMINISTRATOR, color_scheme=scheme, bypass_csp=True)
    page.goto(path)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_refused_form_breaks_no_rule(page_as, scheme):
    page = page_as(Role.ADMINISTRATOR, color_scheme=scheme, bypass_csp=True)
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
