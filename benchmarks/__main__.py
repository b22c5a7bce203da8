"""``python -m benchmarks [what ...] [--rounds N] [--count N]``: prints tables; see README.md here."""

import argparse
import os
import platform
import subprocess
import sys
from datetime import datetime

from benchmarks import confirms, mails, many, pages, record, rounds, rows
from benchmarks.browser import expect
from benchmarks.place import HOME, Place, Web

KINDS = ("page", "sign", "confirm", "growth", "mail", "many", "record")
MANY = 50_000


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    said = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    said.add_argument("kinds", nargs="*", choices=[[], *KINDS], metavar="|".join(KINDS))
    said.add_argument("--rounds", type=int, default=7)
    said.add_argument("--count", type=int, default=200, help="operations of each case in each round")
    given = said.parse_args()
    bench = Bench(given.rounds, given.count)
    for kind in given.kinds or KINDS:
        tell(f"{kind}:")
        bench.run(kind)


class Bench:
    """The servers and rows, and one table after the other."""

    def __init__(self, number: int, count: int) -> None:
        import django

        self.rounds, self.count = number, count
        tell("starting PostgreSQL and Redis, loading the register and the demo's campaign")
        self.place = Place()
        self.place.make_database("few")
        os.environ["DATABASE_URL"] = self.place.address("few")
        django.setup()
        from django.db import connection

        from campaigns.seed.texts import read

        rows.seed(datetime.now().astimezone())
        self.code: str = read("demo.toml")["campaign"]["code"]
        connection.close()
        self.place.make_database("many", like="few")
        rows.fill(self.place, "many", self.code, MANY)
        for name in ("few", "many"):
            rows.settle(self.place, name)
        self.few = self.place.serve("config.wsgi", "few")
        print(f"{self.place.versions()}, Django {django.__version__}, Python {platform.python_version()},")
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start. {number} rounds of {count}.")

    def run(self, kind: str) -> None:
        """Measures one kind and prints its table."""
        cases: list[rounds.Case] = getattr(self, kind)()
        rounds.alternate(cases, self.rounds, tell)
        print(f"\n{rounds.table(cases)}", flush=True)

    def floor(self, page: bytes = b"", name: str = "") -> Web:
        """The bare views, on a database of their own."""
        name = name or ("floor_page" if page else "floor_sign")
        self.place.make_database(name)
        file = self.place.servers.folder / name
        file.write_bytes(page)
        environment = {**os.environ, "DATABASE_URL": self.place.address(name), "FLOOR_PAGE": str(file)}
        subprocess.run([sys.executable, "-m", "benchmarks.floor"], cwd=HOME, env=environment, check=True)
        return self.place.serve("benchmarks.floor:application", name)

    def page(self) -> list[rounds.Case]:
        path = f"/en/c/{self.code}/"
        page = expect(self.few.site.get(path), 200).body
        floor = self.floor(page)
        if expect(floor.site.get("/page"), 200).body != page:
            raise SystemExit("the floor must answer with the same bytes")
        many = self.place.serve("config.wsgi", "many")
        tell(f"  a page of {len(page)} bytes")
        anew = self.place.serve("config.wsgi", "many", READ_PAGE_SECONDS="0")
        return pages.page_cases(self.place, floor, self.few, many, anew, path, self.count)

    def sign(self) -> list[rounds.Case]:
        cases = pages.sign_cases(self.place, self.floor(), self.few, self.code, self.count)
        return [*cases, pages.take_in_case(self.place, self.code, self.count)]

    def confirm(self) -> list[rounds.Case]:
        floor = self.floor(name="floor_confirm")
        return confirms.confirm_cases(self.place, floor, self.few, self.code, self.count)

    def growth(self) -> list[rounds.Case]:
        found = []
        for name, number in (("thousand", 1_000), ("million", 1_000_000)):
            tell(f"  {number:,} signatures")
            self.place.make_database(name, like="few")
            rows.fill(self.place, name, self.code, number)
            rows.settle(self.place, name)
            anew = self.place.serve("config.wsgi", name, READ_PAGE_SECONDS="0")
            found.append((name, anew))
        return confirms.growth_cases(self.place, found, self.code, self.count)

    def many(self) -> list[rounds.Case]:
        return many.queue_cases(self.place, self.code, 20 * self.count, self.place.sink())

    def mail(self) -> list[rounds.Case]:
        return mails.mail_cases(self.place, self.code, self.count)

    def record(self) -> list[rounds.Case]:
        tell(f"  {record.STATES} states, {record.POSITIONS:,} positions")
        self.place.make_database("large")
        environment = {**os.environ, "DATABASE_URL": self.place.address("large")}
        subprocess.run([sys.executable, "-m", "benchmarks.record"], cwd=HOME, env=environment, check=True)
        rows.settle(self.place, "large")
        kept = self.place.serve("config.wsgi", "large")
        anew = self.place.serve("config.wsgi", "large", READ_PAGE_SECONDS="0")
        found = []
        for number, (name, path) in enumerate(record.PAGES.items()):
            page = expect(kept.site.get(path), 200).body
            tell(f"  {name}: {len(page)} bytes")
            floor = self.floor(page, f"floor_record_{number}")
            if expect(floor.site.get("/page"), 200).body != page:
                raise SystemExit("the floor must answer with the same bytes")
            found += record.cases(self.place, name, floor, kept, anew, self.count)
        return found


if __name__ == "__main__":
    main()
