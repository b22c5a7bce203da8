"""Pictures for people who print and for previews of links: drawn by typst from one JSON text, as SVG or PNG.

The same words give the same bytes on every host: fonts come from this folder and from typst itself, never from the
machine. Letters become outlines in the SVG, so that it looks the same on a desk that lacks the typeface.
"""

import json
import threading
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

HERE = Path(__file__).parent
Format = Literal["svg", "png"]
SHARP = 144.0
"""Dots per inch of a figure: twice its size in points."""
PLAIN = 72.0
_one_at_a_time = threading.Lock()
"""typst refuses a second drawing while one is made, and one picture is work enough for a processor."""


@dataclass(frozen=True)
class Bar:
    """``fill`` is a colour, or ``hatch`` for what is not known."""

    label: str
    value: int
    fill: str
    address: str = ""


@dataclass(frozen=True)
class Step:
    """From ``x`` (0 to 1, left to right) on, the value is this."""

    x: float
    value: int
    label: str = ""


@dataclass(frozen=True)
class Mark:
    x: float
    label: str


@dataclass(frozen=True)
class Picture:
    """A figure in words and numbers, ready to be drawn or written as a table."""

    language: str
    title: str
    lead: str
    source: str
    bars: list[Bar] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    years: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
    """One step of the scale on a card."""

    label: str
    fill: str
    ink: str
    on: bool
    latest: bool


@dataclass(frozen=True)
class Card:
    """The picture of a link's preview."""

    language: str
    kicker: str
    title: str
    foot: str
    lead: str = ""
    scale: list[Cell] = field(default_factory=list)


def draw(picture: Picture, kind: Format) -> bytes:
    """A figure, 960 points wide."""
    return _set("figure.typ", asdict(picture), kind, SHARP)


def draw_card(card: Card) -> bytes:
    """A PNG of 1200 by 630 pixels."""
    return _set("card.typ", asdict(card), "png", PLAIN)


def _set(template: str, said: dict[str, Any], kind: Format, ppi: float) -> bytes:
    words = json.dumps(said, ensure_ascii=False)
    with _one_at_a_time:
        done: bytes = _compiler(template).compile(format=kind, ppi=ppi, sys_inputs={"said": words})
    return done


@cache
def _compiler(template: str) -> Any:
    return typst.Compiler(
        input=str(HERE / template), root=str(HERE), font_paths=[str(HERE / "fonts")], ignore_system_fonts=True
    )
