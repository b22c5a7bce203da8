"""A mail to a delivery's own address becomes a reply, once; anything else is dropped and counted."""

import base64
import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from campaigns.answering import accounts, door, replies
from campaigns.answering.models import Attachment, Bounce, Grading, Incoming, Reply
from campaigns.delivery import mails, return_address
from campaigns.letters import addressing
from campaigns.signing import erasure
from foundation.history.models import Entry
from foundation.outbox.models import Message
from tests import make
from tests.campaigns.answering import cast
from tests.services import sized

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(alice, bob, settings):
    settings.INBOUND_DOMAIN = "in.justice.example"
    return cast.delivered(alice, bob)


def take(raw, *to):
    return door.take(raw, recipients=to, now=cast.LATER)


def test_a_reply_is_filed_with_its_delivery(letter):
    delivery = cast.first(letter)
    assert take(cast.mail(), cast.address(delivery)) == "filed"
    reply = Reply.objects.get()
    assert (reply.delivery, reply.target, reply.entered_by) == (delivery, delivery.target, None)
    assert reply.came_on == cast.LATER.date() and not reply.gradings.exists()
    assert "to be lifted" in replies.original(reply).text
    assert Entry.objects.get(deed="reply.came").actor_kind == "system"
    assert Incoming.objects.get().outcome == "filed"


def test_twice_is_once(letter):
    for _time in range(2):
        take(cast.mail(), cast.address(cast.first(letter)))
    assert Reply.objects.count() == 1 and Entry.objects.filter(deed="reply.came").count() == 1


def test_the_address_may_stand_in_a_header_and_change_case(letter):
    to = f"Campaign <{cast.address(cast.first(letter)).upper()}>"
    assert take(cast.mail(to)) == "filed"


def test_what_was_written_lies_nowhere_in_clear(letter):
    take(cast.mail(cast.address(cast.first(letter)), text="canary-7361 words"))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', ["%canary-7361%"])
            assert cursor.fetchone()[0] == 0, table
        # Bytes are written in hex there: the control looks for them so.
        cursor.execute("SELECT count(*) FROM campaigns_reply WHERE encode(sealed, 'escape') LIKE %s", ["%canary%"])
        assert cursor.fetchone()[0] == 0


def test_forged_and_guessed_addresses_are_dropped_and_counted(letter):
    right = cast.address(cast.first(letter))
    code, mac = right.partition("+")[2].partition("@")[0].split("-")
    other = cast.first(letter).target.deliveries.model.objects.order_by("pk").last()
    forged = [
        f"reply+{code}-{'a' * 20}@in.justice.example",
        f"reply+{other.code}-{mac}@in.justice.example",
        f"reply+{'0' * 32}-{mac}@in.justice.example",
        f"reply+{code}-{mac}@elsewhere.example",
        f"reply+{code}@in.justice.example",
        "hello@in.justice.example",
    ]
    for number in range(sized(100, 10_000)):
        changed = chr(97 + (ord(mac[number % 20]) - 96) % 26)
        forged.append(right.replace(mac, mac[: number % 20] + changed + mac[number % 20 + 1 :]))
    taken = [take(cast.mail(), address) for address in forged if address != right]
    assert set(taken) == {"unknown"} and not Reply.objects.exists()
    assert Incoming.objects.get().number == len(taken)
    assert not Message.objects.filter(purpose__startswith="answering").exists()  # nobody gets an answer
    assert take(cast.mail(), right) == "filed"


def test_a_machine_s_answer_is_a_receipt(letter):
    assert take(cast.mail(Auto_Submitted="auto-replied"), cast.address(cast.first(letter))) == "automatic"
    grading = Grading.objects.get()
    assert (grading.grade, grading.member) == ("receipt", None)


def test_a_letter_that_came_back_was_not_handed_over_and_its_address_takes_no_more(letter, as_bob):
    delivery = cast.first(letter)
    for _time in range(2):
        assert take(cast.report(), cast.address(delivery)) == "bounce"
    assert Bounce.objects.get().status == "5.1.1" and not Reply.objects.exists()
    assert Entry.objects.filter(deed="delivery.bounced").count() == 1
    [contact] = delivery.target.office.contacts.all()
    assert (contact.state, contact.bounces) == ("bouncing", 1)
    assert addressing.address_of(delivery.target, cast.LATER) is None, "what waits for it is held"
    account = accounts.of(letter.campaign)[0]
    assert account.letters == [] and account.came_back_on == cast.LATER.date()
    page = as_bob.get("/en/desk/").text
    assert "1 letter came back: the address of the office takes no mail" in page


