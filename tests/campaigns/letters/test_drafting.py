"""A letter is written: by several, to offices of the register, until a second person who wrote none of it approves."""

import random

import pytest

from actors.accounts.models import Member, Role, User
from actors.levers.models import Ask
from campaigns.letters import approvals, copies, drafting, reviewing
from campaigns.letters.drafts import Contribution, Remark, ReviewStep, stage
from campaigns.letters.models import Approval, FrozenTarget, Letter, Version
from campaigns.letters.placeholders import BadPlaceholder, fill
from campaigns.planning.campaigns import NotAllowed, NotATarget
from campaigns.planning.models import Campaign
from campaigns.planning.names import NoReason
from foundation.history.models import Entry
from tests import make
from tests.services import sized

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(alice: User) -> Campaign:
    return make.campaign(alice)


@pytest.fixture
def draft(campaign: Campaign, bob: User) -> Letter:
    """Begun by Bob, with a whole text and one office; not up for review."""
    begun = drafting.begin(campaign=campaign, key="embassies", by=bob, now=make.NOW)
    drafting.save(letter=begun, texts=make.TEXTS, ask=None, by=bob, now=make.NOW)
    drafting.add_office(letter=begun, office=make.office(), in_copy=False, by=bob, now=make.NOW)
    return begun


def newest(of: Letter) -> Version:
    return of.versions.order_by("-number")[0]


def approve(of: Letter, by: User) -> Approval:
    return approvals.approve(version=newest(of), by=by, now=make.NOW)


def colleague(campaign: Campaign, name: str = "Dora") -> User:
    user = User.objects.create_user(f"{name.lower()}@example.org", name=name)
    Member.objects.create(organisation=campaign.organisation, user=user, role=Role.CAMPAIGNER)
    return user


def test_it_is_begun_once_under_one_name(campaign: Campaign, bob: User, vera: User) -> None:
    begun = drafting.begin(campaign=campaign, key="one", by=bob, now=make.NOW)
    assert stage(newest(begun)) == "writing" and begun.opened_at is None
    with pytest.raises(drafting.KeyTaken):
        drafting.begin(campaign=campaign, key="one", by=bob, now=make.NOW)
    with pytest.raises(NotAllowed):
        drafting.begin(campaign=campaign, key="two", by=vera, now=make.NOW)
    assert Entry.objects.filter(deed="letter.begun").count() == 1


def test_saving_the_same_is_nothing(draft: Letter, bob: User) -> None:
    before = Entry.objects.count()
    drafting.save(letter=draft, texts=make.TEXTS, ask=None, by=bob, now=make.NOW)
    assert Entry.objects.count() == before
    drafting.save(
        letter=draft, texts={"fr": {"asks": " ", "subject": " ", "body": " "}}, ask=None, by=bob, now=make.NOW
    )
    assert [text.language for text in newest(draft).translations.all()] == ["en"]


def test_what_somebody_else_saved_meanwhile_is_not_written_over(draft: Letter, alice: User, bob: User) -> None:
    read = drafting.mark(newest(draft))
    mine = {"en": {**make.TEXTS["en"], "body": "Mine."}}
    drafting.save(letter=draft, texts=mine, ask=None, by=alice, now=make.NOW, seen=read)
    with pytest.raises(approvals.Changed):
        drafting.save(letter=draft, texts=make.TEXTS, ask=None, by=bob, now=make.NOW, seen=read)
    assert newest(draft).translation("en").body == "Mine."


def test_a_blank_that_is_not_on_the_list_is_refused(draft: Letter, bob: User) -> None:
    with pytest.raises(drafting.BadText) as refused:
        drafting.save(letter=draft, texts={"fr": {"body": "{{ secret }}"}}, ask=None, by=bob, now=make.NOW)
    assert refused.value.language == "fr" and "secret" in refused.value.reason
    assert newest(draft).translation("fr").body == make.TEXTS["fr"]["body"]


