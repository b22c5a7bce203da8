"""The admin's start page: what of the register needs somebody, as numbers that lead to the rows they count."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from actors.accounts.models import User
from actors.checking import checks, revisions
from actors.checking.models import Dispute, Merge
from actors.directory import channels
from actors.directory.curation_offices import about_to_end, without_channel
from actors.directory.models import Contact, Office, Term
from actors.exchange.models import Import
from actors.positions import contradictions
from actors.positions.models import Position
from actors.sanctions.models import Designation, Effect, Measure
from actors.suggestions.models import Suggestion
from foundation.dates import in_words

MOST_WAITS = 20


@dataclass(frozen=True)
class Line:
    """One thing that may need somebody: how many rows, what they are, and the list that shows exactly these."""

    number: int
    words: str
    address: str
    more: str = ""


@dataclass(frozen=True)
class Wait:
    """A channel in its 24 hours: until when, and who can end it."""

    contact: Contact
    until: datetime
    address: str
    may: bool
    not_these: list[str]


OTHERS: list[Callable[[User, datetime], Line | None]] = []
"""Lines that other rooms and floors add; each costs one query. Filled in their ``apps.py``."""


def lines(user: User, now: datetime) -> list[Line]:
    """What this person may look after; the number of queries is fixed. Nothing to do is a line too."""
    asked = [
        ("actors.view_revision", _to_check),
        ("actors.view_merge", _merges),
        ("actors.view_import", _files),
        ("actors.view_dispute", _disputes),
        ("actors.view_suggestion", _suggestions),
        ("actors.view_contact", _contacts),
        ("actors.view_office", _offices),
        ("actors.view_term", _terms),
        ("actors.view_position", _positions),
        ("actors.view_designation", _wanted),
    ]
    found = [line for right, ask in asked if user.has_perm(right) for line in ask(user, now)]
    return found + [line for ask in OTHERS if (line := ask(user, now)) is not None]


def waits(user: User, now: datetime) -> list[Wait]:
    """Channels that wait for their 24 hours to pass, the next to end first."""
    if not user.has_perm("actors.view_contact"):
        return []
    rows = Contact.objects.public().filter(usable_from_at__gt=now).order_by("usable_from_at", "pk")
    found = rows.select_related(
        *("revision__entered_by", "revision__check_row__checked_by", "office__actor", "office__kind"),
        *("term__person", "term__office__actor", "term__office__kind"),
    )
    return [_wait(row, user) for row in found[:MOST_WAITS]]


def _wait(row: Contact, user: User) -> Wait:
    check = getattr(row.revision, "check_row", None)
    people = [row.revision.entered_by, check.checked_by if check else None]
    may = user.has_perm(checks.MAY_CHECK) and user.pk not in channels.whose(row)
    address = reverse("admin:actors_contact_change", args=[row.pk])
    until = timezone.localtime(row.usable_from_at)
    return Wait(row, until, address, may, [str(person) for person in people if person])


def _list(kind: str, query: str) -> str:
    return f"{reverse(f'admin:actors_{kind}_changelist')}?{query}"


def _to_check(user: User, now: datetime) -> list[Line]:
    found = revisions.waiting().aggregate(all=Count("pk"), mine=Count("pk", filter=Q(entered_by=user)))
    yours = ngettext("%d is yours and needs somebody else", "%d are yours and need somebody else", found["mine"])
    more = yours % found["mine"] if found["mine"] else ""
    words = ngettext("entry waits for a check", "entries wait for a check", found["all"])
    return [Line(found["all"], words, reverse("admin:actors_revision_changelist"), more)]


def _merges(user: User, now: datetime) -> list[Line]:
    number = Merge.objects.waiting().count()
    words = ngettext(
        "merge of duplicates waits for a second person", "merges of duplicates wait for a second person", number
    )
    return [Line(number, words, _list("merge", "state=waits"))]


def _files(user: User, now: datetime) -> list[Line]:
    troubled = Q(state__in=(Import.State.FAILED, Import.State.REFUSED))
    found = Import.objects.unfinished().aggregate(all=Count("pk"), troubled=Count("pk", filter=troubled))
    number = found["troubled"]
    more = ngettext("%d failed or has refused lines", "%d failed or have refused lines", number) % number
    words = ngettext("file was brought and is not entered", "files were brought and are not entered", found["all"])
    return [Line(found["all"], words, _list("import", "left=open"), more if number else "")]


def _disputes(user: User, now: datetime) -> list[Line]:
    found = Dispute.objects.open().aggregate(
        all=Count("pk"), hide=Count("pk", filter=Q(hides=True)), answered=Count("pk", filter=~Q(settled_by=None))
    )
    hidden = ngettext("%d row is hidden by it", "%d rows are hidden by them", found["hide"]) % found["hide"]
    answered = ngettext("%d outcome to agree to", "%d outcomes to agree to", found["answered"]) % found["answered"]
    more = "; ".join(words for number, words in ((found["hide"], hidden), (found["answered"], answered)) if number)
    words = ngettext("dispute is open", "disputes are open", found["all"])
    return [Line(found["all"], words, _list("dispute", "state=open"), more)]


def _suggestions(user: User, now: datetime) -> list[Line]:
    found = Suggestion.objects.waiting().aggregate(
        all=Count("pk"),
        concerned=Count("pk", filter=Q(concerned=True)),
        late=Count("pk", filter=Q(pk__in=Suggestion.objects.late(now).values("pk"))),
        oldest=Min("received_at"),
    )
    words = ngettext("suggestion of a reader waits", "suggestions of readers wait", found["all"])
    parts = []
    if found["concerned"]:
        by = ngettext("%d is by somebody concerned", "%d are by those concerned", found["concerned"])
        parts.append(by % found["concerned"])
    if found["late"]:
        parts.append(ngettext("%d has waited for a day", "%d have waited for a day", found["late"]) % found["late"])
    if found["oldest"]:
        parts.append(_t("the oldest since %(day)s") % {"day": in_words(found["oldest"], "j F Y")})
    return [Line(found["all"], words, reverse("admin:actors_suggestion_changelist"), "; ".join(parts))]


def _contacts(user: User, now: datetime) -> list[Line]:
    found = Contact.objects.aggregate(
        stale=Count("pk", filter=Q(pk__in=Contact.objects.stale(now.date()).values("pk"))),
        bouncing=Count("pk", filter=Q(state=Contact.State.BOUNCING)),
        waits=Count("pk", filter=Q(public=True, usable_from_at__gt=now)),
    )
    stale = ngettext(
        "contact was good and not looked at for long", "contacts were good and not looked at for long", found["stale"]
    )
    bouncing = ngettext("contact bounces", "contacts bounce", found["bouncing"])
    waiting = ngettext("contact is in its 24 hours", "contacts are in their 24 hours", found["waits"])
    return [
        Line(found["stale"], stale, _list("contact", "reliable=stale")),
        Line(found["bouncing"], bouncing, _list("contact", "reliable=bouncing")),
        Line(found["waits"], waiting, _list("contact", "reliable=waits")),
    ]


def _offices(user: User, now: datetime) -> list[Line]:
    number = Office.objects.filter(without_channel(now)).count()
    words = ngettext(
        "office that letters are meant for has no address that can be used",
        "offices that letters are meant for have no address that can be used",
        number,
    )
    return [Line(number, words, _list("office", "contact=wanted"))]


def _terms(user: User, now: datetime) -> list[Line]:
    number = Term.objects.filter(about_to_end(now)).count()
    words = ngettext("term ends within sixty days", "terms end within sixty days", number)
    return [Line(number, words, _list("term", "ends=soon"))]


def _positions(user: User, now: datetime) -> list[Line]:
    contrary = contradictions.among(Position.objects.all()).values("pk")
    found = Position.objects.aggregate(
        contrary=Count("pk", filter=Q(pk__in=contrary)),
        wanted=Count("pk", filter=Q(public=False) | ~Q(unchecked="")),
    )
    words = ngettext(
        "position contradicts itself or another", "positions contradict themselves or another", found["contrary"]
    )
    wanted = ngettext("position wants a first-hand source", "positions want a first-hand source", found["wanted"])
    return [
        Line(found["contrary"], words, _list("position", "contradicts=any")),
        Line(found["wanted"], wanted, _list("position", "wanted=any")),
    ]


def _wanted(user: User, now: datetime) -> list[Line]:
    measures, designations, effects = (
        model.objects.first_hand_wanted().count() for model in (Measure, Designation, Effect)
    )
    words = [
        ngettext("measure wants a first-hand source", "measures want a first-hand source", measures),
        ngettext("designation wants a first-hand source", "designations want a first-hand source", designations),
        ngettext("effect wants a first-hand source", "effects want a first-hand source", effects),
    ]
    kinds = ("measure", "designation", "effect")
    numbers = (measures, designations, effects)
    return [Line(n, text, _list(kind, "wanted=any")) for n, text, kind in zip(numbers, words, kinds, strict=True)]
