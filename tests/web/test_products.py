import pytest

from comparability.model.vocabulary import Role
from tests.web.register import fill

PRODUCT = {
    "code": "GT-200",
    "name": "AAV8 vector",
    "vector_type": "AAV",
    "role": "in-vivo product",
    "development_stage": "pivotal",
    "stages": ["drug product"],
    "empty_full_as": "E:F",
}


def test_a_new_product_shows_its_panel_with_sources(client_as):
    response = client_as(Role.CMC).post("/products/new", data=PRODUCT, follow_redirects=True)
    assert response.status_code == 200
    assert "as E:F" in response.text
    assert "Drug product" in response.text
    assert "Drug substance" not in response.text


def test_drug_substance_and_drug_product_are_ticked_at_first(client_as):
    text = client_as(Role.CMC).get("/products/new").text
    assert text.count("checked") == 2


def test_a_product_without_lots_asks_for_the_first_one(client_as):
    text = client_as(Role.CMC).post("/products/new", data=PRODUCT, follow_redirects=True).text
    assert "Add the first lot" in text


def test_a_product_without_a_stage_is_told_beside_the_field(client_as):
    response = client_as(Role.CMC).post("/products/new", data=PRODUCT | {"stages": []})
    assert (response.status_code, "at least one stage" in response.text) == (422, True)


def test_a_vector_that_is_none_of_ours_is_refused(client_as):
    response = client_as(Role.CMC).post("/products/new", data=PRODUCT | {"vector_type": "phage"})
    assert response.status_code == 422


def test_an_own_attribute_has_a_unit_of_its_own(client_as, sqlite_database):
    register = fill(sqlite_database)
    attribute = {
        "code": "poloxamer-188", "name": "Poloxamer 188", "stage": "drug product", "basis": "per mL",
        "unit": "",
        "own_unit": "% w/v", "scale": "linear", "worry": "both", "tier": "C", "decimals": "0",
        "source": "Specification SPEC-014",
    }  # fmt: skip
    response = client_as(Role.CMC).post(
        f"/products/{register.product}/attributes/new", data=attribute, follow_redirects=True
    )
    assert (response.status_code, "% w/v" in response.text) == (200, True)


def test_a_limit_of_quantification_is_shown_as_typed(client_as, sqlite_database):
    register = fill(sqlite_database)
    version = {
        "label": "3.0", "reportable_rule": "geometric mean of replicates", "replicates": "3", "loq": "2.80E9",
        "validation_status": "validated",
    }  # fmt: skip
    response = client_as(Role.CMC).post(
        f"/methods/{register.method}/versions/new", data=version, follow_redirects=True
    )
    assert "2.80E9" in response.text


def test_an_ambiguous_limit_of_quantification_is_explained_beside_it(client_as, sqlite_database):
    register = fill(sqlite_database)
    version = {
        "label": "3.0", "reportable_rule": "single determination", "replicates": "1", "loq": "2,8",
        "validation_status": "validated",
    }  # fmt: skip
    response = client_as(Role.CMC).post(f"/methods/{register.method}/versions/new", data=version)
    assert response.status_code == 422
    assert 'id="loq-error"' in response.text
    assert 'value="2,8"' in response.text


@pytest.mark.requirement("DI-02")
def test_an_unchanged_attribute_form_saves_nothing(client_as, sqlite_database):
    """What the form shows must be what the row holds, words and decimals included."""
    register = fill(sqlite_database)
    client = client_as(Role.CMC)
    page = f"/attributes/{register.attribute}/edit"
    response = client.post(page, data=typed(client.get(page).text))
    assert response.status_code == 302


def typed(text: str) -> dict[str, str | list[str]]:
    """What a browser sends when nothing was touched: every control of the page as it stands."""
    from html.parser import HTMLParser

    class Controls(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.sent: dict[str, str | list[str]] = {}
            self.open: str | None = None

        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
                self.sent[given.get("name") or ""] = given.get("value") or ""
            elif tag in ("select", "textarea"):
                self.open = given["name"]
                self.sent.setdefault(given["name"], "")
            elif tag == "option" and "selected" in given and self.open:
                self.sent[self.open] = given["value"] or ""

        def handle_endtag(self, tag):
            if tag in ("select", "textarea"):
                self.open = None

        def handle_data(self, text):
            if self.open and self.lasttag == "textarea":
                self.sent[self.open] = str(self.sent[self.open]) + text.removeprefix("\r\n")

    controls = Controls()
    controls.feed(text)
    return controls.sent
