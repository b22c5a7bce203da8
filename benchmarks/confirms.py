"""The answer to a confirmation against one UPDATE; and page, signing and confirming with a thousand and a million."""

import os
from collections.abc import Callable
from datetime import datetime

from benchmarks import pages
from benchmarks.browser import expect
from benchmarks.place import Place, Web
from benchmarks.rounds import Case

ONE_UPDATE = "floor: one UPDATE by a unique token"


def tokens(code: str, count: int) -> list[str]:
    """New people sign and are taken in; the tokens of their confirmations."""
    from campaigns.signing import signatures
    from campaigns.signing.models import Signature
    from foundation.vault import keys

    now = datetime.now().astimezone()
    while signatures.take_in(now=now):
        continue  # what another case sent
    last = Signature.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    pages.receive(code, count, now)
    while signatures.take_in(now=now):
        continue
    rows = Signature.objects.filter(pk__gt=last).select_related("supporter__campaign").order_by("pk")
    found = [signatures.token(row, row.supporter, keys.open_scope(row.supporter.campaign.scope)) for row in rows]
    assert len(found) == count, f"{len(found)} of {count} were taken in"
    return found


def answering(
    web: Web, code: str, count: int, database: Callable[[], None]
) -> tuple[Callable[[], None], Callable[[], int]]:
    """``before`` and ``run`` of people who press Yes; ``database`` points Django at that of the web server."""
    held: list[str] = []

    def before() -> None:
        database()
        held[:] = tokens(code, count)

    def run() -> int:
        for token in held:
            fields = {"answer": "yes", "link": token}
            expect(web.site.post("/en/s/confirm/", fields, cookie=f"confirm-en={token}"), 303)
        return len(held)

    return before, run


def confirm_cases(place: Place, floor: Web, product: Web, code: str, count: int) -> list[Case]:
    before, run = answering(product, code, count, lambda: None)
    turn = iter(range(1_000_000_000))

    def at_floor() -> int:
        for _each in range(count):
            expect(floor.site.post("/confirm", {"token": str(next(turn) % 100_000)}), 302)
        return count

    return [
        Case(ONE_UPDATE, at_floor, [floor.pid, place.postgresql]),
        Case(
            "confirming POST, token in a cookie",
            run,
            [product.pid, place.postgresql, place.redis],
            {ONE_UPDATE: 2.0},
            before=before,
        ),
    ]


def growth_cases(place: Place, webs: list[tuple[str, Web]], code: str, count: int) -> list[Case]:
    """Each deed on a campaign with few and with many signatures; the second divided by the first."""
    path = f"/en/c/{code}/"
    found: list[Case] = []
    for name, web in webs:
        trees = [web.pid, place.postgresql, place.redis]

        def point(name: str = name) -> None:
            _use(place.address(name))

        give_out, sign = pages.signing(web, code, pages.first_letter(code), count)
        before, confirm = answering(web, code, count, point)

        def forms(point: Callable[[], None] = point, give_out: Callable[[], None] = give_out) -> None:
            point()
            give_out()

        def page(web: Web = web) -> int:
            for _each in range(count):
                expect(web.site.get(path), 200)
            return count

        for what, run, ready in (
            ("page, written anew", page, None),
            ("signing", sign, forms),
            ("confirming", confirm, before),
        ):
            floors: dict[str, float | None] = {} if name == webs[0][0] else {f"{what}, a {webs[0][0]}": 1.15}
            found.append(Case(f"{what}, a {name}", run, trees, floors, before=ready))
    return found


def _use(address: str) -> None:
    """Points this process at another database."""
    from django.db import connection

    from config.env import Env

    connection.close()
    os.environ["DATABASE_URL"] = address
    connection.settings_dict.update(Env().database("DATABASE_URL"))
