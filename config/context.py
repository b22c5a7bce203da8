"""What every template may know about this installation: nothing about the visitor."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def instance(request: HttpRequest) -> dict[str, Any]:
    """``demo`` puts the notice on top; ``base_url`` makes absolute links; ``bare_path`` is the path without its
    language, for the switch."""
    path = request.path_info
    bare = path[4:] if path[1:3] in {"en", "fr"} and path[3:4] == "/" else ""
    return {"demo": settings.DEMO, "base_url": settings.BASE_URL, "bare_path": bare}
