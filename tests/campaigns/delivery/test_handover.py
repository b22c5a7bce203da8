"""The packet for handing over: who is named to whom, sealed until people are erased, and who took it (R13, R20)."""

import hashlib
from datetime import timedelta

import pytest

from campaigns.delivery import annex, ledger, left_out, mails, packet
from campaigns.delivery.models import Annex, AnnexPart, Delivery, Packet, Receipt
from campaigns.planning.campaigns import NotAllowed
from campaigns.planning.models import Naming
from campaigns.signing import answers, erasure
from foundation.history.models import Entry
from foundation.outbox.models import Message
from foundation.vault import keys
from tests import make
from tests.campaigns.delivery.cast import signer, unzip, words_of

pytestmark = pytest.mark.django_db
SPELLED = ("Sam Signer", "Николай Пример", "ليلى مثال", "Žofia Øst")


@pytest.fixture
def letter(alice, bob):
    campaign = make.campaign(alice)
    offices = [make.office("XA-one"), make.office("XB-two", actor="XB")]
    row = make.letter(campaign, bob, alice, offices=offices)
    for name in SPELLED:
        signer(row, bob, name)
    target = row.targets.get(office__key="XB-two")
    signer(row, bob, "Stella Striker", struck=[target.code])
    signer(row, bob, "Una Unread", verdict="")
    signer(row, bob, "Hugo Held", verdict="held")
    signer(row, bob, "Cora Counted", verdict="", kinds=())
    make.signature(row, consents=make.agreed("named"))
    return row


def take(letter, by, *keys_of):
    return packet.make(letter=letter, offices=set(keys_of or ("XA-one", "XB-two")), by=by, now=make.NOW)


def test_each_office_reads_those_who_may_be_named_to_it(letter, bob):
    files = unzip(take(letter, bob), tables=True)
    one, two = (files[f"annexes/{key}.csv"].decode() for key in ("XA-one", "XB-two"))
    for name in SPELLED:
        assert name in one and name in two
    assert "Stella Striker" in one and "Stella Striker" not in two
    for absent in ("Una Unread", "Hugo Held", "Cora Counted", "@example.org"):
        assert absent not in one + two
    assert "Stella Striker, Exampleton" in words_of(files["annexes/XA-one.pdf"])
    assert "8 people" in words_of(files["letters/XA-one.pdf"]) and "names of 5 people" in words_of(
        files["letters/XA-one.pdf"]
    )


