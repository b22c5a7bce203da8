"""Draws the world map as inline SVG: the shapes once, and for each state a link that uses its shape.

The shapes never change, so they are read and joined once in a process (``shapes``). They stand in the page once, and
the world and the larger Europe beside it both use them; a filtered answer of some twenty kilobytes brings colours and
links only. The map is hidden from assistive technology and out of the tab order: the table on the same page has the
same links, names, places on the scale and dates, in an order that can be read.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

EUROPE = (3960, 340, 1480, 1060)
"""Left, top, width and height of the part that is drawn once more, larger."""
TINY = 8
"""States with less room than this (in tenths of a pixel on a map a thousand pixels wide) get a dot."""


@dataclass(frozen=True)
class Spot:
    """One state on the map: its ISO numeric code, where it leads, its words, how it is filled, its number."""

    code: str
    href: str
    words: str
    fill: str
    number: str = ""
    is_off: bool = False

    @property
    def css(self) -> str:
        return f"m{self.fill}{' off' if self.is_off else ''}"


@dataclass(frozen=True)
class Sheet:
    """One drawing: what part of the world, how large a dot is, and how much room a number needs.

    ``roomy`` is room enough also where the drawing is small, on a phone or a tablet.
    """

    frame: tuple[int, int, int, int]
    dot: int
    room: int
    roomy: int

    @property
    def box(self) -> str:
        return " ".join(map(str, self.frame))

    def shows(self, frame: list[int]) -> bool:
        left, top, width, height = self.frame
        return frame[0] < left + width and frame[2] > left and frame[1] < top + height and frame[3] > top


@cache
def _atlas() -> dict[str, Any]:
    """``static/vendor/world.json``, made by ``tools/build_map.py``."""
    found: dict[str, Any] = json.loads((settings.BASE_DIR / "static/vendor/world.json").read_text(encoding="utf-8"))
    return found


@cache
def shapes() -> SafeString:
    """Every shape under a name (``g250``), all together as ``world``: for the ``defs`` of a page."""
    atlas = _atlas()
    named = "".join(f'<path id="g{code}" d="{line}"/>' for code, line in atlas["shapes"].items() if line)
    return mark_safe(f'<g id="world"><path d="{atlas["land"]}"/>{named}</g>')


def world() -> Sheet:
    return Sheet(tuple(_atlas()["box"]), dot=30, room=55, roomy=90)


def europe() -> Sheet:
    return Sheet(EUROPE, dot=13, room=13, roomy=24)


def drawn(spots: Iterable[Spot], sheet: Sheet) -> SafeString:
    """The inside of one ``svg``: all land, then the states with their links, then their numbers."""
    atlas = _atlas()
    states, numbers = [], []
    for spot in spots:
        if spot.code not in atlas["marks"]:
            continue
        x, y, room = atlas["marks"][spot.code]
        if not sheet.shows(atlas["frames"].get(spot.code, [x, y, x, y])):
            continue
        line = f'<use href="#g{spot.code}"/>' if atlas["shapes"][spot.code] else ""
        dot = f'<circle cx="{x}" cy="{y}" r="{sheet.dot}"/>' if room <= TINY else ""
        states.append(
            f'<a href="{escape(spot.href)}" tabindex="-1" class="{spot.css}">'
            f"<title>{escape(spot.words)}</title>{line}{dot}</a>"
        )
        if spot.number and room >= sheet.room and not spot.is_off:
            small = "" if room >= sheet.roomy else " t"
            numbers.append(f'<text class="x{spot.fill}{small}" x="{x}" y="{y}">{escape(spot.number)}</text>')
    return mark_safe(f'<use href="#world" class="land"/>{"".join(states)}{"".join(numbers)}')
