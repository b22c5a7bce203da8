"""Addresses for machines, and the page that explains them. No language in the address, no session, no cookie."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_safe

from campaigns.open_data import downloads, editions, explained
from campaigns.open_data.asked import Misspelled
from campaigns.open_data.catalogue import TABLES
from campaigns.record import versions
from campaigns.record.filters import Unknown
from foundation.web.files import PublicFile, public_file, refusal
from foundation.web.pages import read_page


@public_file
def table(request: HttpRequest, name: str, form: str) -> PublicFile | HttpResponse:
    """A table of the register, or the table of a page, as CSV or JSON."""
    if name not in TABLES:
        have = _t("There is no download of that name. There are these: %(names)s.")
        return refusal(404, _t("Not found"), have % {"names": ", ".join(TABLES)})
    return _offered(downloads.table, name=name, form=form, query=request.GET, today=timezone.now().date())


@public_file
def atom(request: HttpRequest) -> PublicFile | HttpResponse:
    """New positions, for feed readers."""
    return _offered(downloads.atom, query=request.GET, today=timezone.now().date())


@public_file
def popolo(request: HttpRequest) -> PublicFile | HttpResponse:
    """The register for other civic software."""
    return _offered(downloads.popolo_document, query=request.GET, today=timezone.now().date())


@public_file
def schema(request: HttpRequest) -> PublicFile | HttpResponse:
    """What the JSON downloads look like, for programs."""
    return _offered(downloads.schema_document, query=request.GET)


@require_safe
def lead_there(request: HttpRequest) -> HttpResponse:
    """Whoever shortens an address finds the page that explains them."""
    return HttpResponseRedirect(editions.documentation())


def _offered(make: Callable[..., PublicFile], **wanted: Any) -> PublicFile | HttpResponse:
    """The file, or the reason why there is none in words."""
    try:
        return make(**wanted)
    except Misspelled as reason:
        return refusal(400, _t("No such filter"), str(reason))
    except Unknown as reason:
        return refusal(404, _t("Not on this record"), str(reason))


@read_page(version=versions.register)
def explain(request: HttpRequest) -> HttpResponse:
    """Every download with its count and its fields, how to ask for it, and what we promise about it."""
    return render(request, "record/data.html", explained.build(today=timezone.now().date()))
