"""Dates in French: as Django writes them, with a comma before the hour, as the record does in English."""

DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "j M Y, H:i"
