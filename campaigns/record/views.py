"""The public record: the same for everybody, cached a minute."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from actors.accounts.models import Organisation
from actors.directory.models import Region
from actors.positions import ledger
from actors.positions.models import StanceStep
from actors.search import asking
from campaigns.record import dossier, filters, findings, roster, searching
from foundation.web.pages import read_page


@read_page
def where(request: HttpRequest) -> HttpResponse:
    """Who stands where: every state, about one coercing state's measures."""
    coercing = ledger.coercing_states()
    try:
        asked = filters.read(request.GET, coercing)
    except filters.Unknown as refusal:
        return render(request, "record/unknown.html", {"refusal": str(refusal)}, status=404)
    table = roster.build(filters=asked, on=timezone.now().date())
    finding = findings.about(table.sheet, [row.actor for row in table.parties])
    context = {
        "table": table,
        "filters": asked,
        "finding": finding,
        "figures": table.sheet.figures([row.actor.pk for row in table.parties]),
        "abouts": [(asked.address(about=state.key), state, state.pk == asked.coercing.pk) for state in coercing],
        "folio": findings.folio(table.sheet, len(table.parties)),
        "regions": [choice for choice in Region.choices if choice[0]],
    }
    return render(request, "record/where.html", context)


@read_page
def actor(request: HttpRequest, key: str) -> HttpResponse:
    """One state or body."""
    found = dossier.build(key=key, on=timezone.now().date(), language=get_language() or "en")
    return render(request, "record/actor.html", {"dossier": found, "actor": found.actor})


@read_page
def method(request: HttpRequest) -> HttpResponse:
    """Who publishes the record, how rows are read and checked, how to dispute one."""
    publishers = Organisation.objects.filter(campaigns__launched_at__isnull=False).distinct().order_by("name")
    context = {"steps": StanceStep.objects.order_by("-rank"), "publishers": publishers}
    return render(request, "record/method.html", context)


@read_page
def search(request: HttpRequest) -> HttpResponse:
    """Names in any language and words of quotations; what was typed is in the address and nowhere else."""
    asked = asking.read(request.GET.get("q", ""))
    kind = request.GET.get("kind", "")
    if not searching.is_kind(kind):
        return render(request, "record/unknown.html", {"refusal": _t("There is no such kind of row.")}, status=404)
    context = {"asked": asked, "everywhere": urlencode({"q": asked.text})}
    context["results"] = searching.look_up(asked=asked, language=get_language() or "en", kind=kind)
    return render(request, "record/search.html", context)
