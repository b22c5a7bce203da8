"""The register of levers, by law and by office: who can do what, with whose concurrence, where, and what can be asked.

What the Court holds is shown, and marked as never asked.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _t

from actors.directory.models import Actor, Office, OfficeKind
from actors.levers import asking
from actors.levers.asking import Fit, Way
from actors.levers.models import Ask, Instrument, Lever
from campaigns.record import filters
from campaigns.record.roster import folded
from campaigns.record.vouching import vouch

LAW, OFFICE = "law", "office"


@dataclass(frozen=True)
class Place:
    """Where a lever is held; ``number`` counts the states, where there are many."""

    words: str
    url: str
    number: int = 0


@dataclass
class Held:
    """One lever, or several of one office and instrument: where it is held, and what can be asked by way of it."""

    lever: Lever
    places: list[Place] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    office: Office | None = None
    concurring: Office | None = None

    def asks_of(self, kind_id: int) -> list[Ask]:
        """What can be asked of one of its two offices."""
        return [ask for ask in self.asks if kind_id in {kind.pk for kind in ask.office_kinds.all()}]


@dataclass
class Law:
    instrument: Instrument
    held: list[Held]
    other_asks: list[Ask] = field(default_factory=list)

    @property
    def of_the_court(self) -> bool:
        return any(one.lever.held_by_court for one in self.held)

    @property
    def needs_two(self) -> bool:
        return any(one.lever.concurrence_id for one in self.held)


@dataclass
class Post:
    """A kind of office, or one office of the state asked for: its levers, those it must concur in, its asks."""

    kind: OfficeKind
    held: list[Held] = field(default_factory=list)
    concurs: list[Held] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    fits: list[Fit] = field(default_factory=list)
    office: Office | None = None


@dataclass
class Catalogue:
    by: str
    on: date
    state: Actor | None
    states: list[Actor]
    laws: list[Law]
    posts: list[Post]

    @property
    def usable(self) -> int:
        """Laws and policies of which some office holds a lever."""
        return sum(any(one.lever.may_be_asked() for one in law.held) for law in self.laws)

    @property
    def paired(self) -> int:
        return sum(law.needs_two for law in self.laws)

    @property
    def courts(self) -> int:
        return sum(law.of_the_court for law in self.laws)

    @property
    def holding(self) -> int:
        """Kinds of office that hold a lever, or offices of the state asked for."""
        return sum(bool(post.held) for post in self.posts)

    @property
    def query(self) -> str:
        return f"&state={self.state.key}" if self.state else ""


def build(*, query: QueryDict, today: date) -> Catalogue:
    """A fixed number of queries, whatever the register holds. Raises ``filters.Unknown`` for what does not exist."""
    by = query.get("by", "") or LAW
    if by not in {LAW, OFFICE}:
        raise filters.Unknown(_t("Levers are listed by law or by office."))
    actors = sorted(Actor.objects.public().defer("note", "source"), key=lambda actor: folded(actor.name))
    state = _state(query.get("state", ""), actors)
    instruments = list(Instrument.objects.public().select_related("actor").order_by("pk"))
    asks = list(Ask.objects.public().prefetch_related("office_kinds").order_by("pk"))
    groups = asking.groups_of(state, today) if state else {}
    levers = [row for row in _levers() if state is None or asking.covers(row, state, today, groups)]
    kept = {lever.instrument_id for lever in levers}
    if state:
        instruments = [row for row in instruments if row.pk in kept]
    offices = _offices(state) if state else {}
    held = _held(levers, asks, _numbers(actors, today), offices)
    fits = asking.asks_for_each(actor=state, offices=list(offices.values()), on=today) if state else {}
    calls: dict[int, list[Ask]] = defaultdict(list)
    for ask in _called(fits) if state else asks:
        calls[ask.instrument_id or 0].append(ask)
    posts = _posts(held, offices, fits) if state else _kinds(held, asks)
    vouch(instruments)
    return Catalogue(by, today, state, actors, _laws(instruments, held, calls), posts)


def _called(fits: dict[int, list[Fit]]) -> list[Ask]:
    """Asks that some office of the state can call for without holding a lever, each once."""
    found = {fit.ask.pk: fit.ask for mine in fits.values() for fit in mine if fit.way == Way.CALLS}
    return [found[pk] for pk in sorted(found)]


def _state(key: str, actors: list[Actor]) -> Actor | None:
    found = next((actor for actor in actors if actor.key == key), None)
    if key and found is None:
        raise filters.Unknown(_t("No State or body of that name is on this record."))
    return found


def _levers() -> list[Lever]:
    rows = Lever.objects.public().filter(instrument__public=True)
    near = rows.select_related("instrument", "actor", "kind", "concurrence").order_by("pk")
    return [row for row in near if row.actor is None or row.actor.public]


def _offices(state: Actor) -> dict[int, Office]:
    """Its public offices by kind; of embassies and missions the first."""
    found: dict[int, Office] = {}
    for office in state.offices.public().select_related("kind", "actor__part_of").order_by("pk"):
        found.setdefault(office.kind_id, office)
    return found


def _numbers(actors: list[Actor], on: date) -> dict[str, int]:
    """How many states hold a lever of each scope on that day."""
    members = asking.members_of(asking.EU_GROUP, on)
    found: dict[str, int] = defaultdict(int)
    for actor in actors:
        groups = {asking.EU_GROUP} if actor.pk in members else set()
        for scope in asking.scopes(actor, on, groups) if actor.is_state else ():
            found[scope] += 1
    return found


def _held(levers: list[Lever], asks: list[Ask], numbers: dict[str, int], offices: dict[int, Office]) -> list[Held]:
    """Levers of one instrument and office together, whatever the places."""
    found: dict[tuple[int, int | None, int | None, bool], Held] = {}
    for lever in levers:
        key = (lever.instrument_id, lever.kind_id, lever.concurrence_id, lever.held_by_court)
        held = found.setdefault(key, Held(lever))
        held.places.append(_place(lever, numbers))
        held.asks = asking.asks_through(lever, lever.kind_id, asks)
        held.office = offices.get(lever.kind_id or 0)
        held.concurring = offices.get(lever.concurrence_id or 0)
    return list(found.values())


def _place(lever: Lever, numbers: dict[str, int]) -> Place:
    if lever.actor:
        return Place(lever.actor.name, reverse("record:actor", args=[lever.actor.key]))
    parties = "?among=parties" if lever.scope == Lever.Scope.PARTIES else ""
    return Place(capfirst(str(lever.get_scope_display())), reverse("record:where") + parties, numbers[lever.scope])


def _laws(instruments: list[Instrument], held: list[Held], calls: dict[int, list[Ask]]) -> list[Law]:
    """``calls`` are asks by instrument; those that go by way of a lever stand with it already."""
    by_law: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        by_law[one.lever.instrument_id].append(one)
    found = []
    for row in instruments:
        through = {ask.pk for one in by_law[row.pk] for ask in one.asks}
        found.append(Law(row, by_law[row.pk], [ask for ask in calls.get(row.pk, []) if ask.pk not in through]))
    return found


def _kinds(held: list[Held], asks: list[Ask]) -> list[Post]:
    """Kinds of office that hold a lever, must concur in one, or can be asked for something."""
    posts = {kind.pk: Post(kind) for kind in OfficeKind.objects.public().order_by("pk")}
    for one in held:
        if one.lever.kind_id in posts:
            posts[one.lever.kind_id].held.append(one)
        if one.lever.concurrence_id in posts:
            posts[one.lever.concurrence_id].concurs.append(one)
    for ask in asks:
        for kind in ask.office_kinds.all():
            post = posts.get(kind.pk)
            if post and ask.pk not in {mine.pk for one in [*post.held, *post.concurs] for mine in one.asks_of(kind.pk)}:
                post.asks.append(ask)
    return [post for post in posts.values() if post.held or post.concurs or post.asks]


def _posts(held: list[Held], offices: dict[int, Office], fits: dict[int, list[Fit]]) -> list[Post]:
    """The offices of one state or body."""
    found = []
    for office in offices.values():
        post = Post(office.kind, office=office)
        post.held = [one for one in held if one.lever.kind_id == office.kind_id]
        post.concurs = [one for one in held if one.lever.concurrence_id == office.kind_id]
        post.fits = [fit for fit in fits[office.pk] if fit.way in {Way.CALLS, Way.ALONE}]
        if post.held or post.concurs or post.fits:
            found.append(post)
    return found
