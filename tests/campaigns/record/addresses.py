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


PAGES = [
    Page("record:where", "record/", 9),
    Page("record:where", "record/?about=RU&among=eu&on=2025-06-01", 9),
    Page("record:where", "record/?group=states-parties-not-joined-2025-02-07", 11),
    Page("record:results", "record/results/?stance=5", 9),
    Page("record:movement", "record/movement/", 10),
    Page("record:movement", "record/movement/?group=eu-members&since=2025-03-01&on=2025-12-01", 10),
    Page("record:movement", "record/movement/?group=states-parties", 11),
    Page("record:movement_results", "record/movement/results/?region=african", 10),
    Page("record:method", "record/about/", 4, unchanged=2),
    Page("record:data", "record/data/", 25),
    Page("record:search", "record/search/?q=canada", 6, unchanged=2),
    Page("record:actor", "record/CA/", 19, unchanged=2),
    Page("record:actor", "record/CA/?on=2025-09-01", 18, unchanged=2),
    Page("record:actor", "record/FR/", 19, unchanged=2),
    Page("record:actor", "record/US/", 19, unchanged=2),
    Page("record:actor", "record/EU/", 20, unchanged=2),
]
