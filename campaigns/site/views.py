"""Read pages: the same for everybody, cached a minute."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from campaigns.answering import accounts
from campaigns.endorsing import lists
from campaigns.site import answers, figures, pages
from campaigns.site.corrections import corrections
from foundation.web.pages import read_page


@read_page
def front(request: HttpRequest) -> HttpResponse:
    """The finding of the record, and live campaigns."""
    now = timezone.now()
    record = figures.front(now.date())
    context = {"listed": pages.live(now), "record": record, "folio": record.folio if record else None}
    return render(request, "site/front.html", context)


@read_page
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked, of whom, why now, how many stand with it, what happens with one's name."""
    now, found = timezone.now(), pages.find_campaign(code)
    cases = pages.cases(found, get_language() or "en", now)
    text, came = found.text(), accounts.public(found)
    context = {
        "campaign": found,
        "text": text,
        "came": answers.headline(came) if answers.written(came) else "",
        "why_now": pages.as_html(text.why_now),
        "cases": cases,
        "signatures": sum(case.signatures for case in cases),
        "signatories": pages.signatories(found, *(case.letter for case in cases)),
        "endorsers": lists.public([case.letter for case in cases], now),
        "steps": pages.steps(found, cases, answers.events(came)),
        "record": figures.about(found.coercing_state, now.date()) if found.coercing_state else None,
        "measure": pages.measure(found),
        "is_open": found.is_open(now) and (not cases or any(case.letter.closed_at is None for case in cases)),
    }
    return render(request, "site/campaign.html", context)


@read_page
def letter(request: HttpRequest, code: str, key: str, office: str | None = None) -> HttpResponse:
    """One letter as it will read, to all its targets or to one."""
    now, found = timezone.now(), pages.find_campaign(code)
    case = pages.find_case(found, key, get_language() or "en", now)
    addressed, came = pages.find_office(case, office), accounts.public(found)
    context = {
        **answers.about(case.targets, came, accounts.day_of(now, found)),
        "campaign": found,
        "text": found.text(),
        "case": case,
        "office": addressed,
        "one": addressed if office or len(case.targets) == 1 else None,
        "letter_text": pages.text_of(case, addressed),
        "signatories": pages.signatories(found, case.letter),
        "endorsers": lists.public([case.letter], now),
        "corrections": corrections(case.letter, case.words.language),
        "is_open": case.letter.is_open(now),
    }
    return render(request, "site/letter.html", context)


@read_page
def privacy(request: HttpRequest, code: str) -> HttpResponse:
    """Who answers for the data, what is kept, for how long."""
    found = pages.find_campaign(code)
    notice = pages.notice(found, get_language() or "en")
    if notice is None:
        raise Http404
    context = {"campaign": found, "text": found.text(), "notice": notice, "body": pages.as_html(notice.body)}
    return render(request, "site/privacy.html", context)
