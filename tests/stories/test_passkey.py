"""Somebody at the desk adds a passkey and from then on logs in with it alone."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from actors.accounts.models import User
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def _authenticator(page: Page) -> None:
    """A security chip inside the browser that says yes whenever it is asked."""
    chip = page.context.new_cdp_session(page)
    chip.send("WebAuthn.enable")
    chip.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_opens_the_account_alone(page: Page, live_server: LiveServer, alice: User) -> None:
    # A passkey belongs to a host name: it works on "localhost", never on a bare address.
    base = live_server.url.replace("127.0.0.1", "localhost")
    refused: list[str] = []
    page.on("console", lambda line: refused.append(line.text) if "Content Security Policy" in line.text else None)
    _authenticator(page)

    page.goto(f"{base}/en/accounts/login/?next=/en/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.get_by_role("alert").filter(has_text="Nothing was changed").wait_for()
    page.locator("#id_login").fill(alice.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/accounts/**")
    if "reauthenticate" in page.url:
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add this key").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()

    page.context.clear_cookies()
    page.goto(f"{base}/en/accounts/login/?next=/en/accounts/2fa/")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.get_by_role("heading", name="Ways to log in").wait_for()
    assert page.get_by_text("You have added one key").is_visible()
    assert refused == []
