"""Makes the campaign of the canary story in the database of the environment: ``python -m tests.stories.canary_house``.

Prints its codes as JSON. Two letters: one is open for signing, one waits for approval.
"""

import json

import django

django.setup()

from django.utils import timezone  # noqa: E402

from actors.accounts.models import Member, Organisation, Role, User  # noqa: E402
from campaigns.supporters.models import Partner  # noqa: E402
from tests import make  # noqa: E402

PASSWORD = "correct horse battery staple"


def person(organisation: Organisation, name: str, role: str) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(f"{name}@staff.example", PASSWORD, name=name.title())
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Member.objects.create(organisation=organisation, user=user, role=role)
    return user


def main() -> None:
    now = timezone.now()
    fields = {"registration": "No. 1", "postal_address": "Example Street 1", "contact_email": "post@house.example"}
    organisation = Organisation.objects.create(name="House", mail_domain="house.example", **fields)
    alice, bob = (person(organisation, name, role) for name, role in (("alice", Role.OWNER), ("bob", Role.CAMPAIGNER)))
    campaign = make.campaign(alice, now=now, asks_country=True)
    partner = Organisation.objects.create(name="Partner")
    Partner.objects.create(campaign=campaign, organisation=partner)
    letter = make.letter(campaign, bob, alice, key="order", now=now)
    make.signatory(letter)
    waiting = make.letter(campaign, bob, key="second", now=now)
    said = {"campaign": campaign.code, "letter": letter.code, "waiting": waiting.code}
    print(json.dumps(said | {"office": waiting.targets.get().office.key, "scope": campaign.scope}))


if __name__ == "__main__":
    main()
