"""Two rows are one: somebody proposes it, somebody else does it, and everything points at the kept one."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction

from actors.checking import checks, merge_plans, merges, redirects, revisions
from actors.checking.models import Check, Dispute, Merge, Origin, Revision
from actors.directory.models import Contact, Office, Person, Term
from actors.sanctions.models import Designation
from foundation.history.models import Entry
from tests import make
from tests.actors.checking.cast import curator

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 1)


def merger(name):
    user = curator(name)
    user.user_permissions.add(*Permission.objects.filter(codename__in=["add_merge", "add_dispute"]))
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def ada():
    return merger("ada")


@pytest.fixture
def ben():
    return merger("ben")


def person(key, **facts):
    return make.fact(Person(key=key, name=facts.pop("name", key.title()), confidence="high", **facts))


def term(of, who, **facts):
    return make.fact(Term(key=f"{of.key}-{who.key}", office=of, person=who, confidence="high", **facts))


def designation(who, on=DAY, *, public=True):
    values = {"coercing_state": make.state("XC"), "measure_text": "an order", "role": "judge", "role_category": "judge"}
    return make.fact(Designation(key=f"{who.key}-{on}", person=who, on=on, confidence="high", **values), public=public)


def proposed(by, gone, kept, kind="person"):
    return merges.propose(
        kind=kind, from_key=gone.key, into_key=kept.key, reason="the same birth day", by=by, now=make.NOW
    )


def mark(merge):
    return merge_plans.plan(merge.kind, merge.from_key, merge.into_key).mark


def done(by, merge):
    return merges.confirm(merge=merge, mark=mark(merge), by=by, now=make.NOW)


def test_everything_moves_to_the_kept_one(ada, ben):
    gone = person("jane-doe", name="Jane Doe", aliases=["J. Doe"], names={"ar": "جين"}, identifiers={"wikidata": "Q1"})
    kept = person("jane-m-doe", name="Jane M. Doe", aliases=["j. doe", "Dr Doe"], names={"ru": "Джейн"})
    office = make.office()
    held, listed = term(office, gone, until_on=DAY), designation(gone)
    merge = proposed(ada, gone, kept)
    held.refresh_from_db()
    assert held.person == gone, "nothing moves before somebody else agrees"

    assert done(ben, merge).moved == 2
    for row in (held, listed, kept, gone):
        row.refresh_from_db()
    assert held.person == listed.person == kept
    assert held.public and listed.public and kept.public and not gone.public
    assert kept.aliases == ["j. doe", "Dr Doe", "Jane Doe"]
    assert (kept.names, kept.identifiers) == ({"ru": "Джейн", "ar": "جين"}, {"wikidata": "Q1"})
    assert redirects.lead("person", "jane-doe") == "jane-m-doe" and redirects.lead("person", "jane-m-doe") is None
    one = Revision.objects.get(kind="term", origin=Origin.MERGE)
    assert (one.entered_by, one.check_row.checked_by, one.comment) == (ada, ben, "the same birth day")
    assert list(Entry.objects.filter(deed__startswith="merge.").values_list("deed", flat=True)) == [
        "merge.proposed",
        "merge.confirmed",
    ]
    assert not revisions.waiting().exists()


def test_nobody_merges_alone(ada, ben):
    merge = proposed(ada, person("a"), person("b"))
    with pytest.raises(checks.SamePerson):
        done(ada, merge)
    with pytest.raises(checks.NotAllowed):
        done(curator("eve", checks=False), merge)
    with pytest.raises(checks.NotAllowed):
        proposed(curator("mallory"), person("c"), person("d"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.update(verdict="confirmed", checked_by=ada, checked_at=make.NOW)
    done(ben, merge)
    with pytest.raises(checks.Settled):
        done(ben, merge)


def test_what_changed_since_is_looked_at_again(ada, ben):
    gone, kept = person("a"), person("b")
    merge = proposed(ada, gone, kept)
    seen = mark(merge)
    designation(gone)
    with pytest.raises(checks.Superseded):
        merges.confirm(merge=merge, mark=seen, by=ben, now=make.NOW)
    assert done(ben, merge).moved == 1


def test_a_refused_merge_moves_nothing_and_can_be_proposed_again(ada, ben):
    gone, kept = person("a"), person("b")
    merge = proposed(ada, gone, kept)
    with pytest.raises(merges.Waits):
        proposed(ben, gone, kept)
    merges.refuse(merge=merge, by=ben, now=make.NOW)
    gone.refresh_from_db()
    assert gone.public and redirects.lead("person", "a") is None
    assert proposed(ada, gone, kept).pk != merge.pk


def test_rows_that_say_the_same_become_one(ada, ben):
    gone, kept, office = person("a"), person("b"), make.office()
    double, own = term(office, gone, from_on=DAY), term(office, kept, from_on=DAY, disputed=True)
    contact = make.fact(Contact(key="c", term=double, channel="mail", value="a@xa.example"))
    first, second = designation(gone), designation(kept)
    done(ben, proposed(ada, gone, kept))
    for row in (double, own, first, second, contact):
        row.refresh_from_db()
    assert (double.public, own.public, first.public, second.public) == (False, True, False, True)
    assert redirects.lead("term", double.key) == own.key and redirects.lead("designation", first.key) == second.key
    assert contact.term == own


def test_what_was_not_public_is_not_made_public_by_moving(ada, ben):
    gone, kept = person("a"), person("b")
    hidden = designation(gone, public=False)
    done(ben, proposed(ada, gone, kept))
    hidden.refresh_from_db()
    assert (hidden.person, hidden.public) == (kept, False)


def test_what_was_refused_moves_and_stays_refused(ada, ben):
    gone, kept = person("a"), person("b")
    listed = designation(gone)
    checks.refuse(revision=listed.revision, by=ada, now=make.NOW)
    done(ben, proposed(ada, gone, kept))
    listed.refresh_from_db()
    assert (listed.person, listed.public, listed.pending) == (kept, False, False)
    assert listed.revision.check_row.verdict == Check.Verdict.REFUSED


@pytest.mark.parametrize("about", ["duplicate", "kept", "moving"])
def test_what_waits_is_checked_first(ada, ben, about):
    """Else somebody's unchecked words would be vouched for by people who never read them."""
    gone, kept = person("a"), person("b")
    row = {"duplicate": gone, "kept": kept, "moving": designation(gone)}[about]
    row.confidence_note = "another"
    revisions.propose(row=row, by=ben, now=make.NOW)
    with pytest.raises(checks.Impossible, match="waits for a check"):
        proposed(ada, gone, kept)


