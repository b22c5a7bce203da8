"""Through the admin, where Ada has every right: forms with more in them than they show, buttons, lists and actions."""

from typing import Any

from django.test import Client
from django.urls import reverse

from actors.accounts.models import User
from actors.checking.models import Check, Revision
from actors.directory.models import Group, GroupMember
from tests import make
from tests.actors.checking.scene import Scene
from tests.actors.checking.ways.base import DEED, NO_WAY, way
from tests.actors.curation.people import page, sent
from tests.conftest import login

WISHES = {"public": "on", "pending": "", "data_set_on": "2026-01-01", "entered_by": "1", "verdict": "confirmed"}
"""What no form asks for, sent along."""


def browser(user: User) -> Client:
    client = login(user)
    client.raise_request_exception = True
    return client


def post(user: User, address: str, values: dict[str, Any]) -> None:
    """A page may refuse by words, by 403 or by 405: what counts is what has happened."""
    assert browser(user).post(address, values, follow=True).status_code in {200, 403, 405}


def _correct(row: Any, by: User, **values: Any) -> None:
    client = browser(by)
    client.post(page(row), {**sent(client, page(row)), **values}, follow=True)


@way("the form of a row", NO_WAY)
def form(scene: Scene, by: User) -> None:
    _correct(scene.packed, by, quote="Mine.")
    assert Revision.objects.filter(key="XA-packed", entered_by=by).exists()


@way("the form of a row, with more than it asks for", NO_WAY)
def form_with_wishes(scene: Scene, by: User) -> None:
    _correct(scene.fresh, by, quote="Mine.", revision=str(scene.said.revision_id), **WISHES)
    assert Revision.objects.filter(key="XA-fresh", entered_by=by).count() == 2


@way("the form of a held row, that it be public", NO_WAY)
def form_of_held(scene: Scene, by: User) -> None:
    _correct(scene.held, by, confidence="high", **WISHES)


@way("the form for a new row, that it be public", NO_WAY)
def add_form(scene: Scene, by: User) -> None:
    address = reverse("admin:actors_person_add")
    asked = sent(browser(by), address, key="mine", name="Mine", confidence="high")
    post(by, address, {**asked, **WISHES})
    assert Revision.objects.filter(kind="person", entered_by=by).exists()


def _listed(scene: Scene) -> GroupMember:
    group = make.fact(Group(key="list", name_en="A list", rule="fixed"))
    return make.fact(GroupMember(key="list:XA", group=group, actor=make.state("XA")))


def _inline(scene: Scene, by: User, **values: Any) -> None:
    """A state's form with its inline of memberships as the browser would send it, and more."""
    state, client = make.state("XA"), browser(by)
    client.post(page(state), {**sent(client, page(state)), **values}, follow=True)


@way("a new row in an inline, that it be public", NO_WAY, given=_listed)
def inline_new(scene: Scene, by: User) -> None:
    other = make.fact(Group(key="other", name_en="Another", rule="fixed"), public=False)
    _inline(
        scene,
        by,
        **{"membership-TOTAL_FORMS": "2", "membership-1-group": str(other.pk), "membership-1-actor": ""},
        **{"membership-1-public": "on", "membership-0-id": str(scene.given.pk)},
    )


@way("a row that is there, through an inline", NO_WAY, given=_listed)
def inline_old(scene: Scene, by: User) -> None:
    numbers = {"membership-TOTAL_FORMS": "1", "membership-INITIAL_FORMS": "1"}
    _inline(scene, by, **numbers, **{"membership-0-id": str(scene.given.pk), "membership-0-until_on": "2020-01-01"})


@way("deleting a row through an inline", NO_WAY, given=_listed)
def inline_delete(scene: Scene, by: User) -> None:
    numbers = {"membership-TOTAL_FORMS": "1", "membership-INITIAL_FORMS": "1"}
    _inline(scene, by, **numbers, **{"membership-0-id": str(scene.given.pk), "membership-0-DELETE": "on"})


@way("the list of rows, as if it could be edited", NO_WAY)
def list_editable(scene: Scene, by: User) -> None:
    numbers = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": str(scene.fresh.pk)}
    values = {**numbers, "form-0-public": "on", "form-0-stance": "1", "_save": "Save"}
    post(by, reverse("admin:actors_position_changelist"), values)


@way("the action that deletes", NO_WAY)
def delete_selected(scene: Scene, by: User) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [scene.said.pk], "post": "yes"}
    post(by, reverse("admin:actors_position_changelist"), chosen)


@way("the page that deletes", NO_WAY)
def delete_page(scene: Scene, by: User) -> None:
    post(by, page(scene.said, "delete"), {"post": "yes"})


@way("the queue's action on one's own words", DEED)
def queue_action(scene: Scene, by: User) -> None:
    chosen = {"action": "confirm_chosen", "_selected_action": [scene.fresh.revision_id], "note": ""}
    post(by, reverse("admin:actors_revision_changelist"), chosen)


@way("the button of one revision", DEED)
def check_button(scene: Scene, by: User) -> None:
    post(by, reverse("admin:actors_revision_check", args=[scene.correction.pk]), {"verdict": "confirmed"})


@way("the button that refuses", DEED)
def refuse_button(scene: Scene, by: User) -> None:
    post(by, reverse("admin:actors_revision_check", args=[scene.correction.pk]), {"verdict": "refused"})


@way("the button of a merge", DEED, given=Scene.duplicates)
def merge_button(scene: Scene, by: User) -> None:
    merge, mark = scene.given
    post(by, reverse("admin:actors_merge_do", args=[merge.pk]), {"verdict": "confirmed", "mark": mark})


@way("the button of a dispute", DEED, given=Scene.disputed)
def dispute_button(scene: Scene, by: User) -> None:
    post(by, reverse("admin:actors_dispute_do", args=[scene.given.pk, "settle"]), {"outcome": "It holds."})


@way("the button that ends a wait", DEED, given=lambda scene: scene.new_address(make.timezone_now()))
def end_wait_button(scene: Scene, by: User) -> None:
    post(by, reverse("admin:actors_contact_end_wait", args=[scene.given.pk]), {})


@way("the form of a revision", NO_WAY)
def revision_form(scene: Scene, by: User) -> None:
    post(by, page(scene.correction), {"facts": "{}", "entered_by": str(scene.ben.pk)})
    post(by, page(scene.correction, "delete"), {"post": "yes"})


@way("the form for a new check", NO_WAY)
def check_form(scene: Scene, by: User) -> None:
    values = {"revision": scene.fresh.revision_id, "verdict": "confirmed", "checked_by": by.pk}
    post(by, reverse("admin:actors_check_add"), values)
    standing = Check.objects.get(revision=scene.refused.revision_id)
    post(by, page(standing), {**values, "revision": standing.revision_id})


@way("moving a step of the scale", NO_WAY)
def move_step(scene: Scene, by: User) -> None:
    step = scene.said.stance
    values = {"rank": "7", "key": step.key, "label_en": "Acted", "definition_en": "-"}
    post(by, reverse("admin:actors_stancestep_change", args=[step.pk]), values)
    step.refresh_from_db()
    assert step.rank == 5
