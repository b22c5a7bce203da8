"""``manage.py recount``: counts all signatures anew and says whether the numbers held."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from campaigns.signing import tallies


class Command(BaseCommand):
    help = "Counts all signatures anew; numbers that were wrong are right again. People who confirm meanwhile wait."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = tallies.recount(now=timezone.now(), at_once=False)
        self.stdout.write(f"{wrong} numbers were wrong and are right again." if wrong else "All numbers hold.")
