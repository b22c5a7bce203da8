"""A letter on paper: a PDF by typst, the same bytes for the same letter."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import typst

_TEMPLATE = Path(__file__).with_name("letter.typ")


@dataclass(frozen=True)
class Sheet:
    """Everything that stands on the paper, in plain words: nothing is looked up while it is drawn."""

    language: str
    direction: str
    organisation: str
    letterhead: list[str]
    addressee: list[str]
    date: str
    subject: str
    salutation: str
    paragraphs: list[str]
    closing: str
    signed: list[str]
    """Who signs for the organisation: name, role, organisation."""
    count_line: str
    signatories_heading: str
    signatories: list[dict[str, str]]
    endorsers_heading: str
    endorsers: list[str]
    """Organisations under the letter, each in one line; none whose name is withheld."""
    annex_line: str
    """How many names are annexed, and the digest of their list; empty where none are."""
    copies: list[str]
    """Offices in copy, named in every letter."""
    copy_note: str
    """Over a copy: for whom it is, and to whom the letter went; empty on the letter itself."""
    foot: list[str]

    def as_json(self) -> str:
        return json.dumps(self.__dict__, ensure_ascii=False)


def print_pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF; raises ``typst.TypstError`` when it cannot be set."""
    compiler: Any = _compiler()
    pdf: bytes = compiler.compile(format="pdf", sys_inputs={"sheet": sheet.as_json()})
    return pdf


@cache
def _compiler() -> Any:
    return compiler(_TEMPLATE.name)


def compiler(template: str) -> Any:
    """Sets a template of this folder. The fonts that come with typst hold Latin, Greek and Cyrillic, ours Arabic; the
    machine's own would make the result differ from host to host."""
    fonts = [str(_TEMPLATE.parent / "fonts")]
    return typst.Compiler(
        input=str(_TEMPLATE.with_name(template)), root=str(_TEMPLATE.parent), font_paths=fonts, ignore_system_fonts=True
    )
