"""Names, addresses, towns, notes and links are planted and go every way; errors are forced; nothing lies in clear.

A whole installation runs for it: gunicorn, worker and beat as an operator starts them, a mail server that refuses with
the address in its answer, PostgreSQL and Redis. While all of it lives, every place that outlasts a request is searched.
"""

import base64
import email
import email.policy
import json
import random
import re
import string
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis

from tests.services import sized
from tests.smtp_sink import Sink, Taken
from tests.stories import searching
from tests.stories.canary_house import PASSWORD
from tests.stories.installation import Installation, Visitor, installed, shout
from tests.stories.searching import Wiretap

pytestmark = pytest.mark.xdist_group("canary")
PEOPLE = sized(50, 400)
ADDRESS = "203.0.113.77"
MARK = "".join(random.Random(time.time_ns()).choices(string.ascii_lowercase, k=14))
"""Stands in everything that is planted, so that one search finds any of it."""
AGENT = f"Agent-{MARK}"
_LINK = re.compile(r"/s/([0-9a-f]{32}\.[\w-]{32})/(confirm/)?")


@dataclass
class Person:
    number: int
    confirm: str = ""
    own: str = ""

    @property
    def email(self) -> str:
        return f"{MARK}{self.number}x@signer.example"

    def form(self, **more: str) -> dict[str, str]:
        said = {"name": f"Zoë {MARK}name{self.number}", "town": f"{MARK}ville {self.number}"}
        said |= {"note": f"Courage! {MARK} “note”\n{self.number}", "email": self.email}
        return said | {"country": "XA", "counted": "on", "named": "on", "informed": "on", **more}


@dataclass
class Story:
    place: Installation
    sink: Sink
    codes: dict[str, str]
    people: list[Person] = field(default_factory=list)
    failures: int = 0
    since: str = ""
    """Where the write-ahead log stood before anybody came."""

    def visitor(self) -> Visitor:
        return Visitor(self.place.port, ADDRESS, AGENT)

    @property
    def sign_path(self) -> str:
        return f"/en/c/{self.codes['campaign']}/order/sign/"

    def ask(self, path: str, form: dict[str, Any] | None = None, **headers: str) -> int:
        """Asks, and counts what failed on our side or was refused as nonsense."""
        status = self.visitor().ask(path, form, **headers).status
        self.failures += status >= 500 or status == 400
        return status

    def sign(self, person: Person) -> int:
        return self.visitor().fill(self.sign_path, person.form()).status

    def all(self, deed: Any, things: Any) -> list[Any]:
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(deed, things))

    def read_mail(self) -> int:
        """Takes the links out of the mails; returns how many people have one to confirm with."""
        known = {person.email: person for person in self.people}
        for mail in list(self.sink.taken):
            person = known.get(mail.recipients[0])
            for token, is_confirm in _LINK.findall(text_of(mail)) if person else []:
                setattr(person, "confirm" if is_confirm else "own", token)
        return sum(bool(person.confirm) for person in self.people)


def text_of(mail: Taken) -> str:
    parsed = email.message_from_bytes(mail.content, policy=email.policy.default)
    part = parsed.get_body(("plain",))  # type: ignore[attr-defined]
    return str(part.get_content())


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    with Sink() as sink, installed(tmp_path, sink.port) as place:
        codes = json.loads(place.run("-m", "tests.stories.canary_house"))
        place.start_all()
        people = [Person(number) for number in range(PEOPLE)]
        told = Story(place, sink, codes, people, since=searching.wal_segment(place))
        place.until(lambda: told.visitor().ask("/healthz/all").status == 200, what="the start")
        yield told
        print(f"The end of the logs:\n{place.log()[-3000:]}")


# --- the journeys -------------------------------------------------------------------------------
def people_sign_confirm_and_leave(story: Story) -> None:
    refused, put_off, unlucky = story.people[:4], story.people[4:7], story.people[7:10]
    for person in refused:
        story.sink.say("rcpt", f"550 5.1.1 <{person.email}> {MARK}: nobody here", match=person.email)
    for person in put_off:
        story.sink.say("rcpt", f"451 4.7.1 <{person.email}> {MARK}: later", match=person.email)
    for person in unlucky:
        story.sink.say("dot", f"554 5.7.1 {person.email} {MARK} looks like spam", match=person.email)
    assert set(story.all(story.sign, story.people)) == {303}
    assert set(story.all(story.sign, story.people[10:14])) == {303}, "twice: the same answer"
    bad = story.people[0].form(email=f"{MARK}@", name=f"{MARK}\x07")
    assert story.visitor().fill(story.sign_path, bad).status == 422
    there = PEOPLE - 10
    story.place.until(lambda: story.read_mail() >= there, seconds=60, what="mail to everybody else")
    story.failures += 10
    confirmed = [person for person in story.people if person.confirm]

    def confirm(person: Person) -> int:
        visitor, path = story.visitor(), "/en/s/confirm/"
        assert visitor.ask(f"/en/s/{person.confirm}/confirm/").location == path
        assert MARK in visitor.ask(path).body
        answer = visitor.fill(path, {"answer": "yes" if person.number % 8 else "no"})
        if answer.location.endswith("/gone/"):
            return answer.status
        assert MARK in visitor.ask(answer.location).body, "one's own page"
        assert MARK in visitor.ask("/en/s/mine.json").body, "the download"
        if person.number % 5 == 0:
            assert visitor.fill("/en/s/leave/", {"leave": "yes"}).status == 303
        return answer.status

    assert set(story.all(confirm, confirmed)) == {303}
    links = f"/en/c/{story.codes['campaign']}/links/"
    assert {story.visitor().fill(links, {"email": person.email}).status for person in story.people[10::3]} == {303}


