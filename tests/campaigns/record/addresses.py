"""Every public page of the record with the number of statements it takes: written anew, and when it has not changed.

A page of the record that is not here fails ``test_queries``: whoever adds one says what it costs.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One address to try, without its language. ``anew`` and ``unchanged`` are numbers of statements."""

    name: str
    path: str
    anew: int
    unchanged: int = 1


MOST = 12
"""Statements that *Who stands where* may take."""

PAGES = [
    Page("record:where", "record/", 10),
    Page("record:where", "record/?about=RU&among=eu&on=2025-06-01", 10),
    Page("record:where", "record/?group=states-parties-not-joined-2025-02-07", 12),
    Page("record:where", "record/?group=t-called", 10),
    Page("record:where", "record/?group=t-looked-ru", 12),
    Page("record:where", "record/?group=t-home", 11),
    Page("record:results", "record/results/?stance=5", 10),
    Page("record:movement", "record/movement/", 11),
    Page("record:movement", "record/movement/?group=eu-members&since=2025-03-01&on=2025-12-01", 11),
    Page("record:movement", "record/movement/?group=states-parties", 11),
    Page("record:movement", "record/movement/?group=t-home", 12),
    Page("record:movement_results", "record/movement/results/?region=african", 11),
    Page("record:method", "record/about/", 6, unchanged=2),
    Page("record:disputes", "record/disputes/", 5, unchanged=2),
    Page("record:data", "record/data/", 40),
    Page("record:search", "record/search/?q=canada", 6, unchanged=2),
    Page("record:days", "record/days/", 4),
    Page("record:days_feed", "record/days.ics", 5),
    Page("record:occasion", "record/days/russia-judgment/", 9),
    Page("record:sanctioned", "record/sanctioned/", 4),
    Page("record:sanctioned_results", "record/results/sanctioned/", 4),
    Page("record:person", "record/sanctioned/kimberly-prost/", 13, unchanged=2),
    Page("record:measures", "record/measures/", 7),
    Page("record:levers", "record/levers/", 10),
    Page("record:row", "record/rows/position/FR-2025-08-20-us/", 7, unchanged=2),
    Page("record:row", "record/rows/office/CA-attorney-general/", 7, unchanged=2),
    Page("record:row_json", "record/rows/position/FR-2025-08-20-us.json", 7, unchanged=2),
    Page("record:actor", "record/CA/", 20, unchanged=2),
    Page("record:actor", "record/CA/?on=2025-09-01", 19, unchanged=2),
    Page("record:actor", "record/FR/", 20, unchanged=2),
    Page("record:actor", "record/US/", 20, unchanged=2),
    Page("record:actor", "record/EU/", 21, unchanged=2),
]
