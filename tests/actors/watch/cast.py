"""Who is there when an occasion is looked at: curators, correspondents, a coercing state and those who are asked."""

from datetime import date
from typing import Any

from actors.accounts.models import Member, Organisation, User
from actors.checking import checks, revisions
from actors.directory.models import Actor, Person
from actors.positions.models import Occasion
from actors.sanctions.models import Designation
from actors.watch import assignments, sheets
from actors.watch.models import Sheet
from tests import make
from tests.actors.checking.cast import step
from tests.actors.curation.people import appointed

NOW = make.NOW
WORDS = {"quote": "Lift them.", "source": "https://ministry.example/lift", "source_grade": "first_hand"}
FACTS = {"calls_for_lifting": True}


def coercing(key: str = "XC") -> Actor:
    """A state with a public designation of its own: it has a ledger."""
    state = make.state(key)
    if not Designation.objects.filter(coercing_state=state).exists():
        person = make.fact(Person(key=f"judge-{key.lower()}", name="Jane Judge", confidence="high"))
        said = {"measure_text": "a measure", "role": "Judge", "role_category": "judge", "confidence": "high"}
        make.fact(Designation(key=f"d-{key}", person=person, coercing_state=state, on=date(2025, 2, 6), **said))
    for rank in range(-1, 8):
        step(rank)
    return state


def states(number: int, *, parties: int = 0) -> list[Actor]:
    """So many invented states, by key; the first ``parties`` of them are States Parties."""
    day = date(2002, 7, 1)
    return [
        make.state(f"X{n:03}", statute_in_force_on=day if n < parties else None, region="african" if n % 2 else "weog")
        for n in range(number)
    ]


def occasion(key: str = "assembly", **facts: Any) -> Occasion:
    return make.occasion(key, **facts)


def correspondent(name: str, *watched: Actor, of: str = "Watchers", verified: bool = True) -> User:
    """A viewer of an organisation who watches these states, without any right in the admin."""
    organisation, _made = Organisation.objects.get_or_create(
        name=of, defaults={"contact_email": f"post@{of.lower()}.example", "mail_domain": f"{of.lower()}.example"}
    )
    Organisation.objects.filter(pk=organisation.pk).update(verified_at=NOW)
    user = User.objects.create_user(f"{name.lower()}@{of.lower()}.example", "a long enough password", name=name)
    member = Member.objects.create(user=user, organisation=organisation, role="viewer")
    if watched:
        assignments.assign(member=member, actors=watched, by=keeper(), now=NOW)
    if not verified:
        Organisation.objects.filter(pk=organisation.pk).update(verified_at=None)
    return user


def keeper() -> User:
    """A curator, made once."""
    return User.objects.filter(email="kim@curators.example").first() or appointed("kim")


def opened(*, occasion: Occasion | None = None, by: User | None = None, **more: Any) -> Sheet:
    """The sheet of an occasion, open, about measures of XC."""
    return sheets.open_sheet(
        occasion=occasion or make.occasion(), coercing_state=coercing(), by=by or keeper(), now=NOW, **more
    )


def confirm_all(by: User) -> int:
    """A second person confirms all that waits; returns how many."""
    waiting = list(revisions.waiting())
    checks.confirm_many(revisions=waiting, by=by, now=NOW)
    return len(waiting)
