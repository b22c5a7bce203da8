"""The demo's mailbox: what the catcher acknowledged can be read, and nothing in it runs or calls anybody."""

import os
import re
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client

from config.demo import catcher
from config.demo.supervisor import listen_for_mail
from config.mailbox import kept

HOME = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.urls("tests.config.mailbox_urls")
LINK = "http://testserver/en/confirm/abc-DEF_123.x"


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path  # type: ignore[attr-defined]
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


@pytest.fixture
def port(folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A catcher in a process of its own, as the demo runs it."""
    with listen_for_mail() as listener:
        listener.listen()
        words = ["-m", "config.demo.catcher", "--fd", str(listener.fileno()), "--folder", str(folder)]
        process = subprocess.Popen([sys.executable, *words], cwd=HOME, pass_fds=[listener.fileno()])
        yield listener.getsockname()[1], process
        process.kill()
        process.wait()


def mail(subject: str = "Please confirm", **more: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Undeterred <no-reply@undeterred.example>"
    message["To"] = "ana@example.org"
    message["Subject"] = subject
    message.set_content(f"Dear Ana,\n\nplease open\n{LINK}\n\n<script>alert(1)</script>\n")
    message.add_alternative(
        f'<p style="color: red">Dear Ana, <a href="{LINK}">confirm</a></p><script>alert(1)</script>', subtype="html"
    )
    for name, value in more.items():
        message[name] = value
    return message


def put(folder: Path, message: EmailMessage) -> str:
    head = b"Return-Path: <bounce@undeterred.example>\r\nDelivered-To: ana@example.org\r\n"
    return catcher.keep(folder, head + message.as_bytes()).stem


def test_an_acknowledged_mail_is_there_after_a_kill(port: tuple[int, subprocess.Popen[bytes]], folder: Path) -> None:
    number, process = port
    with smtplib.SMTP("127.0.0.1", number, timeout=20) as client:
        client.send_message(mail("Ça commence"), "bounce@undeterred.example", ["ana@example.org", "ben@example.org"])
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
            client.noop()
            client.noop()
    [name] = kept.names()
    found = kept.find(name)
    assert found is not None
    assert found.subject == "Ça commence"
    assert found.recipients == ["ana@example.org", "ben@example.org"]
    assert not list(folder.glob("*.half"))


def test_the_catcher_listens_on_loopback_alone() -> None:
    with listen_for_mail() as listener:
        host, number = listener.getsockname()
        listener.listen()
        assert (host, number < 32768) == ("127.0.0.1", True)
        with pytest.raises(OSError), socket.create_connection(("127.0.0.2", number), timeout=1):
            pass


def test_the_list_shows_the_newest_first(client: Client, folder: Path) -> None:
    for subject in ("first", "second", "third"):
        put(folder, mail(subject))
    answer = client.get("/mailbox/")
    assert re.findall(r"first|second|third", answer.content.decode()) == ["third", "second", "first"]
    assert "no-store" in answer["Cache-Control"]


def test_an_empty_mailbox_says_so(client: Client) -> None:
    assert "No mail yet" in client.get("/mailbox/").content.decode()


def test_many_mails_come_in_pages(client: Client, folder: Path) -> None:
    for number in range(51):
        put(folder, mail(f"number {number:02}"))
    assert "number 00" not in client.get("/mailbox/").content.decode()
    assert "number 00" in client.get("/mailbox/?page=2").content.decode()
    assert client.get("/mailbox/?page=nonsense").status_code == 200


def test_a_mail_has_links_to_click_and_no_script(client: Client, folder: Path) -> None:
    page = client.get(f"/mailbox/{put(folder, mail())}/")
    assert f'href="{LINK}"' in page.content.decode()
    assert "<script>alert" not in page.content.decode()
    assert "bounce@undeterred.example" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]


def test_its_html_stands_in_a_frame_that_runs_nothing(client: Client, folder: Path) -> None:
    name = put(folder, mail())
    assert f'src="/mailbox/{name}/html/"' in client.get(f"/mailbox/{name}/").content.decode()
    framed = client.get(f"/mailbox/{name}/html/")
    assert f'<a href="{LINK}">confirm</a>' in framed.content.decode()
    policy = framed["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert framed["X-Frame-Options"] == "SAMEORIGIN"


def test_a_file_comes_as_a_file(client: Client, folder: Path) -> None:
    message = mail()
    message.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="pdf", filename="Brief – 1.pdf")
    name = put(folder, message)
    assert f"/mailbox/{name}/files/1/" in client.get(f"/mailbox/{name}/").content.decode()
    file = client.get(f"/mailbox/{name}/files/1/")
    assert (file.content, file["Content-Type"]) == (b"%PDF-1.7 ...", "application/pdf")
    assert file["Content-Disposition"].startswith("attachment;")
    assert client.get(f"/mailbox/{name}/files/2/").status_code == 404


@pytest.mark.parametrize(
    "broken", [b"", b"\r\n", b"Subject: =?x?Q?=FF?=\r\nContent-Type: text/plain; charset=never\r\n\r\n\xff\xfe"]
)
def test_a_broken_mail_can_still_be_opened(client: Client, folder: Path, broken: bytes) -> None:
    name = catcher.keep(folder, broken).stem
    assert client.get("/mailbox/").status_code == 200
    assert client.get(f"/mailbox/{name}/").status_code == 200
    assert client.get(f"/mailbox/{name}/html/").status_code == 404


@pytest.mark.parametrize("name", ["../keys", "0" * 20 + "-00000000", "..%2Fkeys"])
def test_what_is_not_there_is_not_found(client: Client, folder: Path, name: str) -> None:
    (folder.parent / "keys.eml").write_text("SECRET_KEY=x")
    assert client.get(f"/mailbox/{name}/").status_code == 404
    assert kept.find(name) is None


@pytest.mark.parametrize("path", ["", "{name}/", "{name}/html/"])
def test_it_is_for_looking_only(client: Client, folder: Path, path: str) -> None:
    assert client.post("/mailbox/" + path.format(name=put(folder, mail()))).status_code == 405
