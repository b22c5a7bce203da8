"""The page of doubtful signatures: what is set aside, and what members take out."""

import re

import pytest

from campaigns.signing import invalidations
from campaigns.signing.models import Signature
from tests import make
from tests.campaigns.signing.crowd import crowd
from tests.services import sized

pytestmark = pytest.mark.django_db
FAKES = sized(120, 3000)


def page_of(letter) -> str:
    return f"/en/desk/c/{letter.campaign.code}/doubtful/"


def test_staff_find_forged_signatures_and_take_them_out(as_alice, as_bob, as_vera, letter):
    crowd(letter, 5, by=None)
    crowd(letter, FAKES, by=None, prefix="Bot", country="XA")
    page = page_of(letter)
    said = as_alice.post(page + "try/", {"country": "xa", "why": "a wave of one night"}, follow=True).text
    assert f"{FAKES} signatures meet this." in said and "Nothing is taken out yet." in said and "B… " in said
    code = re.search(r'id="i([0-9a-f]{32})"', said)
    assert code and "Take these" in said and "A second member then confirms it." in said
    ordered = as_alice.post(f"{page}{code[1]}/take-out/", follow=True).text
    assert "waits for a second member" in ordered and "Confirm: take" not in ordered
    assert "a second member confirms it" in as_alice.post(f"{page}{code[1]}/confirm/", follow=True).text
    assert "Confirm: take" in as_bob.get(page).text
    as_bob.post(f"{page}{code[1]}/confirm/")
    while invalidations.work(now=make.NOW):
        continue
    assert Signature.objects.counting().count() == 5
    assert f"Taken out: {FAKES}." in as_vera.get(page).text and "Undo it" not in as_vera.get(page).text
    assert "they count as before" in as_bob.post(f"{page}{code[1]}/undo/", follow=True).text
    assert Signature.objects.counting().count() == FAKES + 5
    journal = as_bob.get(f"/en/desk/c/{letter.campaign.code}/journal/").text
    assert f"looked for forged signatures (found {FAKES})" in journal and "undid a taking out" in journal


def test_what_is_refused_is_said(as_alice, letter):
    page = page_of(letter)
    assert "at least one condition" in as_alice.post(page + "try/", {"why": "all"}, follow=True).text
    assert "Please say why" in as_alice.post(page + "try/", {"country": "xa"}, follow=True).text
    nothing = as_alice.post(page + "try/", {"country": "xa", "why": "none"}, follow=True).text
    assert "0 signatures meet this." in nothing and "Take these" not in nothing


def test_what_is_set_aside_counts_when_a_member_says_so(as_bob, as_vera, letter):
    make.signature(letter, confirmed=True, suspect="quick")
    page = page_of(letter)
    assert "sent faster than a person fills in a form" in as_bob.get(page).text
    assert "Let them count" not in as_vera.get(page).text
    assert "1 signature counts now." in as_bob.post(page + "let-count/", {"why": "quick"}, follow=True).text
    assert Signature.objects.counting().count() == 1


def test_its_statements_do_not_grow(as_bob, alice, letter, django_assert_max_num_queries):
    crowd(letter, 3, by=None, country="XA")
    for _each in range(4):
        said = {"campaign": letter.campaign, "by": alice, "now": make.NOW, "why": "look"}
        invalidations.try_out(conditions=invalidations.Conditions(country="XA"), **said)
    with django_assert_max_num_queries(25) as many:
        as_bob.get(page_of(letter))
    for _each in range(6):
        invalidations.try_out(conditions=invalidations.Conditions(country="XA"), **said)
    with django_assert_max_num_queries(len(many)):
        as_bob.get(page_of(letter))
