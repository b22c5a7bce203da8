"""What the page “Who and for whom” shows: names, matches, legal review, and who is kept out of a campaign."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from actors.accounts.models import Member, Role
from actors.directory.models import Person
from campaigns.desk.people import endorsers
from campaigns.planning import names, safeguards
from campaigns.planning.models import Campaign, LegalOpening, NameDecision
from campaigns.planning.safeguards import Match


@dataclass(frozen=True)
class Named:
    """A person of the register in the campaign's own words: where, and who decided that it may be so."""

    person: Person
    where: list[str]
    decision: NameDecision | None


@dataclass(frozen=True)
class Colleague:
    member: Member
    is_kept_out: bool
    is_you: bool


@dataclass(frozen=True)
class Guards:
    """One campaign as one member sees it. ``colleagues`` is empty for who is no owner."""

    named: list[Named]
    matches: list[Match]
    opening: LegalOpening | None
    past: list[LegalOpening]
    colleagues: list[Colleague]
    is_owner: bool


def guards(campaign: Campaign, member: Member, now: datetime) -> Guards:
    """A fixed number of queries, however many letters, names and members there are."""
    openings = list(campaign.legal_openings.select_related("member__user", "ended_by__user").order_by("-pk"))
    is_owner = member.role == Role.OWNER
    return Guards(
        named=_named(campaign),
        matches=safeguards.matches(campaign, endorsers(campaign), on=now),
        opening=next((row for row in openings if row.ended_at is None), None),
        past=[row for row in openings if row.ended_at is not None],
        colleagues=_colleagues(campaign, member) if is_owner else [],
        is_owner=is_owner,
    )


def _texts(campaign: Campaign) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each place with a name for it: the titles, and the newest and the approved text of each letter."""
    for text in campaign.texts.all():
        yield text.title, (text.title,)
    for letter in campaign.letters.all():
        versions = sorted(letter.versions.all(), key=lambda row: row.number)
        for version in {row.pk: row for row in versions if row == versions[-1] or row.pk == letter.current_id}.values():
            for translated in version.translations.all():
                yield translated.asks, translated.words


def _named(campaign: Campaign) -> list[Named]:
    known = names.persons()
    where: dict[int, dict[str, None]] = {}
    found: dict[int, Person] = {}
    for place, words in _texts(campaign):
        for person in names.found_in(words, known):
            found[person.pk] = person
            where.setdefault(person.pk, {})[place] = None
    decided = {row.person_id: row for row in campaign.name_decisions.select_related("member__user", "person")}
    found |= {pk: row.person for pk, row in decided.items() if pk not in found}
    rows = [Named(person, list(where.get(pk, {})), decided.get(pk)) for pk, person in found.items()]
    return sorted(rows, key=lambda row: (row.decision is not None, row.person.name))


def _colleagues(campaign: Campaign, member: Member) -> list[Colleague]:
    kept = set(campaign.kept_out.values_list("user", flat=True))
    rows = Member.objects.filter(organisation=campaign.organisation_id).select_related("user").order_by("user__name")
    return [Colleague(row, row.user_id in kept, row.pk == member.pk) for row in rows]
