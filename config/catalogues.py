"""Compiles the translations: ``python -m config.catalogues``. Pure Python, no gettext on the machine needed.

The demo, the tests and the container image all call this. The compiled files are not in the repository.
"""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


class Broken(Exception):
    """A catalogue that cannot be read; says which, where and why."""


def compile_all(folder: Path = LOCALE) -> list[Path]:
    """Compiles each ``django.po`` that is newer than its ``django.mo``; returns the files written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/django*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        try:
            with source.open("rb") as lines:
                catalogue = read_po(lines, locale=source.parts[-3], abort_invalid=True)
        except (PoFileError, ValueError) as error:
            raise Broken(f"{source}: {error}") from error
        # Two processes may do this at once: each writes its own file and puts it in place whole.
        half = target.with_suffix(f".{os.getpid()}")
        with half.open("wb") as out:
            write_mo(out, catalogue)
        half.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    try:
        for path in compile_all():
            sys.stdout.write(f"compiled {path}\n")
    except Broken as problem:
        sys.exit(str(problem))
