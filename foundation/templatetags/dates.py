"""Replaces Django’s ``date`` filter in every template (settings: ``builtins``), for the first of a month in French."""

from datetime import date as Date
from typing import Any

from django import template
from django.template.defaultfilters import date as plain_date

from foundation.dates import first_in_full

register = template.Library()


@register.filter(name="date", expects_localtime=True, is_safe=False)
def date(value: Any, pattern: str | None = None) -> str:
    """``{{ day|date:"j F Y" }}``: 1er juillet 2002 in French."""
    if isinstance(value, Date):
        pattern = first_in_full(value, pattern or "DATE_FORMAT")
    return str(plain_date(value, pattern))
