"""Hostile files are refused in words, with little memory, outside the process that serves people."""

import re
import resource

import pytest

from actors.exchange import reading
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
    peaks = []
    for name, (make, _words) in HOSTILE.items():
        with pytest.raises(reading.Refused) as refused:
            reading.read(make())
        assert refused.value.peak < MOST, name
        peaks.append(refused.value.peak)
    # Two never reach the process, or are ended by the system at the limit it keeps.
    assert len(peaks) > 30 and sum(peak > 0 for peak in peaks) >= len(peaks) - 4