def staff_approve_and_release(story: Story) -> None:
    staff, login = story.visitor(), "/en/accounts/login/"
    assert staff.fill(login, {"login": "alice@staff.example", "password": PASSWORD}).status == 302
    desk = f"/en/desk/c/{story.codes['campaign']}/"
    second, first = (f"{desk}letters/{story.codes[name]}/" for name in ("waiting", "letter"))
    for path in ("/en/desk/", desk, second, f"{desk}journal/", f"{desk}messages/"):
        assert staff.ask(path).status == 200, path
    assert staff.ask(f"{second}approve/", staff.ask(second).hidden()).status == 302
    assert staff.ask(f"{second}paper/{story.codes['office']}.pdf").status == 200
    before = len(story.sink.taken)
    assert staff.ask(f"{first}release/", staff.ask(first).hidden()).status == 302
    story.place.until(lambda: any("@office" in mail.recipients[0] for mail in story.sink.taken[before:]))


def strangers_guess(story: Story) -> None:
    """A supporter takes the staff's door for theirs, with their address and what they think is a password."""
    for person in story.people[:5]:
        visitor = story.visitor()
        wrong = {"login": person.email, "password": f"{MARK} secret"}
        assert visitor.fill("/en/accounts/login/", wrong).status in {200, 429}
        assert visitor.fill("/en/accounts/password/reset/", {"email": person.email}).status in {200, 302, 429}


# --- the errors ---------------------------------------------------------------------------------
def nonsense_comes(story: Story) -> None:
    own, port = story.people[15].own or story.people[16].own, story.place.port
    for path in (f"/en/s/{own[:-1]}/", f"/en/s/{own}x/confirm/", f"/en/{MARK}/", f"/en/record/?q={MARK}"):
        story.visitor().ask(path)
    form = f"/en/c/{story.codes['campaign']}/links/"
    for number in range(5):
        story.ask(f"/en/s/{own}/?{MARK}%00")
        story.ask(form, {f"{MARK}{each}": MARK for each in range(500)})
        story.ask(form, {"email": "x"}, **{"Content-Type": f"multipart/form-data; boundary={MARK} \x01"})
        story.ask(f"/en/s/{own}/", Host=f"{MARK}.example")
        for line in (
            f"GET /en/s/{own}/ HTTP/9.{number}",
            f"{MARK} /en/s/{own}/",
            f"GET /{MARK} HTTP/1.1\r\n{MARK} x: y",
        ):
            shout(port, f"{line}\r\nHost: localhost\r\nX-Forwarded-For: {ADDRESS}\r\n\r\n".encode())
            story.failures += 1
        shout(port, f"POST {story.sign_path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n{MARK}".encode())


def rows_are_broken(story: Story) -> None:
    """Seals that do not hold: in what waits to be taken in, and in people who look at their own page."""
    story.place.sql(
        "INSERT INTO campaigns_intake (code, kind, campaign_id, version_id, nonce, sealed, received_at, tries) SELECT "
        "md5(n::text), 'sign', (SELECT min(id) FROM campaigns_campaign), (SELECT min(id) FROM campaigns_version), "
        "md5('nonce' || n::text), '\\x0102', now(), 0 FROM generate_series(1, 10) n"
    )
    broken = [person for person in story.people if person.own and person.number % 8 and person.number % 5][:6]
    codes = ", ".join(f"'{person.own[:32]}'" for person in broken)
    changed = f"UPDATE campaigns_supporter SET sealed = sealed || '\\x00' WHERE code IN ({codes}) RETURNING 1"
    assert len(story.place.sql(changed)) == len(broken)
    for person in broken:
        for path in ("own/", "mine.json"):
            assert story.ask(f"/en/s/{path}", {"link": person.own}) == 500
        story.ask("/en/s/confirm/", {"link": person.confirm})
        story.visitor().fill(f"/en/c/{story.codes['campaign']}/links/", {"email": person.email})
    story.place.until(lambda: story.place.log().count("intake row was not taken in") >= 10, what="the failures")
    story.failures += 10


