"""Which release is running: a fingerprint of everything that writes pages, the same in every process of a release."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDERS = ("config", "foundation", "actors", "campaigns", "templates", "static", "locale")
LEFT_OUT = frozenset({".mo", ".pyc"})
"""Made from files that are read here."""


@cache
def fingerprint() -> str:
    """Of code, templates, catalogues, static files and locked libraries, and of what pages say of the installation."""
    seen = hashlib.sha256(f"{settings.BASE_URL} {settings.DEMO}".encode())
    for path in _files(Path(settings.BASE_DIR)):
        seen.update(f"\n{path.relative_to(settings.BASE_DIR)}\n".encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()[:32]


def _files(base: Path) -> list[Path]:
    found = [path for folder in FOLDERS for path in (base / folder).rglob("*")]
    return sorted(
        path for path in [*found, base / "requirements.txt"] if path.is_file() and path.suffix not in LEFT_OUT
    )
