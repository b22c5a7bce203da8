"""allauth's forms where they would tell a stranger who has an account here."""

import time
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

TAKES = 0.5
"""Seconds that the answer takes at least: the mail for those who have an account is written in a part of it."""


class Reset(ResetPasswordForm):
    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Answers known and unknown addresses after the same time. How often one may ask is limited by allauth."""
        began = time.monotonic()
        email: str = super().save(request, **kwargs)
        time.sleep(max(0.0, TAKES - (time.monotonic() - began)))
        return email
