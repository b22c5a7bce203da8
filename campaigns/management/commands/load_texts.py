"""Loads the packaged words of consents and risk advice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from campaigns.seed.texts import load_consents, load_risk_advice


class Command(BaseCommand):
    help = "Loads the packaged words of consents and risk advice; twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            added = load_consents() + load_risk_advice()
        self.stdout.write(f"{added} texts added")
