"""Which fields a confidence note qualifies: those are unchecked, and no public page shows them.

A note that is not listed here could mean any field, so its row is held back whole.
"""

NOTES: dict[str, dict[str, str]] = {
    "states.csv": {
        "high for status; LOW for withdrawal dates": "withdrawal_notified_on withdrawal_effective_on",
        "high for status; medium for withdrawal dates": "withdrawal_notified_on withdrawal_effective_on",
        # Whether there still is a withdrawal is what the note doubts.
        "high for status as of 2026-10-02; medium for the revocation": "withdrawal_notified_on withdrawal_effective_on",
        "high for status and entry into force; medium for the day of deposit": "statute_deposited_on",
    },
    "affected_people.csv": {
        "high for designation; medium for current status": "status status_as_of",
        "high for name/date; nationality: sourced": "",
        "high for name/date; nationality: general knowledge": "home_state",
        "medium-high": "",
    },
    "measures.csv": {"medium-high": ""},
    "instruments.csv": {
        "high for citation and Annex route; OJ reference and objection procedure from general knowledge": (
            "citation who_can_use_it"
        ),
        "article numbers from general knowledge": "citation",
        "high for name; section numbers from general knowledge": "citation how_en",
        "high; years of the first three from general knowledge": "citation",
        "high; sub-paragraph numbers from general knowledge": "citation",
    },
    "positions.csv": {
        "quoted in the seed article; first-hand text wanted": "quote",
        "leaked document, not public words": "quote",
        "medium-high": "",
    },
    "events.csv": {"medium (name of the day: general knowledge)": "name", "medium-high": ""},
}


def unchecked_fields(file: str, note: str) -> str | None:
    """Names of the fields that the note qualifies, with spaces between; ``None`` when the note is unknown."""
    return NOTES.get(file, {}).get(note) if note else ""
