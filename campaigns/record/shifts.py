"""Which states moved between two days, about one coercing state's measures: rises and retractions, recounted."""

from dataclasses import dataclass, field, replace
from datetime import date

from actors.directory.models import Actor, Group, GroupMember
from actors.positions import ledger
from actors.positions.ledger import Figures, Sheet, Standing
from actors.positions.models import Position
from campaigns.record import movement
from campaigns.record.flows import Path
from campaigns.record.movement import Course, Move
from campaigns.record.roster import OF_THAT_DAY, asked_for, folded
from campaigns.record.shift_filters import ALL, Window
from campaigns.record.status import JOINED_ON, memberships

SHOWN = 100
"""Moves told one by one on a page; all of them are counted."""


@dataclass(frozen=True)
class Shift:
    """One move of one state within the window."""

    actor: Actor
    move: Move
    being_checked: bool


@dataclass
class First:
    """A row with which states come onto this record within the window. That is no move: before it, nothing is known."""

    row: Position
    actors: list[Actor] = field(default_factory=list)


@dataclass
class Shifts:
    window: Window
    sheet: Sheet
    actors: list[Actor]
    since: date | None
    """The first day of the window; none when nothing is on record."""

    def __post_init__(self) -> None:
        courses = {actor.pk: movement.course(movement.walk(self.of(actor))) for actor in self.actors}
        self.courses: dict[int, Course] = {pk: course for pk, course in courses.items() if course}
        found = [
            Shift(actor, move, self.of(actor).being_checked)
            for actor in self.actors
            if actor.pk in self.courses
            for move in self.courses[actor.pk].moves
            if self.since and move.row.on >= self.since
        ]
        found.sort(key=lambda shift: shift.move.row.on, reverse=True)
        self.moves: list[Shift] = found

    def of(self, actor: Actor) -> Standing:
        return self.sheet.of(actor.pk)

    @property
    def shown(self) -> list[Shift]:
        """The newest moves, told one by one."""
        return self.moves[:SHOWN]

    @property
    def rose(self) -> list[Actor]:
        """States with a rise in the window, in the order of their names."""
        pks = {shift.actor.pk for shift in self.moves if shift.move.is_rise}
        return [actor for actor in self.actors if actor.pk in pks]

    @property
    def took_back(self) -> list[Actor]:
        """States that took words of theirs back in the window, whether or not that moved their standing."""
        pks = {shift.actor.pk for shift in self.moves if shift.move.is_retraction}
        return [actor for actor in self.actors if actor.pk in pks]

    @property
    def firsts(self) -> list[First]:
        """Newest first; states that came onto the record with the same row stand together."""
        found: dict[int, First] = {}
        for actor in self.actors:
            course = self.courses.get(actor.pk)
            if course and self.since and course.on >= self.since:
                found.setdefault(course.first.pk, First(course.first)).actors.append(actor)
        return sorted(found.values(), key=lambda one: (one.row.on, one.row.pk), reverse=True)

    @property
    def figures(self) -> Figures:
        return self.sheet.figures([actor.pk for actor in self.actors])

    def paths(self) -> list[Path]:
        """From which step to which, and who. A state that did not move and of which a newer statement is being
        checked is left out: nobody can say that it stayed (R1)."""
        moved = {shift.actor.pk for shift in self.moves}
        found: dict[tuple[int | None, int | None], list[Actor]] = {}
        for actor in self.actors:
            course = self.courses.get(actor.pk)
            if course is None or self.since is None or (actor.pk not in moved and self.of(actor).being_checked):
                continue
            start = course.rank if course.on >= self.since else course.rank_before(self.since)
            found.setdefault((start, self.of(actor).rank), []).append(actor)
        return [Path(before, after, actors) for (before, after), actors in found.items()]


def gather(window: Window) -> Shifts:
    """Six queries, whatever is on record, and one for the words of rows that are shown; one more for home States."""
    members = list(GroupMember.objects.select_related("group"))
    sheet = ledger.sheet(coercing_state=window.coercing, on=window.on, members=members)
    rows = Actor.objects.public().states().exclude(pk=window.coercing.pk).defer("note", "source")
    actors = [actor for actor in rows if window.region in {"", actor.region}]
    if window.group:
        inside = _inside(window.group, sheet, members, actors)
        actors = [actor for actor in actors if actor.pk in inside]
    elif window.among != ALL:
        actors = [actor for actor in actors if actor.is_party(window.on)]
    actors.sort(key=lambda actor: folded(actor.name))
    days = [row.on for standing in sheet.standings.values() for row in standing.public[-1:]]
    found = Shifts(window, sheet, actors, window.since or min(days, default=None))
    _give_words(found)
    return found


def _give_words(found: Shifts) -> None:
    """The ledger is counted without words; the rows that are shown get theirs, in one query."""
    pks = {shift.move.row.pk for shift in found.shown} | {first.row.pk for first in found.firsts}
    near = ("stance", "revision__check_row")
    rows = Position.objects.select_related(*near).defer("revision__facts").in_bulk(pks)
    for place, shift in enumerate(found.shown):
        found.moves[place] = replace(shift, move=replace(shift.move, row=rows[shift.move.row.pk]))
    for course in found.courses.values():
        course.first = rows.get(course.first.pk, course.first)


def _inside(group: Group, sheet: Sheet, members: list[GroupMember], actors: list[Actor]) -> set[int]:
    """Who belongs to a group on that day: read from the rows at hand, but for the home States of people."""
    fixed = group.base if group.rule == Group.Rule.PARTIES_NOT_IN else group
    mine = [member for member in members if fixed and member.group_id == fixed.pk]
    listed = {member.actor_id for member in memberships(mine, sheet.on)}
    if group.rule == Group.Rule.FIXED:
        return listed
    if group.rule == Group.Rule.REGION:
        return {actor.pk for actor in actors if actor.region == group.region}
    parties = {actor.pk for actor in actors if actor.is_party(sheet.on)}
    if group.rule == Group.Rule.PARTIES_NOT_IN:
        return parties - listed if sheet.on >= JOINED_ON or group.key not in OF_THAT_DAY else set()
    if group.rule == Group.Rule.NON_PARTIES:
        return {actor.pk for actor in actors} - parties
    return parties if group.rule == Group.Rule.STATES_PARTIES else asked_for(group, sheet, [], members)
