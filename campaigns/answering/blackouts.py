"""What stands below the holder of an office in a reply: proposed for blacking out, and blacked out.

Numbers and addresses are found anywhere, names only under a closing line. It is a help, and no more: whoever publishes
reads the text, and marks what this did not find.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

BLOCK = "█████"
"""As long for every word, so that its length tells nothing."""
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NUMBER = re.compile(r"(?<![\w/.-])(?:\+|\(\+|00|\()?\d[\d\s().\u202f/-]{5,24}\d(?![\w/-])")
_DATE = re.compile(
    r"^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{4}\s?[-/–]\s?\d{4}|\d[\d\s]*0{3})$"
)
_CLOSING = re.compile(
    r"(?i)^\W*(?:(?:yours|very|most|kind|best|warm|with)\b.{0,40}|sincerely|respectfully|regards|cordially|cordialement"
    r"|.{0,80}\b(?:salutations|considération|sentiments|hochachtungsvoll|grüßen|atentamente|saludos)\b.{0,60}"
    r"|on behalf of.{0,60}|p\.\s?p\..{0,40}|pour (?:le|la) ministre.{0,40})[,.]?\s*$"
)
_NAME = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Mme|M|Dr|Prof|H\.E)\.?\s+)?[A-ZÀ-ÖØ-Þ][\w'’.-]*"
    r"(?:[ -](?:(?:de|du|van|von|der|el|al|bin)\s|d['’])*[A-ZÀ-ÖØ-Þ][\w'’.-]*){1,4}$"
)
_OFFICES = re.compile(
    r"(?i)\b(?:minist|department|office|secretar|director|direct(?:eur|rice|ion)|chef|head|unit|desk"
    r"|division|section|government|gouvernement|republic|république|kingdom|union|commission|council|cabinet|affairs)"
)
_AFTER_CLOSING = 8
"""So many lines under a closing are looked at for names."""


@dataclass(frozen=True)
class Found:
    """Something that may stand for a person: ``kind`` is address, number or name."""

    kind: str
    words: str


def quoted_out(text: str) -> str:
    """The reply without what it quotes of the letter."""
    lines = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def proposals(text: str, *, holder: str = "") -> list[Found]:
    """What should be looked at, in the order of the text, each once. The holder of the office is not among them."""
    found = [(match.start(), Found("address", match[0])) for match in _ADDRESS.finditer(text)]
    for match in _NUMBER.finditer(text):
        words = match[0].strip()
        if sum(mark.isdigit() for mark in words) >= 7 and not _DATE.match(words):
            found.append((match.start(), Found("number", words)))
    found += _names(text, holder)
    return list(dict.fromkeys(one for _place, one in sorted(found, key=lambda pair: pair[0])))


def _names(text: str, holder: str) -> list[tuple[int, Found]]:
    found, place, left = [], 0, 0
    for line in text.split("\n"):
        words = line.strip().rstrip(",.")
        if left and _NAME.match(words) and not _OFFICES.search(words) and not _is_holder(words, holder):
            found.append((place, Found("name", words)))
        left = _AFTER_CLOSING if _CLOSING.match(line) else max(0, left - bool(words))
        place += len(line) + 1
    return found


def _is_holder(words: str, holder: str) -> bool:
    said = set(re.findall(r"\w{2,}", holder.casefold()))
    name = set(re.findall(r"\w{3,}", words.casefold()))
    return bool(said) and name <= said


def black_out(text: str, words: Iterable[str]) -> str:
    """Every occurrence of each, whatever breaks its lines, becomes a block."""
    for one in sorted({" ".join(one.split()) for one in words}, key=len, reverse=True):
        if one:
            pattern = r"\s+".join(re.escape(part) for part in one.split())
            text = re.sub(pattern, BLOCK, text, flags=re.IGNORECASE)
    return text
