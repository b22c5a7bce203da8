"""Wraps every living key anew with the first key of the ring."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from foundation.vault import keys


class Command(BaseCommand):
    help = "Wraps every campaign's key anew with the first key of VAULT_KEYS. What they sealed is not touched."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            moved = keys.rotate()
        except keys.KeyGone as error:
            raise CommandError(f"A key cannot be opened: {error}") from None
        self.stdout.write(f"{moved} keys wrapped anew by {next(iter(settings.VAULT_KEYS))}")