@pytest.mark.parametrize("said", [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "4.2.2"), ("", "")])
def test_what_is_no_refusal_for_good_moves_nothing(letter, said):
    assert take(cast.report(*said), cast.address(cast.first(letter))) == "bounce"
    assert not Bounce.objects.exists() and not Grading.objects.exists()


def test_any_other_refusal_counts_from_the_second_letter_on(letter, alice):
    first = cast.first(letter)
    take(cast.report(status="5.7.1"), cast.address(first))
    contact = first.target.office.contacts.get()
    assert (contact.state, contact.bounces) == ("good", 1)
    again = cast.again(first, now=cast.LATER)
    take(cast.report(status="5.7.1"), cast.address(again))
    contact.refresh_from_db()
    assert (contact.state, contact.bounces) == ("bouncing", 2)


def test_a_forged_report_moves_nothing(letter):
    to = cast.address(cast.first(letter))
    assert take(cast.report(), to.replace("reply+", "reply+0")) == "unknown"
    assert not Bounce.objects.exists()


def test_files_are_sealed_with_their_names(letter):
    from email.message import EmailMessage

    message = EmailMessage()
    message.set_content("See the file.")
    message.add_attachment(b"%PDF-secret", maintype="application", subtype="pdf", filename="answer.pdf")
    take(message.as_bytes(), cast.address(cast.first(letter)))
    row = Attachment.objects.get()
    assert row.media == "application/pdf" and b"secret" not in bytes(row.sealed) and b"answer" not in bytes(row.sealed)
    held = replies.file_of(row)
    assert (held["name"], base64.b64decode(held["content"])) == ("answer.pdf", b"%PDF-secret")


def test_answers_are_read_after_the_supporters_are_gone(letter):
    to = cast.address(cast.first(letter))
    erasure.erase(campaign=letter.campaign, now=cast.LATER)
    assert take(cast.mail(), to) == "filed"
    assert "to be lifted" in replies.original(Reply.objects.select_related("target__campaign").get()).text


def test_a_letter_asks_to_be_answered_at_its_own_address(letter, settings):
    message = Message.objects.filter(purpose="delivery.letter").order_by("pk")[0]
    said = mails.render(message, make.NOW).reply_to
    assert said == cast.address(cast.first(letter)) == mails.render(message, make.NOW).envelope_from
    assert return_address.delivery_of(said, today=make.NOW.date()) == cast.first(letter)
    assert len(said.partition("@")[0]) <= 64  # what a mail server must take
    settings.INBOUND_DOMAIN = ""
    assert mails.render(message, make.NOW).reply_to == "hello@justice.example"
    assert return_address.delivery_of(said, today=make.NOW.date()) is None


# --- the pipe -------------------------------------------------------------------------------------
class Pipe:
    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)


def test_the_pipe_takes_one_mail(letter, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", Pipe(cast.mail()))
    call_command("take_mail", "--to", cast.address(cast.first(letter)))
    assert capsys.readouterr().out == "filed\n" and Reply.objects.count() == 1
    call_command("take_mail", "--counts")
    assert capsys.readouterr().out == "filed 1\n"


def test_while_the_database_is_away_the_mail_server_keeps_the_mail(monkeypatch):
    """A process of its own, with a database that is not there: 75 says, hand it over again."""
    import os

    environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none", "DEMO": "0"}
    home = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "manage.py", "take_mail", "--to", f"reply+{'0' * 32}-{'a' * 20}@in.justice.example"],
        cwd=home, env=environment, input=cast.mail(), capture_output=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 75, done.stderr
    assert b"lifted" not in done.stdout + done.stderr


# --- the door for another machine -----------------------------------------------------------------
def hand_over(client, raw, secret, to):
    headers = {"authorization": f"Bearer {secret}", "x-envelope-to": to}
    return client.post("/hooks/mail/", raw, content_type="message/rfc822", headers=headers)


def test_a_machine_with_the_secret_hands_over_a_mail(letter, client, settings):
    settings.INBOUND_SECRET = "s" * 32
    to = cast.address(cast.first(letter))
    answer = hand_over(client, cast.mail(), "s" * 32, to)
    assert (answer.status_code, answer.text) == (200, "filed\n") and "no-store" in answer["Cache-Control"]
    assert Reply.objects.count() == 1 and not answer.cookies
    assert client.get("/hooks/mail/").status_code == 405


def test_without_the_secret_nothing_is_read(letter, client, settings):
    to = cast.address(cast.first(letter))
    for held, given in (("s" * 32, "t" * 32), ("s" * 32, ""), ("", ""), ("", "None")):
        settings.INBOUND_SECRET = held
        assert hand_over(client, cast.mail(), given, to).status_code == 401
    assert client.post("/hooks/mail/", b"x", content_type="text/plain").status_code == 401
    assert not Reply.objects.exists() and not Incoming.objects.exists()
