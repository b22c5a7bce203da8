"""What press pages show: the finding, three figures with their rows, words to quote, whom to ask."""

from datetime import date, datetime
from typing import Any

from django.http import Http404
from django.utils.translation import get_language

from actors.accounts.models import Organisation
from actors.directory.models import Actor
from actors.positions import ledger
from actors.positions.models import Position
from campaigns.answering import accounts
from campaigns.endorsing import lists
from campaigns.planning.models import Campaign
from campaigns.press import figures
from campaigns.press.models import PressNote, PressText
from campaigns.record import findings
from campaigns.record.roster import Roster
from campaigns.record.vouching import vouch
from campaigns.site import answers
from campaigns.site import pages as site

QUOTED = 6


def coercing(key: str = "") -> tuple[Actor, str]:
    """The state asked for, or the one with the longest list; and the key of that one. Http404 for an empty register."""
    states = ledger.coercing_states()
    found = next((state for state in states if key in {"", state.key}), None)
    if found is None:
        raise Http404
    return found, states[0].key


def about(found: Actor, on: date, default: str) -> dict[str, Any]:
    """Finding, figures and quotations of the record about one coercing state's measures."""
    table = figures.table(found, on, default)
    quoted = quotations(table)
    return {
        "coercing": found,
        "finding": findings.about(table.sheet, [row.actor for row in table.parties]),
        "figures": figures.all_of(table),
        "quotations": quoted,
        "folio": findings.folio(table.sheet, len(table.parties)),
        "on": on,
    }


def quotations(table: Roster) -> list[Position]:
    """The strongest words on record, each state once, the newest of equals first; only words that are checked."""
    spoken = {row.pk for standing in table.sheet.standings.values() for row in standing.spoken}
    found = Position.objects.public().filter(pk__in=spoken).exclude(quote="")
    chosen: dict[Any, Position] = {}
    related = found.select_related("actor", "signatories", "stance", "coercing_state", "occasion", "measure")
    for row in related.order_by("-stance__rank", "-on", "pk"):
        if row.is_checked("quote"):
            chosen.setdefault(row.actor_id or ("list", row.signatories_id), row)
        if len(chosen) == QUOTED:
            break
    vouch(chosen.values())
    return list(chosen.values())


def publishers() -> list[Organisation]:
    """Organisations that run public campaigns here: they publish the record."""
    return list(Organisation.objects.filter(campaigns__launched_at__isnull=False).distinct().order_by("name"))


def of_campaign(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """A campaign's own words, its number, and the record it rests on."""
    if not campaign.texts.all():
        raise Http404
    note = PressNote.objects.filter(campaign=campaign).first()
    cases = site.cases(campaign, get_language() or "en", now)
    found: dict[str, Any] = {
        "campaign": campaign,
        "text": campaign.text(),
        "note": note,
        "words": words(note),
        "cases": cases,
        "signatures": sum(case.signatures for case in cases),
        "endorsers": lists.public([case.letter for case in cases], now),
        "steps": site.steps(campaign, cases, answers.events(accounts.public(campaign))),
        "is_early": note is not None and note.is_under_embargo(now),
    }
    if campaign.coercing_state and Actor.objects.public().filter(key=campaign.coercing_state).exists():
        state, default = coercing(campaign.coercing_state)
        found |= about(state, now.date(), default)
    return found


def words(note: PressNote | None) -> PressText | None:
    """In the reader's language, else in English, else in any."""
    texts = {text.language: text for text in note.texts.all()} if note else {}
    return texts.get((get_language() or "en")[:2]) or texts.get("en") or next(iter(texts.values()), None)
