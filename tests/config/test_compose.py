"""The shipped compose file names only what exists."""

import importlib
import importlib.util
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from django.urls import resolve

from config import probe

HOME = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent
COMPOSE: dict[str, Any] = yaml.safe_load((HOME / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service.get("image") == "undeterred"]


def check(words: list[str]) -> None:
    """One command line of ours: its program, module, application, Django command and address exist."""
    if words[0] == "sh":
        for part in words[2].split("&&"):
            check(shlex.split(part))
        return
    assert (BIN / words[0]).exists(), words[0]
    if words[0] == "python" and words[1] == "-m":
        assert importlib.util.find_spec(words[2]), words[2]
    elif words[0] == "python":
        assert (HOME / words[1]).is_file()
        assert words[2] in get_commands(), words[2]
    elif words[0] == "gunicorn":
        module, _, name = words[1].partition(":")
        assert callable(getattr(importlib.import_module(module), name))
    elif words[0] == "celery":
        assert importlib.import_module(f"{words[words.index('-A') + 1]}.celery").app
        assert {"worker", "beat"} & set(words)
    else:
        raise AssertionError(f"what is {words[0]}?")
    for address in re.findall(r"https?://[^/]+(/\S*)", " ".join(words)):
        assert resolve(address)


def test_all_parts_are_there() -> None:
    assert {"postgres", "redis", "web", "beat", "proxy"} <= set(SERVICES)
    assert set(OURS) >= {"prepare", "web", "worker", "beat"}


@pytest.mark.parametrize("name", OURS)
def test_its_command_exists(name: str) -> None:
    check(SERVICES[name]["command"])


@pytest.mark.parametrize("name", [name for name in OURS if name != "prepare"])
def test_its_health_is_asked(name: str) -> None:
    kind, *words = SERVICES[name]["healthcheck"]["test"]
    assert kind == "CMD"
    check(words)


@pytest.mark.parametrize("name", SERVICES)
def test_what_it_needs_is_declared(name: str) -> None:
    service = SERVICES[name]
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    for variable, value in service.get("environment", {}).items():
        if variable.endswith("_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_its_settings_are_settings_of_ours() -> None:
    known = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (HOME / "config" / "settings.py").read_text()))
    given = {name.removesuffix("_FILE") for name in SERVICES["web"]["environment"]}
    assert given <= known


def test_secrets_come_as_files_alone() -> None:
    assert not {"SECRET_KEY", "VAULT_KEYS", "DATABASE_URL", "SMTP_PASSWORD"} & set(SERVICES["web"]["environment"])
    assert all("secrets/" in secret["file"] for secret in COMPOSE["secrets"].values())


def test_the_image_starts_with_what_exists() -> None:
    lines = (HOME / "Dockerfile").read_text().splitlines()
    [command] = [line.removeprefix("CMD ") for line in lines if line.startswith("CMD ")]
    check(yaml.safe_load(command))
    assert "USER nobody" in lines


def test_nobody_keeps_an_access_log() -> None:
    for name in OURS:
        assert "--access-logfile" not in SERVICES[name]["command"]
    site = (HOME / "deploy" / "Caddyfile").read_text().split("{$SITE_ADDRESS}")[1]
    assert not re.search(r"^\s*log\b", site, re.MULTILINE)


def test_the_probe_says_what_is_wrong() -> None:
    assert "refused" in str(probe.main("http://127.0.0.1:1/healthz"))
