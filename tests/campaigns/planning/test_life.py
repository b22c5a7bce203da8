"""A campaign is launched when it is ready, closed once, shredded for good."""

import pytest

from actors.directory.models import Office, OfficeKind
from campaigns.planning import campaigns as planning
from campaigns.planning import courts
from campaigns.planning.models import Campaign, Naming
from foundation.history.models import Entry
from foundation.vault import keys
from tests import make

pytestmark = pytest.mark.django_db


def test_launch_says_what_is_missing(alice):
    draft = make.campaign(alice, launched=False, ends_on=None, dpia_noted_by="")
    draft.notices.filter(language="fr").delete()
    with pytest.raises(planning.NotReady) as refused:
        planning.launch(campaign=draft, by=alice, now=make.NOW)
    assert refused.value.reasons == ["privacy_notice", "ends_on", "assessment"]
    assert not Campaign.objects.public().exists()


def test_launch_makes_the_key_and_is_journalled_once(alice):
    row = make.campaign(alice)
    planning.launch(campaign=row, by=alice, now=make.NOW)
    assert keys.open_scope(row.scope)
    assert Entry.objects.filter(deed="campaign.launched").count() == 1


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_cannot(who, alice, request):
    draft = make.campaign(alice, launched=False)
    with pytest.raises(planning.NotAllowed):
        planning.launch(campaign=draft, by=request.getfixturevalue(who), now=make.NOW)


def test_close_and_shred_are_once(alice):
    row = make.campaign(alice)
    for _again in range(2):
        planning.close(campaign=row, by=alice, now=make.NOW)
        planning.shred(campaign=row, by=alice, now=make.NOW)
    assert not row.is_open(make.NOW)
    assert Entry.objects.filter(deed__in=["campaign.closed", "campaign.shredded"]).count() == 2
    with pytest.raises(keys.KeyGone):
        keys.open_scope(row.scope)


def test_the_court_is_no_target(alice):
    row = make.campaign(alice)
    court = make.state(courts.COURT, kind="body", entity="igo", name_en="International Criminal Court")
    titles = {"title_en": "President", "title_fr": "Président"}
    kind = make.fact(OfficeKind(key="president", level="court", **titles))
    with pytest.raises(planning.NotATarget):
        planning.add_target(campaign=row, office=make.fact(Office(key="ICC-p", actor=court, kind=kind)))
    assert not row.targets.exists()


def test_the_state_that_sanctions_gets_the_number_only(alice):
    row = make.campaign(alice, coercing_state="US")
    target = planning.add_target(campaign=row, office=make.office(actor="US"), naming=Naming.NAMED)
    assert target.naming == Naming.COUNT_ONLY


def test_visible_to_members_only(alice, bob, charlie):
    make.campaign(alice)
    assert Campaign.objects.visible_to(alice).count() == Campaign.objects.visible_to(bob).count() == 1
    assert not Campaign.objects.visible_to(charlie).exists()
