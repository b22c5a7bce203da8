"""Packaged words: consents and risk advice. Loading them twice changes nothing; a new version adds rows."""

import tomllib
from pathlib import Path
from typing import Any

from campaigns.planning.models import RiskAdvice
from campaigns.supporters.models import ConsentKind, ConsentText

LANGUAGES = ("en", "fr")


def read(name: str) -> dict[str, Any]:
    """One of the packaged TOML files."""
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def load_consents() -> int:
    """Adds the consents' words that are not there yet; returns how many."""
    data, added = read("consents.toml"), 0
    for kind in ConsentKind:
        for language in LANGUAGES:
            words = data[kind.value][language]
            _row, is_new = ConsentText.objects.get_or_create(
                kind=kind,
                language=language,
                version=data["version"],
                defaults={name: words.get(name, "") for name in ("text", "explanation", "warning")},
            )
            added += is_new
    return added


def load_risk_advice() -> int:
    """Adds the advice that is not there yet; returns how many."""
    data, added = read("risk_advice.toml"), 0
    places: dict[str, int] = {}
    for entry in data["situation"]:
        position = places.setdefault(entry["key"], len(places))
        for language in LANGUAGES:
            _row, is_new = RiskAdvice.objects.get_or_create(
                situation=entry["key"],
                language=language,
                version=data["version"],
                organisation=None,
                if_court_listed=entry.get("if_court_listed", False),
                defaults={
                    "position": position,
                    "label": entry[language]["label"],
                    "advice": entry[language]["advice"],
                    "is_risk": entry.get("is_risk", True),
                    "with_designated": entry.get("with_designated", False),
                    "rests_on": entry["rests_on"],
                    "rests_on_states": entry.get("states", []),
                    "review_by": data["review_by"],
                    "as_of": data["as_of"],
                },
            )
            added += is_new
    return added
