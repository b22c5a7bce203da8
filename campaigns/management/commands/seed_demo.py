"""Makes the demo's organisation and campaign, unless they are there."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaigns.seed import demo


class Command(BaseCommand):
    help = "Makes the demo's organisation and campaign, unless they are there. Only where DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This makes accounts whose password everybody knows: only where DEMO=1.")
        for line in demo.seed(now=timezone.now()) or ["nothing: all is there"]:
            self.stdout.write(f"demo: {line}")
