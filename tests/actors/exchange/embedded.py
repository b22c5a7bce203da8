"""An import on the embedded default: ``python -m tests.actors.exchange.embedded`` with a SQLite DATABASE_URL.

Enters 2,000 people while another connection looks on; prints what was seen as JSON.
"""

import json
import os
import threading
import time
from typing import Any

import django


def triggers() -> list[str]:
    """Changing a table of SQLite makes it anew, without its triggers: a migration may lose them unseen."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return [name for (name,) in cursor.fetchall()]


def main() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from actors.accounts.models import User
    from actors.checking import checks
    from actors.directory.models import Person
    from actors.exchange import entering, hints, imports, reading
    from actors.exchange.models import Import
    from tests.actors.exchange.files import people

    assert connection.vendor == "sqlite"
    call_command("migrate", verbosity=0)
    ada, ben = (User.objects.create_superuser(f"{name}@example.org", "x" * 20, name=name) for name in ("ada", "ben"))
    began, data, seen, ended = time.monotonic(), people(2000), [], threading.Event()
    row = imports.receive(data=data, name="people.csv", importer="person", by=ada, now=timezone.now())
    imports.look_through(row=row, found=reading.read(data), now=timezone.now())
    row.refresh_from_db()
    imports.begin(row=row, shown=row.fingerprint, by=ada, now=timezone.now())

    def look() -> None:
        while not ended.wait(0.05):
            state = Import.objects.values_list("state", flat=True).get()
            told, there = hints.seen(row.code), Person.objects.count()
            if state == "entering" and told[1] and told[0] < told[1]:
                seen.append((told, there, state))
        connection.close()

    watcher = threading.Thread(target=look)
    watcher.start()
    entering.work(pk=row.pk, now=timezone.now())
    ended.set()
    watcher.join()
    found: dict[str, Any] = {
        "seconds": time.monotonic() - began,
        "state": Import.objects.get().state,
        "rows": Person.objects.count(),
        "triggers": triggers(),
        "seen": sorted({told for told, _there, _state in seen}),
        "rows_seen": sorted({there for _told, there, _state in seen}),
        "locked": seen[0][2] if seen else "",
        "again": entering.work(pk=row.pk, now=timezone.now()),
        "checked": len(checks.confirm_batch(batch=Import.objects.get().batch, by=ben, now=timezone.now())),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
