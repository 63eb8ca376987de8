"""What every answer of the application has, whoever asks."""

import pytest

from comparability.model.vocabulary import Role


def test_a_person_who_has_not_signed_in_is_sent_to_the_sign_in_page(client):
    response = client.get("/")
    assert (response.status_code, response.location) == (302, "/sign-in")


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name)
def test_the_start_page_opens_for_every_role(client_as, role):
    response = client_as(role).get("/")
    assert response.status_code == 200
    assert "What awaits me" in response.text