def test_an_ask_must_be_one_of_its_offices(draft: Letter, bob: User) -> None:
    ask = make.fact(Ask(key="order", title_en="Make an order", applies_to="ministers", confidence="high"))
    with pytest.raises(drafting.NotItsAsk):
        drafting.save(letter=draft, texts=make.TEXTS, ask=ask, by=bob, now=make.NOW)
    ask.office_kinds.add(draft.targets.get().office.kind)
    drafting.save(letter=draft, texts=make.TEXTS, ask=ask, by=bob, now=make.NOW)
    assert Letter.objects.get(pk=draft.pk).ask == ask


def test_offices_come_and_go_once(draft: Letter, bob: User) -> None:
    other = make.office(actor="XB")
    for _time in range(2):
        drafting.add_office(letter=draft, office=other, in_copy=True, by=bob, now=make.NOW)
    with pytest.raises(copies.IsAddressee):
        drafting.add_office(letter=draft, office=other, in_copy=False, by=bob, now=make.NOW)
    for _time in range(2):
        drafting.remove_office(letter=draft, office=other, by=bob, now=make.NOW)
    assert not draft.copies.exists() and draft.targets.count() == 1
    assert Entry.objects.filter(deed="letter.office_removed").count() == 1
    make.state("ICC")
    with pytest.raises(NotATarget):
        drafting.add_office(letter=draft, office=make.office(actor="ICC"), in_copy=False, by=bob, now=make.NOW)


def test_whoever_wrote_a_word_cannot_approve(draft: Letter, alice: User, campaign: Campaign) -> None:
    """Bob began it; Alice mends one word. Neither can approve; Dora, who only read, can."""
    texts = {"en": {**make.TEXTS["en"], "body": "Alice’s own words."}}
    drafting.save(letter=draft, texts=texts, ask=None, by=alice, now=make.NOW)
    reviewing.ask(letter=draft, by=alice, now=make.NOW)
    for writer in (alice, draft.author.user):
        with pytest.raises(approvals.OwnLetter):
            approve(draft, writer)
    dora = colleague(campaign)
    # The control: without the row that says who wrote, Alice would approve her own words.
    kept = Contribution.objects.get(member__user=alice)
    kept.delete()
    assert alice.pk not in {row.member.user_id for row in newest(draft).contributions.all()}
    kept.save()
    assert approve(draft, dora).member.user == dora


def test_who_chose_an_office_cannot_approve_it(draft: Letter, alice: User) -> None:
    drafting.add_office(letter=draft, office=make.office(actor="XB"), in_copy=False, by=alice, now=make.NOW)
    reviewing.ask(letter=draft, by=alice, now=make.NOW)
    with pytest.raises(approvals.OwnLetter):
        approve(draft, alice)


def test_what_is_changed_is_no_longer_up_for_review(draft: Letter, alice: User, bob: User) -> None:
    for _time in range(2):
        reviewing.ask(letter=draft, by=bob, now=make.NOW)
    assert newest(draft).steps.filter(kind="asked").count() == 1
    drafting.save(letter=draft, texts={"en": {**make.TEXTS["en"], "body": "New."}}, ask=None, by=bob, now=make.NOW)
    with pytest.raises(approvals.NotInReview):
        approve(draft, alice)
    reviewing.ask(letter=draft, by=bob, now=make.NOW)
    drafting.remove_office(letter=draft, office=draft.targets.get().office, by=bob, now=make.NOW)
    with pytest.raises(approvals.NotInReview):
        approve(draft, alice)


def test_sent_back_it_waits_until_it_is_put_up_again(draft: Letter, alice: User, bob: User) -> None:
    reviewing.ask(letter=draft, by=bob, now=make.NOW)
    with pytest.raises(NoReason):
        reviewing.send_back(letter=draft, by=alice, now=make.NOW, why=" ")
    for _time in range(2):
        reviewing.send_back(letter=draft, by=alice, now=make.NOW, why="Name the law.")
    assert newest(draft).steps.filter(kind="changes").count() == 1
    with pytest.raises(approvals.NotInReview):
        approve(draft, alice)
    reviewing.ask(letter=draft, by=bob, now=make.NOW)
    assert approve(draft, alice)


