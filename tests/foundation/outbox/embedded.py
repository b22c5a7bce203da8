"""The same proofs on the embedded default: ``python -m tests.foundation.outbox.embedded FOLDER WHAT`` with a SQLite
DATABASE_URL. Migrates, runs, prints the account as JSON."""

import json
import os
import sys
from pathlib import Path

import django


def main(folder: Path, what: str) -> None:
    from django.core.management import call_command
    from django.db import connection

    from tests.foundation.outbox.crew import run_crowd, run_with_kills

    assert connection.vendor == "sqlite"
    call_command("migrate", verbosity=0)
    if what == "crowd":
        account = run_crowd(folder, messages=200, workers=2, sweepers=2, limit=60)
    else:
        account = run_with_kills(folder, messages=200, kills=4, variant=what.strip("-"), delay=0.004, limit=60)
    found = {
        "kills": account.kills,
        "duplicates": len(account.duplicates),
        "lost": len(account.lost),
        "in_doubt": account.in_doubt,
        "delivered": len(account.delivered),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    main(Path(sys.argv[1]), sys.argv[2])
