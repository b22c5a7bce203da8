"""Takes one mail from a mail server's pipe."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from campaigns.answering import door
from campaigns.answering.incoming import LARGEST

TRY_AGAIN = 75
"""EX_TEMPFAIL: the mail server keeps the mail and hands it over again."""


class Command(BaseCommand):
    help = "Reads one RFC 822 message from standard input and files it as the reply it is; says what became of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", action="append", default=[], help="whom the mail server had it for (may be repeated)"
        )
        parser.add_argument("--counts", action="store_true", help="reads nothing; says what came in within 30 days")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["counts"]:
            for outcome, number in sorted(door.counts(now=timezone.now()).items()):
                self.stdout.write(f"{outcome} {number}")
            return
        raw = sys.stdin.buffer.read(LARGEST + 1)
        # To its end: a mail server takes a pipe that closes early for a failure.
        while len(sys.stdin.buffer.read(1024 * 1024)) > 0:
            continue
        try:
            outcome = door.take(raw, recipients=options["to"], now=timezone.now())
        except Exception as error:
            # Whatever it is, the mail must not be lost, and what it says must not stand in a log.
            self.stderr.write(f"not taken: {type(error).__name__}")
            sys.exit(TRY_AGAIN)
        self.stdout.write(outcome.value)
