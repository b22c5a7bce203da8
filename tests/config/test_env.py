"""Settings are read strictly: nonsense raises, it is never guessed at."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import Env

KEY = "ab" * 32


def test_a_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    assert Env({"NAME_FILE": str(tmp_path / "key")}).text("NAME") == "from a file"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "NAME must be set"),
        ({"NAME": "a", "NAME_FILE": "/dev/null"}, "keep one"),
        ({"NAME_FILE": "/nowhere/at/all"}, "cannot be read"),
    ],
)
def test_it_wants_each_value_once(values: dict[str, str], words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        Env(values).text("NAME")


@pytest.mark.parametrize(("said", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("", False)])
def test_a_flag_is_yes_or_no(said: str, meant: bool) -> None:
    assert Env({"NAME": said}).flag("NAME", not meant) is meant


@pytest.mark.parametrize("said", ["2", "maybe", "truth", "-1"])
def test_a_flag_is_nothing_else(said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="say 1 or 0"):
        Env({"NAME": said}).flag("NAME", False)


@pytest.mark.parametrize("said", ["", "ten", "1.5", "11", "-1", "1e3"])
def test_a_number_keeps_its_bounds(said: str) -> None:
    assert Env({"NAME": "10"}).number("NAME", 1, high=10) == 10
    with pytest.raises(ImproperlyConfigured):
        Env({"NAME": said}).number("NAME", 1, high=10)


@pytest.mark.parametrize(
    "said",
    [
        *("", "act.example.org", "ftp://act.example.org", "https://", "https://act.example.org/path"),
        *("https://act.example.org?a=b", "https://me@act.example.org", "https://act.example.org:port"),
    ],
)
def test_the_base_url_is_scheme_and_host(said: str) -> None:
    assert Env({"NAME": "https://act.example.org/"}).base_url("NAME") == "https://act.example.org"
    with pytest.raises(ImproperlyConfigured, match="write it like"):
        Env({"NAME": said}).base_url("NAME")


def test_sqlite_queues_its_writers() -> None:
    database = Env({"NAME": "sqlite:////srv/a%20folder/db.sqlite3"}).database("NAME")
    assert database["NAME"] == "/srv/a folder/db.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_by_network_and_by_socket() -> None:
    network = Env({"NAME": "postgresql://me:p%40ss@db.example:5433/act?sslmode=require"}).database("NAME")
    assert [network[part] for part in ("HOST", "PORT", "USER", "PASSWORD", "NAME")] == [
        *("db.example", "5433", "me", "p@ss", "act")
    ]
    assert network["OPTIONS"] == {"sslmode": "require"}
    socket = Env({"NAME": "postgresql://me@/act?host=/run/postgresql"}).database("NAME")
    assert (socket["HOST"], socket["PORT"], socket["OPTIONS"]) == ("/run/postgresql", "", {})


@pytest.mark.parametrize("said", ["", "mysql://me@host/act", "act", "sqlite://", "sqlite:///"])
def test_it_knows_no_other_database(said: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        Env({"NAME": said}).database("NAME")


def test_a_key_ring_keeps_its_order() -> None:
    ring = Env({"NAME": f"new:{KEY},\nold:{'cd' * 32}"}).key_ring("NAME")
    assert list(ring) == ["new", "old"]
    assert ring["new"] == bytes.fromhex(KEY)


@pytest.mark.parametrize(
    "said",
    ["", ",", KEY, f":{KEY}", "a:abcd", f"a:{KEY[:-1]}", f"a:{'zz' * 32}", f"a:{KEY},a:{KEY}"],
)
def test_a_key_ring_takes_whole_keys_only(said: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        Env({"NAME": said}).key_ring("NAME")
