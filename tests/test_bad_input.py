"""Nonsense from outside, generated: never a 500, always words, and nothing said to be taken that was not.

Each test draws its cases from a fixed seed, so that a failure comes again. All tests of this file together make 2,000
cases, in full size 20,000; each prints how many it made and what was answered.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, ClientHandler, encode_multipart
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actors.accounts.models import User
from campaigns.letters.models import Letter
from campaigns.planning import campaigns as planning
from campaigns.signing import mails, signatures
from campaigns.signing.models import Intake, Signature
from campaigns.site.sign_page import about_signing
from campaigns.supporters.models import Supporter
from campaigns.supporters.wording import boxes
from config import wsgi
from foundation.outbox import letterbox
from foundation.outbox.models import Message
from foundation.outbox.purposes import Handling
from foundation.web.deeds import new_number
from tests import address_map, make, nonsense
from tests.services import sized

pytestmark = pytest.mark.django_db
READABLE = ("text/html", "text/plain", "application/json", "application/problem+json")


def cases(quick: int) -> Callable[[Any], Any]:
    """So many cases, the same ones each time."""
    return settings(
        max_examples=sized(quick, quick * 10),
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )


class Tracebacks(logging.Handler):
    """Notes every traceback that is logged while a case runs."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # What Django refuses with 400 it reports as a security matter, with the place: no failure of ours.
        if record.exc_info and record.levelno >= logging.ERROR and not record.name.startswith("django.security"):
            self.seen.append(f"{record.name}: {record.exc_info[1]!r}")


class Door(ClientHandler):
    """The web server's door stands before Django; here it stands before the test client's."""

    def __call__(self, environ: dict[str, Any]) -> Any:
        if words := wsgi.refusal(environ):
            answer = HttpResponseBadRequest(words, content_type="text/plain")
            answer.wsgi_request = None  # type: ignore[attr-defined]
            return answer
        return super().__call__(environ)


class Outside:
    """Sends what it is given and holds every answer to the promise."""

    def __init__(self, log: Tracebacks) -> None:
        self.client = Client(raise_request_exception=False)
        self.client.handler = Door(enforce_csrf_checks=False)
        self.log = log
        self.seen: Counter[int] = Counter()

    def send(self, method: str, url: str, body: bytes = b"", kind: str = "", **environ: str) -> Any:
        self.log.seen.clear()
        answer = self.client.generic(method, url, body, kind, **environ)
        self.client.cookies.clear()
        self.seen[answer.status_code] += 1
        assert answer.status_code < 500 or url == "/healthz/all", (method, url, body, environ, self.log.seen)
        assert self.log.seen == [], (method, url, body, environ)
        if 400 <= answer.status_code < 500 and method != "HEAD":
            assert answer["Content-Type"].startswith(READABLE), answer["Content-Type"]
            words = answer.getvalue().decode()
            assert len(words.split()) >= 4, (method, url, answer.status_code, words)
        return answer


@pytest.fixture
def outside(request: pytest.FixtureRequest) -> Iterator[Outside]:
    log = Tracebacks()
    loggers = [logging.getLogger(name) for name in ("", "django", "undeterred")]
    for logger in loggers:
        logger.addHandler(log)
    found = Outside(log)
    yield found
    for logger in loggers:
        logger.removeHandler(log)
    print(f"{request.node.name}: {sum(found.seen.values())} cases, {dict(sorted(found.seen.items()))}")


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    """Open for a month: long enough for a link that came too late."""
    before = timezone.now() - timedelta(days=30)
    campaign = make.campaign(alice, now=before, asks_country=True, asks_profession=True)
    return make.letter(campaign, bob, alice, now=before)


def known_paths(letter: Letter) -> list[str]:
    """Working paths of everything that can be reached without login."""
    found = [
        "/",
        "/healthz",
        "/healthz/all",
        "/en/record/XA/",
        "/fr/record/",
        "/data/v1/positions.json",
        "/data/v1/states.csv",
        "/data/v1/positions.atom",
        "/en/",
        "/static/css/base.css",
        "/nowhere",
    ]
    found += [f"/en/c/{letter.campaign.code}/", f"/fr/c/{letter.campaign.code}/{letter.key}/", "/en/s/gone/", "/admin/"]
    found += [reverse(f"site:{name}", args=[letter.campaign.code, letter.key]) for name in ("sign", "sent")]
    found += [reverse(f"site:{name}", args=[letter.campaign.code]) for name in ("links", "links_sent", "privacy")]
    keys = {"account_confirm_email": ["MQ:1"], "account_reset_password_from_key": ["zzzzzzzzzzzzz", "set-password"]}
    found += [reverse(name, args=keys.get(name, [])) for name in sorted(address_map.ENTRANCE)]
    return found


