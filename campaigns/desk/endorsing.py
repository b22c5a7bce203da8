"""What the desk shows of a letter’s organisations: the closed round, what waits for somebody, the list to copy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.endorsing import lists
from campaigns.endorsing.endorsements import details
from campaigns.endorsing.models import ClosedRound, Endorsement, FalseClaim, RoundInvitation
from campaigns.endorsing.rounds import Asked
from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign
from foundation.vault import keys, seals
from foundation.vault.addresses import deliverable

MOST_LINES = 300


class RoundForm(forms.Form):
    """Times in the campaign’s zone."""

    deadline_at = forms.DateTimeField(
        label=gettext_lazy("Answers until"), widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")
    )
    embargo_until_at = forms.DateTimeField(
        label=gettext_lazy("Nothing public before"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("A letter that is not public yet opens for signing then, and not before."),
    )


class InviteForm(forms.Form):
    """Organisations, one a line: name; address; person."""

    lines = forms.CharField(
        label=gettext_lazy("Whom to ask, one a line: organisation; e-mail address; person"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("Each gets a link of its own by mail. All of this is sealed."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"))

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = sorted(text.language for text in campaign.texts.all())
        self.fields["language"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def clean_lines(self) -> list[Asked]:
        lines = [line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("At most %(n)s at once, please.") % {"n": MOST_LINES}, code="many")
        return [_asked(number, line) for number, line in enumerate(lines, 1)]


def _asked(number: int, line: str) -> Asked:
    parts = [part.strip() for part in line.split(";")] + ["", ""]
    try:
        address = deliverable(parts[1])
    except ValidationError:
        raise ValidationError(_("Line %(n)s has no e-mail address in its second part.") % {"n": number}) from None
    if not parts[0] or max(len(parts[0]), len(parts[2])) > 160:
        raise ValidationError(_("Line %(n)s has no name of an organisation, or a very long one.") % {"n": number})
    return Asked(organisation=parts[0], email=address, person=parts[2])


def waiting(campaign: Campaign, letters: dict[str, int]) -> Iterable[tuple[str, str, str, str, tuple[str, ...], str]]:
    """What waits for somebody, letter by letter, as a thing to do today."""
    for code, number in letters.items():
        said = ngettext(
            "%(number)s endorsement is to be checked, or disputed",
            "%(number)s endorsements are to be checked, or disputed",
            number,
        ) % {"number": number}
        here = ("desk:endorsers", (campaign.code, code), "organisations")
        yield _("To check"), said, _("Look and decide"), *here


@dataclass(frozen=True)
class Guest:
    """An organisation that was asked, opened for those who may work."""

    row: RoundInvitation
    held: dict[str, str]
    comments: list[tuple[Any, str]]

    @property
    def state(self) -> str:
        if hasattr(self.row, "endorsement"):
            return "withheld" if self.row.endorsement.is_withheld else "endorsed"
        return "declined" if hasattr(self.row, "decline") else "waiting"


@dataclass(frozen=True)
class Line:
    """An endorsement with what is sealed of it, and what somebody said against it."""

    row: Endorsement
    held: dict[str, str]
    disputes: list[tuple[FalseClaim, dict[str, str]]]
    is_earlier: bool
    """Given to a text that is no longer in force: it is not shown, and has to be asked for again."""

    @property
    def name(self) -> str:
        return self.row.name or self.held.get("name", "–")

    @property
    def waits(self) -> bool:
        return self.row.confirmed_on is not None and self.row.stands_on is None and not hasattr(self.row, "removal")


@dataclass
class EndorsingPage:
    """One letter’s organisations as one member sees them. Who only looks on sees no sealed name."""

    letter: Letter
    may_work: bool
    now: datetime

    @cached_property
    def round(self) -> ClosedRound | None:
        return ClosedRound.objects.select_related("version", "published_by__user").filter(letter=self.letter).first()

    @cached_property
    def opened(self) -> keys.Keys | None:
        try:
            return keys.open_scope(self.letter.campaign.scope) if self.may_work else None
        except keys.KeyGone:
            return None

    @cached_property
    def guests(self) -> list[Guest]:
        rows = RoundInvitation.objects.filter(round=self.round).select_related("endorsement", "decline")
        return [
            Guest(row, self._held(row), [(one.on, self._held(one).get("words", "")) for one in row.comments.all()])
            for row in rows.prefetch_related("comments").order_by("pk")
        ]

    def _held(self, row: Any) -> dict[str, str]:
        return seals.unseal(self.opened, row.code, row.sealed) if self.opened else {}

    def count(self, *states: str) -> int:
        return sum(guest.state in states for guest in self.guests)

    @property
    def answers(self) -> dict[str, int]:
        return {
            "endorsed": self.count("endorsed", "withheld"),
            "declined": self.count("declined"),
            "waiting": self.count("waiting"),
        }

    @cached_property
    def lines(self) -> list[Line]:
        rows = Endorsement.objects.filter(letter=self.letter, confirmed_on__isnull=False)
        found = rows.select_related("removal__member__user", "proof__member__organisation").prefetch_related("disputes")
        in_force = set(Endorsement.objects.standing().filter(letter=self.letter).values_list("pk", flat=True))
        lines = [
            Line(
                row,
                self._details(row),
                self._disputes(row.disputes.all()),
                is_earlier=row.stands_on is not None and row.pk not in in_force,
            )
            for row in found.order_by("pk")
        ]
        return sorted(lines, key=lambda line: (not (line.waits or line.disputes), line.name.casefold()))

    def _details(self, row: Endorsement) -> dict[str, str]:
        return details(row, self.opened) if self.opened else {}

    def _disputes(self, rows: Iterable[FalseClaim]) -> list[tuple[FalseClaim, dict[str, str]]]:
        return [(row, self._held(row)) for row in rows if row.settled_at is None]

    @property
    def earlier(self) -> int:
        return sum(line.is_earlier for line in self.lines)

    @cached_property
    def has_new_text(self) -> bool:
        return self.round is not None and self.round.has_new_text

    @cached_property
    def public(self) -> lists.Public:
        return lists.public([self.letter], self.now)

    @property
    def to_copy(self) -> str:
        return lists.plain(self.public)

    @property
    def is_open(self) -> bool:
        return self.round is not None and self.round.is_open(self.now) and self.round.published_at is None

    @property
    def is_under_embargo(self) -> bool:
        return self.round is not None and self.round.is_under_embargo(self.now)
