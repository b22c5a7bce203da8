"""Who may open what in the workspace: strangers get 404, viewers look and do not touch."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from actors.accounts.models import User
from campaigns.planning.campaigns import NotAllowed

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in, as our middleware makes it: for the type checker."""

    user: User
    htmx: HtmxDetails


def page(view: View) -> View:
    """A noun: GET and HEAD, for people who are logged in."""
    return never_cache(require_safe(login_required(view)))


def deed(view: View) -> View:
    """A verb: POST only, for people who are logged in; a role that does not allow it gets 403 in words."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed:
            return render(request, "403.html", {"reason": "role"}, status=403)

    return never_cache(require_POST(login_required(wrapped)))
