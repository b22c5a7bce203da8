"""Brings the demo's database and static files up to date. Every step may be done again, at each start."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config import catalogues

    catalogues.compile_all()
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    # What the last run left in the queues is stale: the rows it pointed at are swept anyway.
    shutil.rmtree(settings.BROKER_DIR / "queue", ignore_errors=True)
    (settings.BROKER_DIR / "queue").mkdir(parents=True)
    (settings.VAR_DIR / "mail").mkdir(exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    collect_static(settings)
    call_command("load_register", verbosity=0)
    call_command("seed_demo", verbosity=0)
    expect_heartbeats()


def collect_static(settings: Any) -> None:
    """Collects the static files when one has changed since the last time."""
    from django.core.management import call_command

    stamp = settings.VAR_DIR / "static.digest"
    digest = static_digest(Path(settings.BASE_DIR))
    if not stamp.exists() or stamp.read_text() != digest or not settings.STATIC_ROOT.exists():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(digest)


def static_digest(home: Path) -> str:
    """Changes with every file under ``static/`` and with the locked packages, some of which bring files too."""
    digest = hashlib.sha256((home / "requirements.txt").read_bytes())
    for path in sorted((home / "static").rglob("*")):
        if path.is_file():
            status = path.stat()
            digest.update(f"{path.relative_to(home)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def expect_heartbeats() -> None:
    """Forgets the heartbeats of the last run, and leaves the worker a first job to prove itself with."""
    from foundation import tasks
    from foundation.pulses import Pulse

    Pulse.objects.all().delete()
    tasks.pulse.apply_async(queue="urgent", expires=120)


if __name__ == "__main__":
    main()
