"""What reaches the log: nothing that a stranger chose."""

import os
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent.parent
ASK = """
import django
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()
from django.test import Client
print(Client(headers={"host": "planted.example"}).get("/healthz").status_code)
"""
SILENCED = 'LOGGING["loggers"]["django.security.DisallowedHost"]["handlers"]'
CONTROL = f"from django.conf import settings\nsettings.{SILENCED} = []\n"


def _said(code: str) -> tuple[str, str]:
    """In a process of its own: pytest's handlers would hide what Python writes by itself."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, env=environment, capture_output=True, text=True)
    return done.stdout.strip(), done.stderr


def test_a_wrong_host_name_is_refused_in_silence() -> None:
    status, log = _said(ASK)
    assert status == "400"
    assert "planted.example" not in log
    assert "Traceback" not in log


def test_control_without_the_null_handler_it_is_written_in_plain_text() -> None:
    status, log = _said(CONTROL + ASK)
    assert status == "400"
    assert "planted.example" in log
