"""Takes one whole, old month out of the journal into a file: the only way out."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from foundation.history import journal


class Command(BaseCommand):
    help = "Moves one month of the journal, ended a year ago or more, into a file of JSON lines."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="the month, as 2025-01")
        parser.add_argument("file", type=Path, help="a file that does not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = date.fromisoformat(f"{options['month']}-01")
            with options["file"].open("x", encoding="utf-8") as out:
                count = journal.archive_month(month=month, out=out, today=timezone.now().date())
        except FileExistsError:
            raise CommandError(f"{options['file']} is there already; name a new file.") from None
        except (ValueError, OSError) as error:
            # Nothing left the journal, so nothing may lie there that looks as if it had.
            options["file"].unlink(missing_ok=True)
            raise CommandError(str(error)) from None
        self.stdout.write(f"{count} entries of {options['month']} moved")
