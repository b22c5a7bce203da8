"""What the record should say of a world, counted in the plainest way from its plain values and the rules in words.

Nothing here imports the product: whoever reads this and R1 and R2 can follow each number by hand.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from tests.campaigns.record.recount.world import STATES, Facts, Looked, Words, World

YES, NO = True, False


@dataclass
class Row:
    """A position as the public register holds it after all that was done with it."""

    number: int
    words: Words
    facts: Facts
    shown: bool = False
    waits: bool = False
    """It may still be shown as it stands, or a correction of it waits."""
    refused: bool = False


def rows(world: World) -> list[Row]:
    return [_after_all(number, words) for number, words in enumerate(world.words)]


def _good(facts: Facts) -> bool:
    """R4: first-hand, or a press agency."""
    return facts.grade in {"first_hand", "press"}


def _after_all(number: int, words: Words) -> Row:
    """Follows one position through every deed.

    Nobody vouches for what a person entered until another confirms it. A row that somebody vouches for keeps its facts
    until a correction of it is confirmed; one that nobody vouches for takes the newest.
    """
    facts, newest = words.facts, words.facts
    from_data = words.came != "person"
    shown = words.came == "data" and _good(words.facts)
    vouched = from_data  # for the data set answers whoever packed it, until somebody refuses it
    confirmed = False
    newest_stands = True
    newest_checked = False
    correction_waits = not from_data
    hidden_by = None  # whether a dispute hid it, and whether it had been shown
    disputed = None  # "shown beside" or "hides"
    refused = False
    for what, said in words.since:
        if what == "correct":
            if said == (newest if correction_waits else facts):
                continue  # nothing new
            newest, newest_checked, correction_waits = said, False, True
            if vouched:
                newest_stands = False
            else:
                facts, newest_stands, refused = said, True, False
        elif what == "confirm" and not newest_checked:
            facts, vouched, confirmed, refused = newest, True, True, False
            newest_checked, newest_stands, correction_waits = True, True, False
            if disputed == "hides":
                shown = False
            else:
                shown = _good(facts)
        elif what == "refuse" and not newest_checked:
            newest_checked, correction_waits = True, False
            if newest_stands:
                vouched, shown, refused = False, False, True
        elif what == "dispute" and disputed is None:
            disputed = "beside"
        elif what == "hide" and disputed is None:
            disputed = "hides"
            if shown:
                hidden_by = "shown before"
            shown = False
        elif what == "settle" and disputed is not None:
            if disputed == "hides" and vouched and _good(facts) and (confirmed or hidden_by):
                shown = True
            disputed = None
    waits = correction_waits or (not shown and not refused)
    return Row(number, words, facts, shown, waits, refused)


def members(world: World, number: int, on: date) -> set[int]:
    """States on a list on a day, as far as their membership is public."""
    return {
        stay.state
        for stay in world.stays
        if stay.list == number
        and stay.public
        and (stay.since is None or stay.since <= on)
        and (stay.until is None or stay.until > on)
    }


def is_party(world: World, state: int, on: date) -> bool:
    """An unchecked day begins and ends nothing."""
    one = world.states[state]
    began = one.in_force is not None and one.in_force <= on and "statute_in_force_on" not in one.unchecked
    ended = one.withdrawn is not None and one.withdrawn <= on and "withdrawal_effective_on" not in one.unchecked
    return began and not ended


def parties(world: World, on: date) -> list[int]:
    return [number for number in public_states(world) if is_party(world, number, on)]


def public_states(world: World) -> list[int]:
    return [number for number, state in enumerate(world.states) if state.public]


def last_day(facts: Facts) -> date:
    if facts.precision == "year":
        return date(facts.on.year, 12, 31)
    if facts.precision == "month":
        return date(facts.on.year, facts.on.month, calendar.monthrange(facts.on.year, facts.on.month)[1])
    return facts.on + timedelta(days=7) if facts.precision == "about" else facts.on


class Told:
    """What is known of one state about one coercing state's measures, as of a day."""

    def __init__(self, world: World, all_rows: list[Row], state: int, about: int, on: date) -> None:
        self.world, self.state, self.about, self.on = world, state, about, on
        self.mine = sorted(
            (row for row in all_rows if row.words.about == about and row.facts.on <= on and self._concerns(row)),
            key=lambda row: (row.facts.on, row.number),
        )
        self.shown = [row for row in self.mine if row.shown]
        self.looks: list[Looked] = [
            look
            for look in world.looks
            if look.state == state and look.about == about and look.public and look.on <= on
        ]

    has_begun = False
    """Whether it had said anything by then that stood at the end of a day; for ``moved``."""

    def _concerns(self, row: Row) -> bool:
        """Its own words, or those of a list it was on that day."""
        if row.words.whose < STATES:
            return row.words.whose == self.state
        return self.state in members(self.world, row.words.whose - STATES, row.facts.on)

    @property
    def alive(self) -> list[Row]:
        """Shown rows that no later one takes back which is itself not taken back. Oldest first."""
        left, alive = list(self.shown), []
        while left:
            last = left.pop()
            alive.insert(0, last)
            left = [row for row in left if row.number != last.words.takes_back]
        return alive

    @property
    def spoken(self) -> list[Row]:
        return [row for row in self.alive if row.facts.rank != 0]

    @property
    def rank(self) -> int | None:
        return max((row.facts.rank for row in self.spoken), default=None)

    @property
    def strongest(self) -> int | None:
        """The number of the strongest row, of equals the latest."""
        best = [row for row in self.spoken if row.facts.rank == self.rank]
        return best[-1].number if best else None

    @property
    def latest(self) -> int | None:
        return self.spoken[-1].number if self.spoken else None

    @property
    def coverage(self) -> str:
        if self.spoken:
            return "said"
        return "nothing_found" if self.looks or any(row.facts.rank == 0 for row in self.shown) else "not_looked"

    @property
    def being_checked(self) -> bool:
        """R1: a row that waits and may be newer than all that is shown, or a correction of one that is shown."""
        newest = max((row.facts.on for row in self.shown), default=date.min)
        news = [row for row in self.mine if not row.shown and row.waits]
        return any(last_day(row.facts) > newest for row in news) or any(row.waits for row in self.shown)

    @property
    def looked_into(self) -> bool:
        """Somebody looked at this state alone: a row of its own that is shown or waits, or a look."""
        own = [row for row in self.mine if row.words.whose < STATES]
        return bool(self.looks) or any(row.shown or row.waits for row in own)

    def _read(self, fact: str) -> list[bool | None]:
        names = {"calls_for_lifting": "calls", "backs_protection": "backs", "adopts_measure": "adopts"}
        return [None if fact in row.facts.unchecked else getattr(row.facts, names[fact]) for row in self.spoken]

    def says(self, fact: str) -> bool:
        return YES in self._read(fact)

    def says_no(self, fact: str) -> bool:
        """Only where every word was read for it."""
        return bool(self.spoken) and all(value is NO for value in self._read(fact))


