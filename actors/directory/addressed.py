"""Which offices letters are meant for: some kinds always, and those a campaign addresses."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

ALWAYS = ("head_of_government", "foreign_minister", "justice_minister", "attorney_general")
"""Kinds of office that campaigns ask first, by key."""

ASKED: list[Callable[[], Any]] = []
"""Questions of the floor above: each gives a subquery of ids of offices. ``campaigns/apps.py`` fills it."""


def offices() -> Q:
    """Offices that need a channel."""
    found = Q(kind__key__in=ALWAYS)
    for ids in ASKED:
        found |= Q(pk__in=ids())
    return found
