"""Many supporters at once, as the intake would have left them: for tests that need numbers, not ways in."""

import itertools
import uuid

from actors.accounts.models import Member, User
from campaigns.letters.models import Letter
from campaigns.signing.models import Signature
from campaigns.supporters.models import Consent, ConsentText, NameVerdict, State, Supporter
from campaigns.supporters.people import Details
from foundation.vault import keys, seals
from tests import make

_numbers = itertools.count(1)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def spelled(number: int) -> str:
    """A number as a word, so that a name looks like one."""
    return "".join(_LETTERS[int(digit)] for digit in str(number)).title()


def crowd(
    of: Letter,
    number: int,
    *,
    by: User | None,
    prefix: str = "Sam",
    kinds: tuple[str, ...] = ("shown",),
    shown_as: str = "full",
    country: str = "",
    profession: str = "",
    confirmed: bool = True,
) -> list[Signature]:
    """So many who signed and agreed to these; their names let pass by a member unless ``by`` is None."""
    opened, today = keys.open_scope(of.campaign.scope), make.NOW.date()
    people = []
    for _each in range(number):
        code, name = uuid.uuid4().hex, f"{prefix} {spelled(next(_numbers))}"
        details = Details(name, f"{code[:12]}@example.org", shown_as=shown_as)
        people.append(
            Supporter(
                code=code,
                campaign=of.campaign,
                tag=seals.address_tag(opened, details.email),
                sealed=seals.seal(opened, code, details.as_dict()),
                language="en",
                country=country,
                profession=profession,
                time_zone="UTC",
                provider="other",
                state=State.CONFIRMED if confirmed else State.PENDING,
                came_on=today,
                confirmed_on=today if confirmed else None,
            )
        )
    people = Supporter.objects.bulk_create(people)
    texts = ConsentText.objects.filter(language="en", kind__in=("counted", *kinds))
    Consent.objects.bulk_create([Consent(supporter=one, text=text, given_on=today) for one in people for text in texts])
    if by is not None:
        member = Member.objects.get(user=by, organisation=of.campaign.organisation)
        passed = [NameVerdict(supporter=one, verdict="passed", member=member, on=today) for one in people]
        NameVerdict.objects.bulk_create(passed)
    rows = [
        Signature(
            code=uuid.uuid4().hex,
            supporter=one,
            letter=of,
            version=of.current,
            signed_on=today,
            confirmed_on=today if confirmed else None,
        )
        for one in people
    ]
    return Signature.objects.bulk_create(rows)