@dataclass
class Moved:
    """What happened to one state from one day to another."""

    rose: bool = False
    took_back: bool = False
    came: bool = False
    """It said its first words on this record; that is no rise."""
    has_place: bool = False
    """Whether one can say from where to where it went, or that it stayed (R1)."""


def moved(world: World, all_rows: list[Row], state: int, about: int, since: date, on: date) -> Moved:
    """Goes through the days on which something was said, and asks for the standing at the end of each."""
    found = Moved()
    end = Told(world, all_rows, state, about, on)
    before: Told | None = None
    changed = False
    for day in sorted({row.facts.on for row in end.shown}):
        now = Told(world, all_rows, state, about, day)
        if before is None or not before.has_begun:
            found.came = found.came or (now.rank is not None and day >= since)
            now.has_begun = now.rank is not None
        else:
            now.has_begun = True
            fell = {row.number for row in before.spoken + _said_on(now, day)} - {row.number for row in now.spoken}
            rises = now.rank is not None and (before.rank is None or now.rank > before.rank)
            if day >= since:
                found.rose = found.rose or rises
                found.took_back = found.took_back or bool(fell)
                changed = changed or before.rank != now.rank or bool(fell)
        before = now
    begun = before is not None and before.has_begun
    found.has_place = begun and (changed or not end.being_checked)
    return found


def _said_on(told: Told, day: date) -> list[Row]:
    return [row for row in told.shown if row.facts.on == day and row.facts.rank != 0]


def listed_by(world: World, about: int, on: date, *, still: bool = True) -> list[int]:
    """Numbers of the listings the public sees that hold on a day (or had begun by it)."""
    return [
        number
        for number, one in enumerate(world.listings)
        if one.by == about
        and one.public
        and one.person_public
        and one.on <= on
        and not (still and one.until is not None and one.until <= on)
    ]


def home_states(world: World, abouts: list[int], on: date) -> set[int]:
    held = [world.listings[number] for about in abouts for number in listed_by(world, about, on)]
    homes = {one.home for one in held if one.home is not None and one.home_checked}
    return {home for home in homes if world.states[home].public}