def test_any_address_any_method_any_header(outside: Outside, letter: Letter) -> None:
    known = known_paths(letter)

    @st.composite
    def paths(draw: Any) -> str:
        base = draw(st.sampled_from(known))
        way = draw(st.sampled_from([0, 0, 0, 1, 2, 3]))
        if way == 0:
            return base
        parts = base.strip("/").split("/")
        if way == 1:
            parts[draw(st.integers(0, len(parts) - 1))] = draw(nonsense.segments)
        elif way == 2:
            parts.append(draw(nonsense.segments))
        else:
            parts = draw(st.lists(nonsense.segments, max_size=6))
        return "/" + "/".join(parts) + draw(st.sampled_from(["/", "", "//"]))

    @cases(800)
    @given(paths(), nonsense.queries, nonsense.methods, nonsense.headers(), nonsense.bodies)
    def run(path: str, query: str, method: str, headers: dict[str, str], body: tuple[bytes, str]) -> None:
        with transaction.atomic():
            outside.send(method, path, *(body if method == "POST" else (b"", "")), QUERY_STRING=query, **headers)
            transaction.set_rollback(True)

    run()
    assert {200, 302, 400, 404, 405} <= set(outside.seen)


def filled(draw: Any, valid: dict[str, str], odd: dict[str, Any], most: int = 3) -> dict[str, Any]:
    """A form in which most fields are as they should be, and one, two or many are not."""
    form: dict[str, Any] = dict(valid)
    for name in draw(st.lists(st.sampled_from(sorted(odd)), max_size=most, unique=True)):
        value = draw(odd[name])
        form[name] = value if draw(st.integers(0, 9)) else [value, "again"]
        if not draw(st.integers(0, 9)):
            del form[name]
    return form


def post(outside: Outside, url: str, form: dict[str, Any], how: int, headers: dict[str, str]) -> Any:
    """As a browser sends it, or in parts."""
    if how:
        return outside.send("POST", url, urlencode(form, doseq=True).encode(), make_kind(how), **headers)
    return outside.send("POST", url, encode_multipart(BOUNDARY, form), MULTIPART_CONTENT, **headers)


def make_kind(how: int) -> str:
    return f"application/x-www-form-urlencoded{'; charset=utf-8' if how > 2 else ''}"


def test_signing_takes_nothing_in_that_it_cannot_keep(outside: Outside, letter: Letter) -> None:
    """A 303 means a sealed row; and what was taken becomes a signature whose mail can be written."""
    url = reverse("site:sign", args=[letter.campaign.code, letter.key])
    names = ["name", "town", "note", "profession", "country", "counted", "named", "shown", "number", "partner_x", "x"]
    odd: dict[str, Any] = {**dict.fromkeys(names, nonsense.texts), "email": nonsense.addresses}
    odd[f"strike_{letter.targets.get().code}"] = nonsense.texts
    about = about_signing(letter.code, letter.current_id, boxes("en", letter.campaign_id))
    taken = 0

    @cases(600)
    @given(st.data())
    def run(data: Any) -> None:
        nonlocal taken
        valid = {"name": "Sam Signer", "email": "sam@example.org", "counted": "on", "country": "XA"}
        form = filled(data.draw, {**valid, "number": new_number(about)}, odd)
        headers = data.draw(nonsense.headers()) if not data.draw(st.integers(0, 5)) else {}
        with transaction.atomic():
            answer = post(outside, url, form, data.draw(st.integers(0, 4)), headers)
            assert answer.status_code in {303, 422, 400, 403}, answer.status_code
            assert Intake.objects.count() == (answer.status_code == 303), (answer.status_code, form)
            if answer.status_code == 303:
                taken += 1
                assert_kept(form)
            transaction.set_rollback(True)

    run()
    assert taken > sized(50, 500) and {303, 403, 422} <= set(outside.seen)


def assert_kept(form: dict[str, Any]) -> None:
    """The row that was acknowledged is a signature, and its mail is one to be sent."""
    assert signatures.take_in(now=timezone.now()) == 1 and Intake.objects.count() == 0
    assert Signature.objects.count() == 1
    mail = mails.render_confirm(Message.objects.get(purpose="signing.confirm"), timezone.now())
    written = letterbox.write(mail, message_id="x@x.invalid", handling=Handling.CONFIRMATION, at=timezone.now())
    assert written.count(b"\r\nTo: ") == 1 and b"\nBcc" not in written, form


