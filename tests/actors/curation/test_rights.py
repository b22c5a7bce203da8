"""What an admin cannot do: make themselves more than they are, hand a membership on, or leave no trace."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from actors.accounts.models import Member, User
from foundation.admin import EntryAdmin, JournaledAdmin
from foundation.history.models import Entry
from tests.conftest import login

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(db):
    """May enter the admin and edit users; has no other rights."""
    user = User.objects.create_user("clerk@example.org", "correct horse battery staple", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    return user


def edit(client, user, **values):
    fields = {"email": user.email, "name": user.name, "language": "en", "is_active": "on", **values}
    return client.post(reverse("admin:actors_user_change", args=[user.pk]), fields)


def test_who_may_edit_users_cannot_raise_their_own_rights(clerk, admin_user):
    rights = {"is_staff": "on", "is_superuser": "on"}
    assert edit(login(clerk), clerk, name="Clerk", **rights).status_code == 302
    clerk.refresh_from_db()
    assert (clerk.name, clerk.is_superuser) == ("Clerk", False)
    # The control: whoever has all rights gives them.
    assert edit(login(admin_user), clerk, **rights).status_code == 302
    clerk.refresh_from_db()
    assert clerk.is_superuser


def test_nor_take_over_an_account_with_more(clerk, admin_user):
    assert edit(login(clerk), admin_user, email="mine@example.org").status_code == 403
    admin_user.refresh_from_db()
    assert admin_user.email == "admin@example.org"


def test_a_membership_never_becomes_somebody_elses(admin_user, bob, charlie):
    member = Member.objects.get(user=bob)
    values = {"user": charlie.pk, "organisation": member.organisation_id, "role": "viewer"}
    page = reverse("admin:actors_member_change", args=[member.pk])
    assert login(admin_user).post(page, values).status_code == 302
    member.refresh_from_db()
    assert (member.user, member.role) == (bob, "viewer")
    organisation = (
        login(admin_user)
        .get(reverse("admin:actors_organisation_change", args=[member.organisation_id]))
        .content.decode()
    )
    assert 'name="members-0-user"' not in organisation and "Bob" in organisation


def test_every_page_of_the_admin_writes_the_journal():
    for model, page in admin.site._registry.items():
        assert isinstance(page, (JournaledAdmin, EntryAdmin)), model


def test_what_others_brought_along_is_in_the_journal_too(admin_user, bob):
    client = login(admin_user)
    address = EmailAddress.objects.get(user=bob)
    client.post(
        reverse("admin:account_emailaddress_change", args=[address.pk]),
        {"user": bob.pk, "email": "bob@elsewhere.example", "primary": "on"},
    )
    client.post(reverse("admin:auth_group_add"), {"name": "Readers"})
    assert Group.objects.filter(name="Readers").exists()
    assert {"emailaddress.change", "group.add"} <= set(Entry.objects.values_list("deed", flat=True))
    assert not any("@" in str(entry.detail) for entry in Entry.objects.all())
