"""One slip of the finger: a letter too many, too few, wrong, or two in the wrong order."""

from collections.abc import Iterable

LEAST_LETTERS = 5
"""In shorter words one letter makes another word."""
MOST_GUESSES = 4


def is_one_edit(one: str, other: str) -> bool:
    """Whether a single slip makes one of the other; equal words are not."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or one == other:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1]
    return one[start + 1 :] == other[start + 1 :] or (swapped and one[start + 2 :] == other[start + 2 :])


def guesses(word: str, known: Iterable[str]) -> list[str]:
    """Known words one slip away, few, in alphabetical order."""
    if len(word) < LEAST_LETTERS:
        return []
    near = (other for other in known if abs(len(other) - len(word)) <= 1 and is_one_edit(word, other))
    return sorted(near)[:MOST_GUESSES]
