"""Reads an uploaded file: CSV, XLSX or Popolo JSON, in a process of its own, or refuses it in words."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from actors.exchange.writing import bare

SIZE = 5 * 1024 * 1024
PATIENCE = 45
PARSER = Path(__file__).with_name("parsing.py")
ENCODINGS = ("", "utf-8", "windows-1252")


class Refused(Exception):
    """The file cannot be read; the message says why, in words for whoever brought it."""

    def __init__(self, words: str, peak: int = 0) -> None:
        super().__init__(words)
        self.peak = peak
        """Bytes of memory the reading process used at most; 0 when it never began or had to be ended."""


@dataclass(frozen=True)
class Reading:
    """What a file says: a sheet's rows with the lines they begin on, or a JSON document."""

    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    document: dict[str, Any] | None = None
    peak: int = 0
    """Bytes of memory the reading process used at most."""


def read(data: bytes, *, encoding: str = "") -> Reading:
    """Raises ``Refused``. ``encoding``: "windows-1252" when whoever brought the file says that it is."""
    if len(data) > SIZE:
        raise Refused(_("The file is larger than %(most)d MB. Split it.") % {"most": SIZE // 1024 // 1024})
    answer = _ask(data, encoding)
    if "refused" in answer:
        raise Refused(_words(answer["refused"], answer["about"]), answer["peak"])
    columns = answer.get("columns", [])
    # Only cells of CSV are guarded against being computed; in XLSX an apostrophe is somebody's own.
    plain = bare if answer.get("guarded") else str
    rows = [(line, dict(zip(columns, map(plain, cells), strict=True))) for line, cells in answer.get("rows", [])]
    return Reading(columns=columns, rows=rows, document=answer.get("document"), peak=answer["peak"])


def _ask(data: bytes, encoding: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(PARSER), encoding if encoding in ENCODINGS else ""]
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(
                command, input=data, stdout=answer, stderr=subprocess.DEVNULL, env={}, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Refused(_words("time", {})) from error
        if done.returncode:
            raise Refused(_words("memory", {}))
        answer.seek(0)
        found: dict[str, Any] = json.load(answer)
        return found


def _words(code: str, about: dict[str, Any]) -> str:
    words = {
        "empty": _("The file is empty."),
        "type": _("This is no CSV, XLSX or JSON file."),
        "encrypted": _("The file is locked with a password, or of an old kind. Save it as XLSX without one."),
        "encoding": _("Line %(line)s is not UTF-8. Save the file as UTF-8, or say that it is Windows-1252."),
        "mixed": _("Line %(line)s is written in another encoding than the rest. Save the whole file as UTF-8."),
        "nul": _("Line %(line)s holds a NUL byte, or half a letter: this is no text."),
        "quotes": _("The quotation marks of the row that begins on line %(line)s do not match."),
        "cell": _("A cell on line %(line)s is too long."),
        "letters": _("The file holds more text than can be read at once. Split it."),
        "rows": _("The file has more than %(most)s rows. Split it."),
        "columns": _("Line %(line)s has more than %(most)s columns."),
        "wide": _("Line %(line)s has more cells than the first line has headings."),
        "heading": _("Each column needs a heading of its own on line %(line)s. %(name)s"),
        "entries": _("The XLSX file holds more than %(most)s parts; a sheet needs few."),
        "unzipped": _("Unpacked, the XLSX file would be larger than %(most)s MB."),
        "archive": _("The XLSX file is put together in a way no spreadsheet writes."),
        "paths": _("The XLSX file holds parts that point outside it."),
        "nested": _("The XLSX file holds another archive."),
        "macros": _("The XLSX file holds macros. Save it without them."),
        "sheets": _("Several sheets are filled. Save the one that is meant as a file of its own."),
        "formula": _("Cell %(cell)s holds a formula. Paste its value instead: formulas are never computed here."),
        "error": _("Cell %(cell)s holds an error."),
        "json": _("The JSON breaks off or goes wrong on line %(line)s."),
        "depth": _("The JSON is nested deeper than %(most)s levels on line %(line)s."),
        "popolo": _("A Popolo file is one object with lists in it."),
        "twice": _("“%(name)s” stands twice in one object."),
        "number": _("%(name)s is no number that can be kept."),
        "time": _("Reading the file took too long. Split it."),
        "memory": _("Reading the file needs more memory than a file of this kind may. Split it."),
        "broken": _("The file is broken, or not what its name says. Nothing of it was read."),
    }
    return words[code] % {"name": "", **about}
