"""Who may bring, see, enter and take out which kinds of row; whoever may not gets 403, and nothing happens."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from actors.accounts.models import User
from actors.checking.models import Revision
from actors.exchange import exports, importers, imports
from actors.exchange.models import Import
from foundation.history.models import Entry
from tests import make
from tests.actors.curation.people import appointed, browser
from tests.actors.exchange.files import ADD, bring, brought, csv, do, page, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return appointed("ada")


def limited(name, *rights):
    """Somebody of the admin with these rights and no others."""
    user = User.objects.create_user(f"{name}@curators.example", "a long enough password", name=name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return User.objects.get(pk=user.pk)


PERSONS = ("add_person", "change_person", "view_person")


def test_only_kinds_one_may_add_are_offered_and_taken():
    eve = limited("eve", "add_import", "view_import", *PERSONS, "view_office", "add_office")
    hers = browser(eve)
    offered = [name for name, _label in hers.get(reverse(ADD)).context["form"].fields["what"].choices]
    assert offered == ["person"]
    assert bring(hers, people(2), what="office").status_code == 403 and not Import.objects.exists()
    assert hers.get(reverse(ADD), {"what": "office"}).status_code == 403
    # The control: the same file, of the kind they may add.
    assert brought(hers, people(2)).state == "planned"


@pytest.mark.parametrize("missing", [*PERSONS, "add_import"])
def test_each_right_is_needed(missing):
    rights = {"add_import", "view_import", *PERSONS} - {missing}
    answer = bring(browser(limited("eve", *rights)), people(2))
    assert answer.status_code == 403 and not Import.objects.exists()
    assert "not open to you" in answer.content.decode()


def test_who_may_look_may_not_enter(ada):
    row = brought(browser(ada), people(2))
    eve = limited("eve", "view_import", "view_person")
    hers = browser(eve)
    shown = hers.get(page(row)).content.decode()
    assert "You may look at it" in shown and "Enter these" not in shown
    for deed in ("enter", "again", "discard"):
        assert do(hers, row, deed).status_code == 403
    assert not Revision.objects.exists() and Import.objects.get().state == "planned"


def test_who_may_not_see_the_kind_sees_no_line_of_it(ada):
    office = make.office(address=None)
    columns = ("key", "office", "channel", "value")
    file = csv(["c1", office.key, "mail", "desk@office.example"], columns=columns)
    row = brought(browser(ada), file, what="contact")
    eve = browser(limited("eve", "view_import", "view_person"))
    places = [page(row), reverse("admin:actors_import_refused", args=[row.pk])]
    for address in [*places, reverse("admin:actors_import_progress", args=[row.pk])]:
        answer = eve.get(address)
        assert answer.status_code == 403 and "desk@office" not in answer.content.decode()
    assert "desk@office.example" in browser(ada).get(page(row)).content.decode()


def test_the_deeds_ask_too(ada):
    """Not only the pages: nobody below them may be fooled."""
    eve = limited("eve", *PERSONS[:1])
    said = {"name": "a.csv", "importer": "person", "now": make.NOW}
    with pytest.raises(imports.NotAllowed):
        imports.receive(data=people(1), by=eve, **said)
    row = brought(browser(ada), people(1))
    for deed in (imports.look_again, imports.discard):
        with pytest.raises(imports.NotAllowed):
            deed(row=row, by=eve, now=make.NOW)
    with pytest.raises(imports.NotAllowed):
        imports.begin(row=row, shown=row.fingerprint, by=eve, now=make.NOW)
    with pytest.raises(exports.NotAllowed):
        exports.take_out(what="contact", form="csv", by=eve, now=make.NOW)


def test_staff_and_strangers_get_no_page(ada, client, bob):
    row = brought(browser(ada), people(1))
    names = ["changelist", "add", "exports"]
    addresses = [page(row), *(reverse(f"admin:actors_import_{name}") for name in names)]
    for address in addresses:
        assert client.get(address).status_code == 302 and browser(bob).get(address).status_code == 302
        assert browser(limited(f"eve{addresses.index(address)}")).get(address).status_code == 403


def take(client, what, form="csv"):
    return client.post(reverse("admin:actors_import_export", args=[what, form]))


def test_contacts_go_out_only_to_who_may_see_them(ada):
    make.office()
    eve = browser(limited("eve", "view_person", "view_office", "view_import"))
    offered = [what for what, *_ in eve.get(reverse("admin:actors_import_exports")).context["offered"]]
    assert offered == ["office", "person"]
    for what in ("contact", "popolo", "popolo-full", "term"):
        assert take(eve, what, "json" if what.startswith("popolo") else "csv").status_code == 403
    assert take(eve, "office").status_code == 200
    answer = take(browser(ada), "contact")
    assert "@office.example" in b"".join(answer.streaming_content).decode()
    taken = Entry.objects.filter(deed="export.taken").values_list("subject_code", flat=True)
    assert list(taken) == ["office", "contact"]


def test_no_contact_is_in_what_is_public(ada):
    make.office()
    assert "@office.example" not in b"".join(take(browser(ada), "popolo", "json").streaming_content).decode()


def test_exports_are_posts_of_what_there_is(ada):
    hers = browser(ada)
    assert hers.get(reverse("admin:actors_import_export", args=["person", "csv"])).status_code == 405
    for what, form in (("user", "csv"), ("person", "json"), ("person", "xls"), ("popolo", "csv")):
        assert take(hers, what, form).status_code == 404
    assert set(importers.every()) <= set(exports.offers()) | {"ministers"}