def test_offices_with_their_contacts(ada, ben):
    gone, kept = make.office("XA-old", address=None), make.office("XA-new", address=None)
    until = make.NOW + timedelta(hours=20)
    bouncing = make.contact(gone, "old@office.example", state="bouncing", bounces=3, usable_from_at=until)
    same = make.contact(gone, "same@office.example")
    own = make.contact(kept, "same@office.example")
    done(ben, proposed(ada, gone, kept, kind="office"))
    bouncing.refresh_from_db()
    assert (bouncing.office, bouncing.state, bouncing.bounces) == (kept, "bouncing", 3)
    assert bouncing.usable_from_at >= until, "a merge shortens no wait"
    assert redirects.lead("contact", same.key) == own.key
    assert [row.key for row in Office.objects.public()] == ["XA-new"]


def test_an_office_that_a_campaign_addresses_is_kept(ada, alice):
    campaign = make.campaign(alice)
    gone, kept = make.office("XA-old"), make.office("XA-new")
    make.letter(campaign, alice, offices=[gone])
    with pytest.raises(checks.Impossible, match="other way round"):
        proposed(ada, gone, kept, kind="office")
    assert proposed(ada, kept, gone, kind="office").pk


def test_a_merged_row_leads_on_and_takes_no_more_facts(ada, ben):
    one, two, three = person("a"), person("b"), person("c")
    done(ben, proposed(ada, one, two))
    done(ben, proposed(ada, two, three))
    assert redirects.lead("person", "a") == redirects.lead("person", "b") == "c"
    one.refresh_from_db()
    one.name = "Somebody else"
    with pytest.raises(Exception, match="merged into another"):
        revisions.propose(row=one, by=ada, now=make.NOW)
    with pytest.raises(checks.Superseded):
        checks.confirm(revision=one.revision, by=ben, now=make.NOW)
    with pytest.raises(checks.Impossible, match="merged before"):
        proposed(ada, one, three)


@pytest.mark.parametrize(("kind", "keys"), [("position", ("a", "b")), ("person", ("a", "a")), ("person", ("a", "x"))])
def test_only_two_rows_that_exist(ada, kind, keys):
    person("a")
    with pytest.raises(checks.Impossible):
        merges.propose(kind=kind, from_key=keys[0], into_key=keys[1], reason="-", by=ada, now=make.NOW)


def test_a_disputed_row_is_not_merged_away(ada):
    gone, kept = person("a"), person("b")
    said = {"by_whom": "A", "text": "No.", "raised_on": DAY, "entered_by": ada, "entered_at": make.NOW}
    Dispute.objects.create(kind="person", key="a", **said)
    with pytest.raises(checks.Impossible, match="disputed"):
        proposed(ada, gone, kept)


def test_two_who_would_hold_one_seat_stop_a_merge(ada, ben):
    gone, kept = make.office("XA-old", address=None), make.office("XA-new", address=None)
    for office, name in ((gone, "a"), (kept, "b")):
        term(office, person(name), from_on=DAY, one_seat=True)
    merge = proposed(ada, gone, kept, kind="office")
    with pytest.raises(checks.Impossible, match="one seat at the same time"):
        done(ben, merge)
    assert Office.objects.public().count() == 2 and Term.objects.get(person__key="a").office == gone