def the_database_fails(story: Story) -> None:
    """A table that is gone, and a lock that nobody gets in time, while people sign."""
    place = story.place
    forms = [(person.form(number=story.visitor().ask(story.sign_path).hidden()["number"])) for person in story.people]
    place.sql("ALTER TABLE campaigns_consenttext RENAME TO gone")
    assert set(story.all(lambda form: story.ask(story.sign_path, form), forms[:20])) == {500}
    place.sql("ALTER TABLE gone RENAME TO campaigns_consenttext")
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
    place.sql(f"ALTER DATABASE {place.name} SET statement_timeout = '300ms'", f"{others} pg_backend_pid()")
    with psycopg.connect(place.database) as line:
        line.execute("SET LOCAL statement_timeout = 0")
        line.execute("LOCK TABLE campaigns_intake")
        assert set(story.all(lambda form: story.ask(story.sign_path, form), forms[20:40])) == {500}
    place.sql(f"ALTER DATABASE {place.name} RESET statement_timeout", f"{others} pg_backend_pid()")


def nudges_lie_in_files(story: Story) -> None:
    """The other broker: a second web server whose hints stay in a folder, as no worker reads them."""
    place = story.place
    with place.second_web(BROKER_URL="filesystem://localhost//") as port:
        late = [Person(PEOPLE + number) for number in range(4)]
        for person in late:
            answer = Visitor(port, ADDRESS, AGENT).fill(story.sign_path, person.form())
            assert answer.status == 303
    assert any((place.var / "broker" / "queue").iterdir())


# --- the search ---------------------------------------------------------------------------------
def places(story: Story, tap: Wiretap) -> dict[str, bytes]:
    place = story.place
    return {
        "database": searching.dumped(place),
        "Redis": searching.in_redis(place.environment["REDIS_URL"]),
        "what Redis was told": tap.everything(),
        "logs": searching.files(place.logs),
        "temporary files": searching.files(place.temp),
        "VAR_DIR, with the broker's files": searching.files(place.var),
        **searching.on_the_server_s_disk(place, story.since),
    }


def test_nothing_of_a_supporter_lies_in_clear(story: Story) -> None:
    began, place, tap = time.monotonic(), story.place, Wiretap(story.place.environment["REDIS_URL"])
    people_sign_confirm_and_leave(story)
    staff_approve_and_release(story)
    strangers_guess(story)
    nonsense_comes(story)
    rows_are_broken(story)
    the_database_fails(story)
    nudges_lie_in_files(story)
    assert story.failures >= 100, f"only {story.failures} errors were forced"
    assert all(child.poll() is None for child in place.children[:3]), "all of it still runs"

    searched = places(story, tap)
    assert all(content for name, content in searched.items() if name != "temporary files")
    macs = {token[33:] for person in story.people for token in (person.confirm, person.own) if token}
    assert len(macs) > PEOPLE and len(tap.heard) > 100
    found = searching.hits(searched, [MARK, ADDRESS, PASSWORD, *macs])
    assert found == [], around(searched, found)
    assert b"127.0.0.1" not in searched["logs"], around(searched, [("logs", "127.0.0.1", "plain")])
    sizes = {name: len(content) for name, content in searched.items()}
    print(f"{4 * PEOPLE} values, {len(macs)} links, {story.failures} errors, {time.monotonic() - began:.0f} s; {sizes}")

    plant(story)
    found_again = {name for name, _secret, _how in searching.hits(places(story, tap), [MARK])}
    assert found_again >= set(searched) - set(searching.on_the_server_s_disk(place, story.since))
    tap.close()


def plant(story: Story) -> None:
    """The control: one value in clear in each place, each time in another writing. The same search has to find it."""
    place, secret = story.place, story.people[20].email
    newest = "(SELECT max(id) FROM campaigns_supporter)"
    place.sql(f"UPDATE campaigns_supporter SET profession = '{secret[:39].upper()}' WHERE id = {newest}")
    with (place.logs / "web.log").open("a") as log:
        log.write(json.dumps({"message": f"Dear {secret}"}) + "\n")
    (place.temp / "upload").write_text(secret.encode().hex())
    (place.var / "broker" / "queue" / "task").write_bytes(base64.b64encode(b'{"to": "' + secret.encode() + b'"}'))
    with redis.Redis.from_url(place.environment["REDIS_URL"]) as client:
        client.set("canary", base64.b64encode(secret.encode()), ex=60)


def around(searched: dict[str, bytes], found: list[tuple[str, str, str]]) -> str:
    """Where the first of each place was found, for whoever has to mend it."""
    said = []
    for name, secret, how in {hit[0]: hit for hit in found}.values():
        written = searching.writings(secret).get(how, secret.encode())
        at = searched[name].lower().find(written)
        said.append(f"{name} ({how}): {searched[name][max(0, at - 300) : at + 200]!r}")
    return "\n".join(said)
