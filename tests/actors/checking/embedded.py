"""Every way on the embedded default: ``python -m tests.actors.checking.embedded`` with a SQLite DATABASE_URL.

Prints by the name of each way what was lost, as JSON. One process, no test's transaction: each way is taken back.
"""

import json
import os
from typing import Any

import django


def main() -> None:
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test.utils import setup_test_environment

    assert connection.vendor == "sqlite"
    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from tests.actors.checking.test_two_people import tried
    from tests.actors.checking.ways import ON_SQLITE

    found: dict[str, Any] = {}
    for way in ON_SQLITE:
        with transaction.atomic():
            found[way.name], _refusal = tried(way)
            transaction.set_rollback(True)
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main()
