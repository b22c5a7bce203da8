"""Pages of an empty register say that there is nothing yet, and that this says nothing about anybody."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["sanctioned/", "results/sanctioned/", "measures/", "levers/", "levers/?by=office"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_empty_register_says_so(client: Client, path: str, language: str) -> None:
    response = client.get(f"/{language}/record/{path}")
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()
