"""A state's place in the Rome Statute over time, as dated steps, and the sets of states it belongs to."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, GroupMember

JOINED_GROUP = "signatories-2025-02-07"
JOINED_ON = date(2025, 2, 7)
INSTRUMENTS = {
    "ratification": _("Ratification deposited"),
    "accession": _("Accession deposited"),
    "succession": _("Succession deposited"),
    "acceptance": _("Acceptance deposited"),
}


@dataclass(frozen=True)
class Step:
    """One dated step; ``is_ahead`` says that the day is still to come."""

    on: date
    words: str
    is_ahead: bool = False


def steps(actor: Actor, on: date) -> list[Step]:
    """What had happened by that day, and a withdrawal already notified that is still to take effect.

    A date that nobody checked is left out.
    """
    deposited = str(INSTRUMENTS.get(actor.statute_instrument, _("Instrument deposited")))
    dated = [
        (actor.checked("statute_signed_on"), _t("Signed")),
        (actor.checked("statute_deposited_on"), deposited),
        (actor.checked("statute_in_force_on"), _t("In force: a State Party from this day")),
        (actor.checked("withdrawal_notified_on"), _t("Withdrawal notified")),
        (actor.checked("withdrawal_effective_on"), _t("Withdrawal takes effect: no longer a State Party")),
    ]
    notified = actor.checked("withdrawal_notified_on")
    found = []
    for day, words in dated:
        ahead = bool(day and day > on)
        known = ahead and day == actor.withdrawal_effective_on and notified and notified <= on
        if day and (not ahead or known):
            found.append(Step(day, words, ahead))
    return sorted(found, key=lambda step: step.on)


def is_doubted(actor: Actor, on: date) -> bool:
    """Whether a withdrawal, or its reversal, was reported by that day and is not checked first-hand."""
    names = ("withdrawal_notified_on", "withdrawal_effective_on")
    reported = [day for name in names if (day := getattr(actor, name))]
    return not all(actor.is_checked(name) for name in names) and (not reported or min(reported) <= on)


def ends_on(actor: Actor, on: date) -> date | None:
    """The day on which a withdrawal that was notified by then takes effect, while that is still to come."""
    return next((step.on for step in steps(actor, on) if step.is_ahead), None)


def memberships(mine: list[GroupMember], on: date) -> list[GroupMember]:
    """Groups it belonged to on that day, as far as they are vouched for; a list of signatories from its day on."""
    return [
        member
        for member in mine
        if member.public
        and (on >= JOINED_ON or member.group.key != JOINED_GROUP)
        and (member.since_on is None or member.since_on <= on)
        and (member.until_on is None or member.until_on > on)
    ]
