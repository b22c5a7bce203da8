"""What every template may know. Public pages get nothing about the visitor, for there is nothing."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest

from config.middleware import is_staff_side


def staff(request: HttpRequest) -> dict[str, Any]:
    """The person logged in, and what we have to tell them: on the staff side only."""
    if not is_staff_side(request) or not hasattr(request, "user"):
        return {}
    return {"user": request.user, "messages": messages.get_messages(request)}


def instance(request: HttpRequest) -> dict[str, Any]:
    """``demo`` puts the notice on top; ``base_url`` makes absolute links; ``bare_path`` is the path without its
    language, for the switch."""
    path = request.path_info
    bare = path[4:] if path[1:3] in {"en", "fr"} and path[3:4] == "/" else ""
    return {"demo": settings.DEMO, "base_url": settings.BASE_URL, "bare_path": bare}
