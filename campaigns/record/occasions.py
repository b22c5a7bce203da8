"""One occasion in public: what each State said about whose measures, and the sentence that may be said of it (R1)."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from actors.directory.models import Actor
from actors.positions.ledger import Coverage
from actors.positions.models import Look, Occasion
from actors.sanctions.models import Precision
from actors.watch import answers
from actors.watch.answers import Answer, Entry
from actors.watch.models import Sheet
from campaigns.record.days import dates_in_words, kind_words
from campaigns.record.vouching import vouch
from foundation.dates import in_words

IN_HOURS = 3
"""Up to so many days after an occasion, a sentence counts in hours."""


@dataclass(frozen=True)
class Finding:
    """A sentence computed from the rows, and what has to stand beside it."""

    headline: str
    coverage: str
    is_complete: bool


@dataclass(frozen=True)
class Heard:
    """The occasion about one coercing state's measures, with the entries in the order of the page."""

    answer: Answer
    finding: Finding

    @property
    def said(self) -> list[Entry]:
        return self._those(Coverage.SAID)

    @property
    def nothing_found(self) -> list[Entry]:
        return self._those(Coverage.NOTHING_FOUND)

    @property
    def not_looked(self) -> list[Entry]:
        return self._those(Coverage.NOT_LOOKED)

    def _those(self, coverage: Coverage) -> list[Entry]:
        return [entry for entry in self.answer.entries if entry.coverage == coverage]


@dataclass(frozen=True)
class Page:
    occasion: Occasion
    on: date | None
    today: date
    heard: list[Heard]

    @property
    def kind(self) -> str:
        return kind_words(self.occasion)

    @property
    def dates(self) -> str:
        return dates_in_words(self.occasion, self.on) if self.on else ""


def build(*, key: str, today: date) -> Page:
    """Everything the public may see of one occasion; ``Http404`` when there is none of that key."""
    occasion = Occasion.objects.public().select_related("revision").filter(key=key).first()
    if occasion is None:
        raise Http404
    sheets = Sheet.objects.filter(occasion=occasion, coercing_state__public=True)
    found = answers.about(occasion=occasion, sheets=sheets.select_related("coercing_state", "occasion"))
    parties = set(Actor.objects.public().states_parties(occasion.on or today).values_list("pk", flat=True))
    vouch([occasion, *(row for one in found for row in one.rows)])
    on = occasion.next_on(today) if occasion.yearly else occasion.on
    return Page(occasion, on, today, [Heard(one, finding(one, parties)) for one in found])


def finding(answer: Answer, parties: set[int]) -> Finding:
    """The sentence about an answer. ``parties`` are the States Parties on the day of the occasion.

    Only a complete sheet speaks of those who said nothing. It speaks of States Parties when it asked all of them,
    else of those it asked.
    """
    asked = {entry.actor.pk for entry in answer.entries}
    about_parties = bool(parties) and parties - {answer.coercing_state.pk} <= asked
    among = [entry for entry in answer.entries if not about_parties or entry.actor.pk in parties]
    spoken = [entry for entry in among if entry.has_said]
    if answer.is_complete():
        silent = [entry for entry in among if not entry.has_said]
        return Finding(_whole(answer.occasion, spoken, silent, about_parties), _until(silent), True)
    return Finding(_part(answer, len(spoken), len(among), about_parties), _left(answer), False)


def _whole(occasion: Occasion, spoken: list[Entry], silent: list[Entry], about_parties: bool) -> str:
    total = len(spoken) + len(silent)
    words = {"n": len(spoken), "m": len(silent), "total": total, "name": occasion.name}
    if not silent:
        all_parties = _t("All %(total)s States Parties have spoken on “%(name)s”.")
        return (all_parties if about_parties else _t("All %(total)s States asked have spoken on “%(name)s”.")) % words
    words["when"] = _when(occasion, spoken, silent)
    if about_parties:
        said = ngettext(
            "%(when)s, %(n)s of %(total)s States Parties has spoken; for %(m)s nothing was found.",
            "%(when)s, %(n)s of %(total)s States Parties have spoken; for %(m)s nothing was found.",
            len(spoken),
        )
    else:
        said = ngettext(
            "%(when)s, %(n)s of %(total)s States asked has spoken; for %(m)s nothing was found.",
            "%(when)s, %(n)s of %(total)s States asked have spoken; for %(m)s nothing was found.",
            len(spoken),
        )
    return said % words


def _when(occasion: Occasion, spoken: list[Entry], silent: list[Entry]) -> str:
    """“72 hours after …”: true of those who spoke by then, and of those who were looked for until then."""
    name = {"name": occasion.name}
    end, through = occasion.latest_day, min(_looked_until(entry) for entry in silent)
    days = (through - end).days if end and occasion.precision == Precision.DAY else -1
    if days < 0 or any(_first(entry) > through for entry in spoken):
        return _t("On “%(name)s”") % name
    if not days:
        return _t("On the day of “%(name)s”") % name
    if days <= IN_HOURS:
        return _t("%(hours)s hours after “%(name)s”") % {**name, "hours": days * 24}
    return _t("%(days)s days after “%(name)s”") % {**name, "days": days}


def _looked_until(entry: Entry) -> date:
    """The last day until which somebody looked for this actor's words and found none."""
    return max(row.looked_on if isinstance(row, Look) else row.on for row in entry.rows)


def _first(entry: Entry) -> date:
    """The day by which it had certainly spoken."""
    return min(row.latest_day for row in entry.positions if not row.is_silence)


def _until(silent: list[Entry]) -> str:
    if not silent:
        return _t("Each was looked at one by one.")
    day = in_words(min(_looked_until(entry) for entry in silent), "j F Y")
    return _t("Each was looked at one by one; those without words were looked for until %(day)s or later.") % {
        "day": day
    }


def _part(answer: Answer, spoken: int, total: int, about_parties: bool) -> str:
    words = {"n": spoken, "total": total, "name": answer.occasion.name}
    if not answer.entries:
        return ""
    if not spoken:
        return _t("No words of a State on “%(name)s” are on this record yet.") % words
    if about_parties:
        return (
            ngettext(
                "At least %(n)s of %(total)s States Parties has spoken on “%(name)s”.",
                "At least %(n)s of %(total)s States Parties have spoken on “%(name)s”.",
                spoken,
            )
            % words
        )
    return (
        ngettext(
            "At least %(n)s of %(total)s States asked has spoken on “%(name)s”.",
            "At least %(n)s of %(total)s States asked have spoken on “%(name)s”.",
            spoken,
        )
        % words
    )


def _left(answer: Answer) -> str:
    """Why nothing can be said about the others."""
    if not answer.entries:
        return _t("Nobody has looked State by State on this occasion: who is not named here has not been looked at.")
    total, left = len(answer.entries), answer.not_looked
    parts = []
    if left:
        parts.append(
            ngettext(
                "%(n)s of the %(total)s States asked has not been looked at yet.",
                "%(n)s of the %(total)s States asked have not been looked at yet.",
                left,
            )
            % {"n": left, "total": total}
        )
    doubted = sum(entry.waiting_words > 0 and not entry.has_said for entry in answer.entries)
    if doubted:
        parts.append(
            ngettext(
                "For %(n)s State a statement is being checked.",
                "For %(n)s States a statement is being checked.",
                doubted,
            )
            % {"n": doubted}
        )
    return " ".join(parts)
