"""What belongs to no room: the choice of language at the door, and the page for our own failures."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    """``/`` leads to the front page in the language the browser asks for; never cached."""
    with translation.override(translation.get_language_from_request(request)):
        return HttpResponseRedirect(reverse("site:front"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs no database, no visitor and no context."""
    return HttpResponse(loader.get_template("500.html").render(), status=500)