def test_asking_for_links_answers_in_words(outside: Outside, letter: Letter) -> None:
    url = reverse("site:links", args=[letter.campaign.code])

    @cases(200)
    @given(st.data())
    def run(data: Any) -> None:
        valid = {"email": "sam@example.org", "number": new_number(f"links:{letter.campaign.code}")}
        odd = {"email": nonsense.addresses, "number": nonsense.texts, "x": nonsense.texts}
        form = filled(data.draw, valid, odd, most=1)
        with transaction.atomic():
            answer = post(outside, url, form, data.draw(st.integers(0, 4)), {})
            assert Intake.objects.count() == (answer.status_code == 303), (answer.status_code, form)
            taken = signatures.take_in(now=timezone.now())
            assert taken == (answer.status_code == 303) and Intake.objects.count() == 0
            transaction.set_rollback(True)

    run()
    assert {303, 422} <= set(outside.seen)


def test_links_that_were_cut_mangled_swapped_or_came_too_late(
    outside: Outside, letter: Letter, charlie: User, alice: User, bob: User
) -> None:
    """Only the right token opens, and only a button changes."""
    now = timezone.now()
    row, late = (make.signature(letter, now=at) for at in (now, now - timedelta(days=20)))
    closed = make.letter(make.campaign(alice, now=now), bob, alice, now=now)
    left_open = make.signature(closed, now=now)
    planning.close(campaign=closed.campaign, by=alice, now=now)
    right = [make.confirm_token(row), make.own_token(row.supporter)]
    others = [make.confirm_token(late), make.confirm_token(left_open), make.own_token(late.supporter), "0" * 32]
    whole = st.sampled_from([*right, *others])
    tokens = st.booleans().flatmap(lambda is_whole: whole if is_whole else st.one_of(*map(nonsense.mangled, right)))
    methods = st.one_of(st.sampled_from(["GET", "POST"]), nonsense.methods)
    before = sorted(Signature.objects.values_list("code", "confirmed_on")), Supporter.objects.count()
    pages = ["confirm/", "confirm/", "leave/", "mine.json", "own/", "quiet/", "TOKEN/", "TOKEN/confirm/"]

    @cases(400)
    @given(tokens, st.sampled_from(pages), methods, st.data())
    def run(token: str, verb: str, method: str, data: Any) -> None:
        answers = st.one_of(st.sampled_from(["yes", "no", ""]), nonsense.texts)
        typed = {"answer": data.draw(answers), "link": token, "leave": "yes"}
        typed |= {"ticket": data.draw(nonsense.texts)} if data.draw(st.booleans()) else {}
        typed = {name: text.encode("utf-8", "surrogatepass") for name, text in typed.items()}
        body = urlencode(typed).encode() if method == "POST" else b""
        with transaction.atomic():
            where = verb.replace("TOKEN", nonsense.segment(token))
            url = f"/{data.draw(st.sampled_from(['en', 'en', 'fr', 'xx']))}/s/{where}"
            answer = outside.send(method, url, body, make_kind(1))
            after = sorted(Signature.objects.values_list("code", "confirmed_on")), Supporter.objects.count()
            if after != before:
                is_whole = any(one in token for one in right + others)
                assert method == "POST" and is_whole and answer.status_code in {200, 303}, (method, url)
            transaction.set_rollback(True)

    run()
    assert {200, 303, 404, 405, 410, 422} <= set(outside.seen)


def test_the_door_refuses_what_would_break_django(outside: Outside) -> None:
    for kind in ("text/html; charset=hex", "a/b; charset=undefined", "a/b;CHARSET='idna'", "a/b; x=" + "y" * 20_000):
        assert outside.send("POST", "/en/?q=1", b"x=1", kind).status_code == 400
    assert outside.send("GET", "/en/", QUERY_STRING="x&" * 500).status_code == 400
    assert outside.send("GET", "/en/s/gone/", QUERY_STRING="x&" * 50).status_code == 200
    answered: list[Any] = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/en/", "CONTENT_TYPE": "a/b; charset=hex"}
    body = wsgi.application(environ, lambda *answer: answered.append(answer))
    assert answered[0][0] == "400 Bad Request" and b"UTF-8" in b"".join(body)


def test_control_an_exception_is_seen(outside: Outside, letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.site.pages.find_campaign", lambda code: 1 / 0)
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        outside.send("GET", reverse("site:sign", args=[letter.campaign.code, letter.key]))
