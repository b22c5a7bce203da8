"""Staff's text with blanks in it: a closed list of names, no logic worth the word, and limits.

An unknown name is an error at once, for the person who wrote it, never at sending.
"""

import re
from functools import lru_cache

from liquid import Environment, StrictUndefined
from liquid.exceptions import LiquidError

NAMES = ("office", "state", "salutation", "organisation")
"""``office``: its title. ``state``: the state or body it belongs to. ``salutation``: how it is addressed."""

_TAG = re.compile(r"\{%")


class BadPlaceholder(ValueError):
    """The text cannot be filled in; the message says which name is wrong."""


class _Closed(Environment):
    """No tags at all, no filters, little room: blanks are filled and nothing else happens."""

    local_namespace_limit = 1000
    output_stream_limit = 100_000
    loop_iteration_limit = 10
    context_depth_limit = 5


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = _Closed(undefined=StrictUndefined, autoescape=False)
    # What is left writes text and fills a blank; all that could loop, branch, assign or include is gone.
    environment.tags = {name: tag for name, tag in environment.tags.items() if name in {"content", "output", "illegal"}}
    environment.filters.clear()
    return environment


def fill(text: str, values: dict[str, str]) -> str:
    """The text with its blanks filled; raises BadPlaceholder."""
    if _TAG.search(text):
        raise BadPlaceholder("{% … %} is not possible here: only names in double braces.")
    try:
        return _environment().from_string(text).render(**{name: values.get(name, "") for name in NAMES})
    except LiquidError as error:
        raise BadPlaceholder(str(error).splitlines()[0]) from None


def named(text: str) -> set[str]:
    """The blanks of the list that stand in the text."""
    return {name for name in NAMES if re.search(r"\{\{-?\s*" + name + r"\s*-?\}\}", text)}


def check(text: str) -> None:
    """Raises BadPlaceholder when the text names something that is not on the list."""
    fill(text, dict.fromkeys(NAMES, "x"))
