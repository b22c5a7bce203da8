"""Pictures for previews of links: the record's finding, a state's place on the scale, a campaign's title."""

from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _t

from actors.directory.models import Actor
from actors.positions import ledger
from actors.positions.ledger import Standing
from campaigns.press.drawing import Card, Cell
from campaigns.press.figures import FILLS
from campaigns.record import findings, listed
from campaigns.record.disclosed import is_open
from campaigns.site import pages
from campaigns.templatetags.record import about_measures, dated, rank
from foundation.dates import in_words

DARK = {"4", "5", "6", "7"}
INK, PAPER = "#14171a", "#ffffff"
LONGEST = 220


def of_record(on: date) -> Card:
    """The finding about the coercing state with the longest list."""
    front = findings.front(on)
    title = front.finding.headline if front else _t("A sourced record of what States say about sanctions on the Court")
    return Card(_language(), _t("Who stands where"), title, _foot(on), front.finding.coverage if front else "")


def of_actor(key: str, on: date) -> Card:
    """A state or body: its name, its standing about the first coercing state, and the scale."""
    actor = Actor.objects.public().filter(key=key).first()
    coercing = ledger.coercing_states()
    if actor is None:
        raise Http404
    about = next((state for state in coercing if state.pk != actor.pk), None)
    if about is None:
        return Card(_language(), _t("Who stands where"), actor.name, _foot(on))
    mine = [member for member in actor.membership.select_related("group") if member.public]
    standing = ledger.standings_of(actor=actor, on=on, mine=mine).get(about.pk) or Standing(actor.pk)
    return Card(_language(), about_measures(about), actor.name, _foot(on), _words(standing), _scale(standing))


def of_person(key: str, on: date) -> Card:
    """Somebody under a measure: name and role, nothing else."""
    found = listed.find(key, on)
    if not found:
        raise Http404
    states = ", ".join(dict.fromkeys(row.coercing_state.name for row in found))
    lead = f"{states}."
    if is_open(found[-1], "role"):
        lead = _t("%(role)s. Under measures of: %(states)s.") % {"role": found[-1].role, "states": states}
    return Card(_language(), _t("Under measures"), found[-1].person.name, _foot(on), lead)


def of_campaign(code: str, on: date) -> Card:
    """A campaign that the public may see."""
    campaign = pages.find_campaign(code)
    text = campaign.text()
    lead = text.lead if len(text.lead) <= LONGEST else f"{text.lead[:LONGEST].rsplit(' ', 1)[0]}…"
    return Card(text.language, text.kicker or campaign.organisation.name, text.title, _host(), lead)


def _words(standing: Standing) -> str:
    best, last = standing.strongest, standing.latest
    if best is None or last is None:
        return _t("Nothing is published here yet, which says nothing about what it said.")
    said = f"{best.stance.label}, {dated(best)}."
    if last.pk != best.pk:
        said += " " + _t("Latest words, %(day)s: %(label)s.") % {"day": dated(last), "label": last.stance.label}
    return said


def _scale(standing: Standing) -> list[Cell]:
    best = standing.rank
    last = standing.latest.stance.rank if standing.latest else None
    return [
        Cell(
            label=rank(step),
            fill=FILLS.get(str(step), "") if step == best else "",
            ink=PAPER if step == best and str(step) in DARK else INK,
            on=step == best,
            latest=step == last,
        )
        for step in range(-1, 8)
    ]


def _foot(on: date) -> str:
    return _t("Record of %(day)s") % {"day": in_words(on, "j F Y")}


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or ""


def _language() -> str:
    return (get_language() or "en")[:2]
