"""Secrets of second factors are sealed in the database, and no page of the admin shows them."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection

from foundation.vault import seals
from tests.conftest import login

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_the_secret_is_sealed_and_still_works(alice):
    TOTP.activate(alice, SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = cursor.fetchone()[0]
    assert SECRET not in stored
    assert get_adapter().decrypt(Authenticator.objects.get().data["secret"]) == SECRET


def test_another_key_opens_nothing(alice, settings):
    sealed = get_adapter().encrypt(SECRET)
    with pytest.raises(seals.Broken):
        get_adapter().decrypt(sealed[:-8] + "AAAAAAA=")


def test_the_admin_shows_who_has_one_and_not_what_it_is(alice, admin_user):
    TOTP.activate(alice, SECRET)
    row = Authenticator.objects.get()
    client = login(admin_user)
    listed = client.get("/admin/mfa/authenticator/")
    page = client.get(f"/admin/mfa/authenticator/{row.pk}/change/")
    assert listed.status_code == page.status_code == 200
    for answer in (listed, page):
        assert SECRET not in answer.content.decode() and row.data["secret"][:20] not in answer.content.decode()
    assert client.get("/admin/mfa/authenticator/add/").status_code == 403