def test_checksums_and_digest_are_those_of_the_files(letter, bob):
    made = take(letter, bob)
    files = unzip(made, tables=True)
    for line in files["checksums.sha256"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest
    names = Annex.objects.get(packet=made, target__office__key="XB-two")
    assert names.digest == hashlib.sha256(files["annexes/XB-two.csv"]).hexdigest()
    assert annex.in_groups(names.digest)[:8] in words_of(files["letters/XB-two.pdf"])
    assert not [name for name in unzip(made) if name.endswith(".csv") and "annexes" in name]


def test_what_was_left_out_is_counted_and_not_named(letter, bob):
    files = unzip(take(letter, bob))
    rows = files["left-out.csv"].decode("utf-8-sig").split()
    assert rows == [
        "office,signatures,named,number_only,not_agreed,struck,not_passed,before_added",
        "XA-one,8,5,0,1,0,2,0",
        "XB-two,8,4,0,1,1,2,0",
    ]
    assert words_of(files["cover.pdf"]).count("Minister of Examples") == 2


def test_the_count_is_what_the_list_holds(letter, django_assert_num_queries):
    """Two ways to the same number: one statement for each office, and all at once."""
    targets = list(letter.targets.select_related("office__actor", "campaign"))
    with django_assert_num_queries(6):
        counted = left_out.count(letter.current, targets)
    for target in targets:
        assert counted[target.pk].named == annex.named(letter.current, target).count()


def test_an_office_that_is_told_the_number_only_gets_no_list(alice, bob):
    row = make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")], naming=Naming.COUNT_ONLY)
    signer(row, bob, "Sam Signer")
    files = unzip(take(row, bob), tables=True)
    assert sorted(files) == ["checksums.sha256", "cover.pdf", "left-out.csv", "letters/XA-one.pdf"]
    assert "Annex" not in words_of(files["letters/XA-one.pdf"])
    with pytest.raises(annex.NumberOnly):
        annex.choose_mail(letter=row, target=row.targets.get(), by=bob, now=make.NOW, on=True)


def test_no_name_lies_in_the_clear(letter, bob):
    take(letter, bob)
    for part in AnnexPart.objects.all():
        assert b"Sam Signer" not in bytes(part.sealed)
    assert "Sam Signer" not in str(
        list(Packet.objects.values()) + list(Annex.objects.values()) + list(Entry.objects.values())
    )


def test_a_cell_computes_nothing(alice, bob):
    row = make.letter(make.campaign(alice), bob, alice, offices=[make.office("XA-one")])
    signer(row, bob, '=HYPERLINK("https://evil.example")')
    assert "'=HYPERLINK" in unzip(take(row, bob), tables=True)["annexes/XA-one.csv"].decode()


def test_a_new_packet_replaces_one_that_was_not_handed_over(letter, bob):
    first = take(letter, bob)
    gone = annex.named(letter.current, letter.targets.first()).first()
    answers.leave(supporter=gone.supporter, now=make.NOW)
    second = take(letter, bob)
    assert not AnnexPart.objects.filter(annex__packet=first).exists()
    assert Annex.objects.get(packet=second, target__office__key="XA-one").number == 4
    assert Entry.objects.filter(deed="delivery.packet_made").count() == 2


def test_handing_over_is_recorded_once_and_starts_the_clock(letter, bob, alice):
    target = letter.targets.get(office__key="XA-one")
    said = {"letter": letter, "target": target, "way": "hand", "on": make.NOW.date(), "taken_by": "Registry"}
    with pytest.raises(packet.NoPacket):
        packet.hand_over(**said, by=bob, now=make.NOW)
    take(letter, bob)
    for day in (-1, 1):
        with pytest.raises(packet.NotThatDay):
            packet.hand_over(**said | {"on": make.NOW.date() + timedelta(days=day)}, by=bob, now=make.NOW)
    done = packet.hand_over(**said, by=bob, now=make.NOW)
    assert packet.hand_over(**said, by=alice, now=make.NOW) == done
    assert (
        Receipt.objects.get().taken_by == "Registry" and done.signatures == 8 and done.sent_at.date() == make.NOW.date()
    )
    assert Entry.objects.filter(deed="delivery.handed_over").count() == 1
    # By mail it can still go in the same round; and what was handed over keeps its list when a new packet is made.
    assert len(ledger.release(letter=letter, by=bob, now=make.NOW).released) == 2
    take(letter, bob)
    assert AnnexPart.objects.filter(annex__packet__receipts__isnull=False).exists()


def test_the_lists_go_with_the_people_and_number_and_digest_stay(letter, bob):
    take(letter, bob)
    packet.hand_over(
        letter=letter,
        target=letter.targets.first(),
        way="post",
        on=make.NOW.date(),
        taken_by="Post",
        by=bob,
        now=make.NOW,
    )
    assert annex.forget_erased() == 0
    erasure.part(campaign=letter.campaign, now=make.NOW + timedelta(days=200))
    assert annex.forget_erased() == 2
    assert not AnnexPart.objects.exists()
    assert all(row.number and row.digest for row in Annex.objects.all())
    with pytest.raises(ledger.Unsigned):
        take(letter, bob)


def test_by_mail_the_names_go_only_where_staff_chose_it(letter, bob):
    target = letter.targets.get(office__key="XA-one")
    annex.choose_mail(letter=letter, target=target, by=bob, now=make.NOW, on=True)
    assert not annex.choose_mail(letter=letter, target=target, by=bob, now=make.NOW, on=True)
    ledger.release(letter=letter, by=bob, now=make.NOW)
    written = {
        row.target.office.key: mails.render(Message.objects.get(recipient_code=row.code), make.NOW)
        for row in Delivery.objects.select_related("target__office")
    }
    assert len(written["XB-two"].attachments) == 1 and "Annex" not in written["XB-two"].text
    (_letter, names) = written["XA-one"].attachments
    assert "Stella Striker" in words_of(names.content) and "the names of 5 people" in written["XA-one"].text
    # Whoever leaves before it goes is not on it.
    struck = annex.named(letter.current, target).get(supporter__strikes__isnull=False)
    answers.leave(supporter=struck.supporter, now=make.NOW)
    again = mails.render(Message.objects.get(recipient_code=Delivery.objects.get(target=target).code), make.NOW)
    assert "Stella Striker" not in words_of(again.attachments[1].content)
    assert Annex.objects.get(delivery__target=target).number == 4


def test_too_many_names_go_on_paper(letter, bob, monkeypatch):
    target = letter.targets.get(office__key="XA-one")
    annex.choose_mail(letter=letter, target=target, by=bob, now=make.NOW, on=True)
    monkeypatch.setattr(annex, "BY_MAIL_AT_MOST", 3)
    with pytest.raises(annex.TooMany):
        annex.choose_mail(letter=letter, target=target, by=bob, now=make.NOW, on=True)
    delivery = ledger.release(letter=letter, by=bob, now=make.NOW).released[0]
    assert annex.for_mail(delivery) is None
    monkeypatch.setattr(annex, "ON_PAPER_AT_MOST", 3)
    files = unzip(take(letter, bob))
    assert "annexes/XA-one.csv" in files and "annexes/XA-one.pdf" not in files


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_viewers_and_strangers_take_nothing(letter, who, request):
    with pytest.raises(NotAllowed):
        take(letter, request.getfixturevalue(who))
    with pytest.raises(NotAllowed):
        annex.choose_mail(
            letter=letter, target=letter.targets.first(), by=request.getfixturevalue(who), now=make.NOW, on=True
        )
    assert not Packet.objects.exists()


def test_the_desk_makes_streams_and_records(letter, as_bob, as_vera, as_charlie, bob):
    page = f"/en/desk/c/{letter.campaign.code}/letters/{letter.code}/handover/"
    shown = as_bob.get(page).text
    assert "1 did not agree to be named, 0 left it out, 2 not let pass by you" in shown
    assert as_vera.get(page).status_code == 200 and "Take out the packet" not in as_vera.get(page).text
    for verb in ("packet/", "done/"):
        assert as_charlie.post(page + verb).status_code == 404
        assert as_bob.get(page + verb).status_code == 405
    assert as_vera.post(page + "packet/", {"office": "XA-one"}).status_code == 403
    assert "choose at least one office" in as_bob.post(page + "packet/", {"office": "nowhere"}, follow=True).text
    answer = as_bob.post(page + "packet/", {"office": "XA-one"})
    assert answer["Content-Type"] == "application/zip" and "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    today = make.timezone_now().date().isoformat()
    form = {"office": "XA-one", "way": "hand", "on": today, "taken_by": "Registry"}
    assert as_vera.post(page + "done/", form).status_code == 403
    assert "Recorded." in as_bob.post(page + "done/", form, follow=True).text
    assert "Registry" in as_bob.get(page).text
    assert "by hand" in as_bob.get(page).text.lower()
    journal = as_bob.get(f"/en/desk/c/{letter.campaign.code}/journal/").text
    assert "took out a packet to hand over (offices: 1, signatures: 8" in journal
    mail = f"/en/desk/c/{letter.campaign.code}/letters/{letter.code}/offices/XA-one/names-by-mail/"
    assert as_vera.post(mail, {"on": "1"}).status_code == 403
    assert "The names go with its mail." in as_bob.post(mail, {"on": "1"}, follow=True).text
    assert "do not go with its mail" in as_bob.post(mail, {"on": "0"}, follow=True).text
    assert keys.open_scope(letter.campaign.scope)
