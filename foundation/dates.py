"""Dates in words, as the reader's language writes them."""

import re
from datetime import date

from django.utils import formats
from django.utils.translation import get_language

_DAY = re.compile(r"(?<!\\)j")


def in_words(value: date, pattern: str) -> str:
    """Like Django's ``date_format``, but the first of a month is “1er” in French: no format character says so."""
    return str(formats.date_format(value, first_in_full(value, pattern)))


def first_in_full(value: date, pattern: str) -> str:
    """The format to use for this day; ``pattern`` may be the name of one, such as ``DATE_FORMAT``."""
    pattern = formats.get_format(pattern)
    if value.day == 1 and (get_language() or "").startswith("fr"):
        return _DAY.sub(r"1\\e\\r", pattern)
    return pattern