def test_what_is_not_finished_is_not_put_up(draft: Letter, bob: User) -> None:
    newest(draft).translations.filter(language="fr").delete()
    drafting.remove_office(letter=draft, office=draft.targets.get().office, by=bob, now=make.NOW)
    with pytest.raises(reviewing.Unfinished) as refused:
        reviewing.ask(letter=draft, by=bob, now=make.NOW)
    assert len(refused.value.findings) == 2
    assert not ReviewStep.objects.filter(kind="asked").exists()


def test_half_a_text_is_not_approved(campaign: Campaign, alice: User, bob: User) -> None:
    letter = make.letter(campaign, bob)
    letter.versions.get().translations.filter(language="fr").update(body=" ")
    with pytest.raises(approvals.Incomplete):
        approve(letter, alice)


def test_comments_stand_beside_a_version_until_settled(draft: Letter, alice: User, bob: User, vera: User) -> None:
    version = newest(draft)
    for _time in range(2):
        said = reviewing.comment(version=version, by=alice, now=make.NOW, words="Which law?")
    assert Remark.objects.count() == 1
    for who in (bob, alice):
        reviewing.settle(comment=said, by=who, now=make.NOW)
    said.refresh_from_db()
    assert said.resolved_by is not None and said.resolved_by.user == bob
    with pytest.raises(NotAllowed):
        reviewing.comment(version=version, by=vera, now=make.NOW, words="Hello")


def test_a_frozen_text_takes_no_more_words(draft: Letter, alice: User, bob: User) -> None:
    reviewing.ask(letter=draft, by=bob, now=make.NOW)
    approve(draft, alice)
    office = make.office(actor="XB")
    for again in (
        lambda: drafting.save(letter=draft, texts=make.TEXTS, ask=None, by=bob, now=make.NOW),
        lambda: drafting.add_office(letter=draft, office=office, in_copy=False, by=bob, now=make.NOW),
        lambda: drafting.remove_office(letter=draft, office=draft.targets.get().office, by=bob, now=make.NOW),
        lambda: reviewing.ask(letter=draft, by=bob, now=make.NOW),
        lambda: reviewing.send_back(letter=draft, by=bob, now=make.NOW, why="No."),
    ):
        with pytest.raises(copies.Frozen):
            again()
    assert FrozenTarget.objects.count() == 1


PARTS = ["{{", "}}", "{%", "%}", "{{ office }}", "{{ office.code }}", "{0.__class__}", "%(x)s", "{{ x | upper }}"]
PARTS += ["{{ ''.__class__ }}", "{{ request }}", "{% include 'a' %}", "{{ office['x'] }}", "{{- state -}}", "{#", "$&"]
PARTS += ["{{ settings.SECRET_KEY }}", "{% raw %}", "{{{{", "${x}", "<%= 1 %>", "#{1}", "words", "\n\n", "\\", "é"]


def test_no_payload_becomes_more_than_its_blanks() -> None:
    """T15: what is filled is text around blanks of the list; everything else stays, or is refused."""
    values = dict.fromkeys(("office", "state", "salutation", "organisation"), "VALUE")
    dice, filled, refused = random.Random(15), 0, 0
    for _number in range(sized(3_000, 20_000)):
        payload = "".join(dice.choices(PARTS, k=dice.randint(1, 5)))
        try:
            said = fill(payload, values)
        except BadPlaceholder:
            refused += 1
            continue
        filled += 1
        assert len(said.replace("VALUE", "")) <= len(payload), payload
        left = said.replace("VALUE", "")
        assert not any(word in left for word in ("SECRET", "<class", "WSGIRequest")) or left in payload, payload
        if "{{" not in payload:
            assert said == payload
    assert filled > 100 and refused > 100
