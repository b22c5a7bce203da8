"""Lasting addresses that stand in letters."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from actors.levers.models import Instrument


def addresses(instrument: Instrument) -> dict[str, str]:
    """Where the instrument's row can be read, by language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = f"{settings.BASE_URL}{reverse('record:row', args=['instrument', instrument.key])}"
    return found
