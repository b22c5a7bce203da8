"""Hostile files are refused in words, with little memory, outside the process that serves people."""

import re
import resource

import pytest

from tests.actors.exchange.hostile import HOSTILE, refusal

MOST = 200 * 1024 * 1024


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_in_words(name: str) -> None:
    make, words = HOSTILE[name]
    data = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = refusal(data)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert re.search(words, said), f"{said!r}"
    assert grown * 1024 < 30 * 1024 * 1024


def test_there_are_more_than_thirty_and_none_took_much_memory() -> None:
    for make, _words in HOSTILE.values():
        assert refusal(make())
    assert len(HOSTILE) > 30
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < MOST
