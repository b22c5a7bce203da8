"""Pages of a large record: 200 states, 20,000 positions, one state with a thousand more.

``python -m benchmarks.record`` fills the database that ``DATABASE_URL`` names.
"""

from collections.abc import Callable

from benchmarks.browser import expect
from benchmarks.place import Place, Web
from benchmarks.rounds import Case

STATES, POSITIONS, OF_ONE = 200, 20_000, 1_000
PAGES = {"who stands where": "/en/record/", "a state with a thousand positions": "/en/record/S000/"}


def fill() -> None:
    import django

    django.setup()
    from datetime import datetime

    from django.core.management import call_command

    from tests import many

    call_command("migrate", verbosity=0, interactive=False)
    many.register(states=STATES, positions=POSITIONS, of_one=OF_ONE, now=datetime.now().astimezone())


def cases(place: Place, name: str, floor: Web, kept: Web, anew: Web, count: int) -> list[Case]:
    """One page: the floor, asked again by who has it, from what the process keeps, and written anew each time."""
    path = PAGES[name]
    base = f"floor for {name}: one SELECT and a template, the same bytes"
    etag = expect(kept.site.get(path), 200).etag
    few = max(count // 20, 3)

    def asking(web: Web, what: str, times: int, status: int = 200, have: str = "") -> Callable[[], int]:
        def run() -> int:
            for _each in range(times):
                expect(web.site.get(what, have), status)
            return times

        return run

    return [
        Case(base, asking(floor, "/page", count), [floor.pid, place.postgresql]),
        Case(
            f"{name}: 304, nothing has changed",
            asking(kept, path, count, 304, etag),
            [kept.pid, place.postgresql],
            {base: None},
        ),
        Case(f"{name}: kept by the process", asking(kept, path, count), [kept.pid, place.postgresql], {base: None}),
        Case(f"{name}: written anew", asking(anew, path, few), [anew.pid, place.postgresql], {base: None}),
    ]


if __name__ == "__main__":
    fill()
