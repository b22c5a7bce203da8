"""What the settings make of an environment, each time in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent.parent


def show(expression: str, **changes: str) -> subprocess.CompletedProcess[str]:
    code = f"from config import settings; print({expression})"
    here = {"BASE_URL": "http://localhost:8000"} if changes.get("DEMO") == "1" else {}
    environment = {**os.environ, **here, **changes}
    return subprocess.run([sys.executable, "-c", code], cwd=HOME, env=environment, capture_output=True, text=True)


def test_the_demo_refuses_a_mail_server_outside() -> None:
    refused = show("settings.SMTP_HOST", DEMO="1", SMTP_HOST="mail.example")
    assert refused.returncode
    assert "keeps its mail on this machine" in refused.stderr


def test_the_demo_sends_outside_when_told_twice() -> None:
    assert (
        show("settings.SMTP_HOST", DEMO="1", SMTP_HOST="mail.example", DEMO_SENDS_OUTSIDE="1").stdout
        == "mail.example\n"
    )


@pytest.mark.parametrize(("demo", "there"), [("0", "False"), ("1", "True")])
def test_the_mailbox_exists_in_the_demo_only(demo: str, there: str) -> None:
    assert show("'config.mailbox' in settings.INSTALLED_APPS", DEMO=demo).stdout == f"{there}\n"


def test_https_makes_cookies_secure_and_asks_for_https_for_long() -> None:
    said = show("settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0", BASE_URL="https://act.example.org")
    assert said.stdout == "True True\n"
    plain = show("settings.SESSION_COOKIE_SECURE, settings.SECURE_HSTS_SECONDS > 0", BASE_URL="http://localhost:8000")
    assert plain.stdout == "False False\n"


@pytest.mark.parametrize("address", ["https://act.example.org", "http://192.0.2.7:8000", "http://0.0.0.0:8000"])
def test_the_demo_refuses_any_address_but_this_machines(address: str) -> None:
    refused = show("settings.BASE_URL", DEMO="1", BASE_URL=address)
    assert refused.returncode and "on this machine only" in refused.stderr
    assert show("settings.BASE_URL", DEMO="0", BASE_URL=address).returncode == 0
