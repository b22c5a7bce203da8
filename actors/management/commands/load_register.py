"""``python manage.py load_register [--dry-run [--folder PATH]]``"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actors.seed import register
from actors.seed.sheets import Report, Unreadable


class Command(BaseCommand):
    help = "Loads the packaged register; says what was added, changed, kept and refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and change nothing.")
        parser.add_argument("--folder", type=Path, default=register.FOLDER, help="Where the files are; with --dry-run.")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        if options["folder"].resolve() != register.FOLDER and not dry_run:
            raise CommandError(
                "Only the packaged data set is taken in without a second person. Look at another folder with "
                "--dry-run; what is in it is entered as an import, and waits for a check."
            )
        try:
            report = register.load(now=timezone.now(), by=None, folder=options["folder"], dry_run=dry_run)
        except Unreadable as error:
            raise CommandError(str(error)) from error
        self._say(report)
        if dry_run:
            self.stdout.write("This was a dry run: nothing has changed.")

    def _say(self, report: Report) -> None:
        width = max(len(kind) for kind in report.kinds())
        for kind in report.kinds():
            counts = f"{report.added[kind]:5} added {report.changed[kind]:5} changed {report.kept[kind]:5} kept"
            people = report.left_to_people[kind]
            left = f" {people} left as people entered them" if people else ""
            self.stdout.write(f"{kind:{width}} {counts}{left}")
        for line in report.held_back:
            self.stdout.write(f"Held back: {line}")
        for line in report.refused:
            self.stderr.write(f"Refused: {line}")
