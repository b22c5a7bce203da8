"""Hostile files through the page: refused in words, the form as it was, nothing kept, little memory here."""

import io
import re
import resource

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, RequestFactory, encode_multipart
from django.urls import reverse

from actors.exchange import reading
from actors.exchange.models import Import
from actors.exchange.upload import Bounded
from config import wsgi
from tests.actors.curation.people import appointed, browser
from tests.actors.exchange.files import ADD, bring, people
from tests.actors.exchange.hostile import HOSTILE, MB, workbook

pytestmark = pytest.mark.django_db
KEPT_WORDS = 'value="windows-1252" selected'


@pytest.fixture
def hers():
    return browser(appointed("ada"))


def refused(client, data: bytes, **more) -> str:
    """Sends a file that must not be taken; returns what the page says of it."""
    answer = bring(client, data, what="office", encoding="windows-1252", **more)
    assert answer.status_code in {413, 422}, answer.status_code
    shown = answer.content.decode()
    assert '<option value="office" selected' in shown and KEPT_WORDS in shown, "what was chosen is kept"
    assert not Import.objects.exists()
    return " ".join(answer.context["form"].errors["file"])


OWN_WORDS = {"nothing": "empty", "Windows-1252 unsaid": "Not known|columns", "half a UTF-16 letter": "UTF-8"}
"""Said by the form itself, or true only of a file of which nobody said how it is written."""


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"Windows-1252 unsaid", "mixed encodings"}))
def test_it_is_refused_in_words(name, hers):
    make, words = HOSTILE[name]
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ending = ".xlsx" if data.startswith(b"PK") else ".json" if data.lstrip()[:1] in (b"{", b"[") else ".csv"
    said = refused(hers, data, name=f"file{ending}")
    assert re.search(OWN_WORDS.get(name, words), said), said
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 40 * MB


def test_no_reading_process_used_much_memory():
    peaks = {}
    for name, (make, _words) in HOSTILE.items():
        try:
            reading.read(make())
        except reading.Refused as error:
            peaks[name] = error.peak
    assert len(peaks) > 40 and max(peaks.values()) < 200 * MB


@pytest.mark.parametrize("name", ["mixed encodings", "Windows-1252 unsaid"])
def test_encodings_are_not_guessed(name, hers):
    answer = bring(hers, HOSTILE[name][0](), encoding="")
    assert answer.status_code == 422 and re.search("UTF-8", str(answer.context["form"].errors["file"]))


def test_ten_million_rows_are_refused_by_their_size(hers):
    assert "larger than 5 MB" in refused(hers, b"key,name\n" + b"a,b\n" * 10_000_000)


@pytest.mark.parametrize("name", ["people.exe", "people", "people.csv.html", "people.xls", "people.ods", ".csv.zip"])
def test_a_wrong_ending(name, hers):
    assert "must end in" in refused(hers, people(1), name=name)


def test_a_name_that_says_something_else(hers):
    assert "something else than it is" in refused(hers, workbook(), name="people.csv")
    assert "something else than it is" in refused(hers, people(1), name="people.xlsx")
    assert "not a sheet" in refused(hers, b'{"persons": []}', name="people.json")


def test_a_content_type_that_says_something_else(hers):
    for kind in ("image/png", "text/html", "application/pdf", "IMAGE/SVG+XML"):
        file = {"what": "office", "encoding": "windows-1252"}
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: {kind}'
        body = encode_multipart(BOUNDARY, file).removesuffix(f"--{BOUNDARY}--\r\n".encode())
        body += f"{head}\r\n\r\nkey\r\nx\r\n--{BOUNDARY}--\r\n".encode()
        answer = hers.generic("POST", reverse(ADD), body, MULTIPART_CONTENT)
        assert answer.status_code == 422 and "something else" in str(answer.context["form"].errors["file"])
    assert bring(hers, HOSTILE["a picture"][0](), name="a.csv").status_code == 422


def test_no_file_and_an_unknown_kind(hers):
    answer = hers.post(reverse(ADD), {"what": "office", "encoding": ""})
    assert answer.status_code == 422 and "Choose a file" in str(answer.context["form"].errors["file"])
    assert bring(hers, people(1), what="nonsense").status_code == 422
    assert bring(hers, people(1), encoding="utf-7").status_code == 422


class Long(io.RawIOBase):
    """A form with a file of so many bytes, made while it is read."""

    def __init__(self, size: int) -> None:
        body = encode_multipart(BOUNDARY, {"what": "office", "encoding": "windows-1252"})
        head = body.removesuffix(f"--{BOUNDARY}--\r\n".encode())
        line = 'Content-Disposition: form-data; name="file"; filename="long.csv"\r\nContent-Type: text/csv'
        self.head = head + f"--{BOUNDARY}\r\n{line}\r\n\r\nkey,name\r\n".encode()
        self.tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        self.left, self.length = size, len(self.head) + size + len(self.tail)

    def read(self, size: int = -1) -> bytes:
        if self.head:
            found, self.head = self.head, b""
        elif self.left:
            found = b"x" * min(size, self.left, 65_536)
            self.left -= len(found)
        else:
            found, self.tail = self.tail, b""
        return found


def test_two_hundred_megabytes_are_read_past(hers):
    long = Long(200 * MB)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = {"CONTENT_LENGTH": str(long.length), "CONTENT_TYPE": MULTIPART_CONTENT, "wsgi.input": long}
    answer = hers.request(PATH_INFO=reverse(ADD), REQUEST_METHOD="POST", **said)
    assert answer.status_code == 413 and "larger than 5 MB" in str(answer.context["form"].errors["file"])
    assert KEPT_WORDS in answer.content.decode() and not Import.objects.exists()
    assert long.left == 0 and (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 40 * MB


def test_many_files_together_are_no_way_around():
    factory = RequestFactory()
    files = {f"file{n}": io.BytesIO(b"x" * 2 * MB) for n in range(4)}
    for name, file in files.items():
        file.name = f"{name}.csv"
    request = factory.post(reverse(ADD), files)
    hand = Bounded(request)
    request.upload_handlers = [hand]
    kept = sum(file.size for file in request.FILES.values())
    assert hand.is_over and kept <= reading.SIZE


def test_the_door_lets_a_long_form_in_at_one_address_only():
    assert reverse(ADD) == wsgi.UPLOAD
    long = {"CONTENT_LENGTH": str(210_000_000)}
    assert wsgi.is_too_long(long) and not wsgi.is_too_long({**long, "PATH_INFO": wsgi.UPLOAD})
    assert wsgi.is_too_long({"CONTENT_LENGTH": "300000000", "PATH_INFO": wsgi.UPLOAD})


def test_a_stranger_s_long_form_is_not_read(client):
    long = Long(200 * MB)
    said = {"CONTENT_LENGTH": str(long.length), "CONTENT_TYPE": MULTIPART_CONTENT, "wsgi.input": long}
    answer = client.request(PATH_INFO=reverse(ADD), REQUEST_METHOD="POST", **said)
    assert answer.status_code == 302 and long.left == 200 * MB
