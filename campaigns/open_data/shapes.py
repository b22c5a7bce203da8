"""What a value of a download can be: how JSON Schema says it, which columns it takes in CSV, and what stands in them.

JSON keeps the structure; CSV flattens it. A list stands in one cell, its items divided by ``BETWEEN``; a list of
things with parts takes a column for each part, so that the first items of all of them belong together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

BETWEEN = " | "
Schema = dict[str, Any]


class Shape:
    """Every shape may be null: nothing is known, or nobody has checked it."""

    def schema(self) -> Schema:
        raise NotImplementedError

    def columns(self, name: str) -> list[str]:
        return [name]

    def cells(self, value: Any) -> list[str]:
        raise NotImplementedError


@dataclass(frozen=True)
class Plain(Shape):
    """A text, a number, a day, yes or no."""

    type: str = "string"
    format: str = ""
    choices: tuple[Any, ...] = ()
    always: bool = False
    """Never null."""

    def schema(self) -> Schema:
        said: Schema = {"type": self.type if self.always else [self.type, "null"]}
        if self.format:
            said["format"] = self.format
        if self.choices:
            said["enum"] = [*self.choices] if self.always else [*self.choices, None]
        return said

    def cells(self, value: Any) -> list[str]:
        if value is None:
            return [""]
        if isinstance(value, bool):
            return ["yes" if value else "no"]
        return [str(value)]


@dataclass(frozen=True)
class Texts(Shape):
    """The same words in several languages: an object by language code, without those there are no words in."""

    languages: tuple[str, ...] = ("en", "fr")

    def schema(self) -> Schema:
        words = {language: {"type": "string"} for language in self.languages}
        return {"type": "object", "properties": words, "additionalProperties": False}

    def columns(self, name: str) -> list[str]:
        return [f"{name}_{language}" for language in self.languages]

    def cells(self, value: Any) -> list[str]:
        return [str((value or {}).get(language, "")) for language in self.languages]


@dataclass(frozen=True)
class Parts(Shape):
    """One thing with named parts."""

    parts: dict[str, Shape] = field(default_factory=dict)

    def schema(self) -> Schema:
        said = {name: shape.schema() for name, shape in self.parts.items()}
        return {
            "type": ["object", "null"],
            "properties": said,
            "required": list(said),
            "additionalProperties": False,
        }

    def columns(self, name: str) -> list[str]:
        return [column for part, shape in self.parts.items() for column in shape.columns(f"{name}_{part}")]

    def cells(self, value: Any) -> list[str]:
        return [cell for part, shape in self.parts.items() for cell in shape.cells((value or {}).get(part))]


@dataclass(frozen=True)
class Many(Shape):
    """A list of things of one shape, in an order that means something or by key."""

    of: Shape = field(default_factory=lambda: Plain(always=True))

    def schema(self) -> Schema:
        said = self.of.schema()
        if isinstance(self.of, Parts):
            said["type"] = "object"
        return {"type": ["array", "null"], "items": said}

    def columns(self, name: str) -> list[str]:
        return self.of.columns(name)

    def cells(self, value: Sequence[Any] | None) -> list[str]:
        if not value:
            return ["" for _column in self.of.columns("")]
        found = [self.of.cells(item) for item in value]
        return [BETWEEN.join(cells) if any(cells) else "" for cells in zip(*found, strict=True)]


TEXT = Plain()
DAY = Plain(format="date")
MOMENT = Plain(format="date-time")
LINK = Plain(format="uri")
NUMBER = Plain("integer")
YES_NO = Plain("boolean")
CERTAIN = Plain(always=True)
"""A text that is always there."""


def one_of(choices: Any) -> Plain:
    """A word from a list of Django choices; the empty one is null."""
    return Plain(choices=tuple(value for value in choices.values if value))
