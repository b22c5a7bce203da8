"""``python -m config.demo run [--port N]``, ``reset``, ``manage <command>``."""

import argparse
import sys

from config.demo.place import CannotRun, Place
from config.demo.supervisor import Supervisor, manage, say


def read_port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotRun(f"{text!r} is no port: say a number from 1 to 65535, as in make run PORT=8123.")
    return int(text)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.demo", description="The demonstration.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start it; Ctrl-C stops it")
    run.add_argument("--port", default="8000")
    commands.add_parser("reset", help="throw its data away")
    commands.add_parser("manage", help="run a Django command with its settings").add_argument("words", nargs="...")
    given = parser.parse_args()
    place = Place()
    try:
        if given.command == "run":
            Supervisor(place, read_port(given.port)).run()
        elif given.command == "reset":
            place.take()
            place.empty()
            say("The demo's data is gone; make run starts afresh.")
        else:
            return manage(place, given.words)
    except CannotRun as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
