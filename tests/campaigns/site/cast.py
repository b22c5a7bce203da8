"""What the tests of public pages need: a campaign open today, addresses of its pages, forms as a browser sends them."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from actors.accounts.models import User
from campaigns.letters.models import Letter
from tests import make


def open_letter(alice: User, bob: User, **fields: Any) -> Letter:
    """A letter that can be signed today, of a campaign that asks for the country."""
    now = timezone.now()
    return make.letter(make.campaign(alice, now=now, asks_country=True, **fields), bob, alice, now=now)


def address(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"site:{name}", args=args)


def sign_page(letter: Letter, language: str = "en") -> str:
    return address("sign", letter.campaign.code, letter.key, language=language)


def number_in(page: bytes) -> str:
    """The signed number of the form on a page."""
    found = re.search(r'name="number" value="([^"]+)"', page.decode())
    assert found is not None
    return found.group(1)


def form(client: Client, path: str, **typed: Any) -> dict[str, Any]:
    """A fresh form of that page, filled in well enough to sign; ``None`` leaves a field out."""
    filled = {
        "number": number_in(client.get(path).content),
        "name": "Sam Signer",
        "email": "sam@example.org",
        "town": "Exampleton",
        "country": "",
        "note": "",
        "counted": "on",
        **typed,
    }
    return {name: value for name, value in filled.items() if value is not None}


def follow(client: Client, kind: str, token: str, language: str = "en") -> str:
    """Opens a mailed link as a browser does; the address of the page it leads to, which holds no token."""
    answer = client.get(address(f"{kind}_link", token, language=language))
    assert answer.status_code == 303 and token not in answer["Location"]
    return str(answer["Location"])
