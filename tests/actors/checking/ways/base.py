"""Ways around the second person. Each is tried by Ada alone, and something stops it.

``guard`` names what does: a guard of the database, which the control lifts; or a deed's own look at who asks, where the
control lets the second person do the same. Where there is no way at all, there is nothing to lift.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actors.accounts.models import User
from tests.actors.checking.scene import Scene

FACTS, GOES_ON, WRITTEN_ONCE, CHECKED_ONCE, WHO = "facts", "goes on", "revision", "check", "who entered it"
TWO_PEOPLE, DEED, NO_WAY = "two people", "deed", "no way"

Try = Callable[[Scene, User], Any]


@dataclass(frozen=True)
class Way:
    name: str
    guard: str
    given: Callable[[Scene], Any]
    do: Try


WAYS: list[Way] = []


def way(name: str, guard: str, given: Callable[[Scene], Any] = lambda scene: None) -> Callable[[Try], Try]:
    """Enters one; ``given`` is what stands there before, kept in ``scene.given``."""

    def keep(do: Try) -> Try:
        WAYS.append(Way(name, guard, given, do))
        return do

    return keep
