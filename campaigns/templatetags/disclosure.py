"""Lets templates of the record show only what may be shown of a row."""

from typing import Any

from django import template

from campaigns.record import disclosed

register = template.Library()


@register.filter(name="open")
def is_open(row: Any, field: str) -> bool:
    """Whether a field of a row may be shown; an unchecked one hides its translations too."""
    return disclosed.is_open(row, field)


@register.filter
def quoted_in(row: Any) -> str:
    """The language code of quoted words, for the ``lang`` attribute."""
    return disclosed.quoted(row)


@register.filter
def title_of(row: Any) -> str:
    """What a row is called, made of checked fields alone."""
    return disclosed.title(row)
