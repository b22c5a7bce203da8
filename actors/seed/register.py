"""Loads the packaged register: all of it, in one transaction, as often as one likes."""

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from actors.checking import editions
from actors.search import index
from actors.seed import directory, levers, positions, sanctions
from actors.seed.sheets import Report, Unreadable, read
from actors.seed.sync import Loading
from foundation.history import journal

FOLDER = Path(__file__).resolve().parent.parent / "data"


def load(*, now: datetime, by: journal.Doer | None, folder: Path = FOLDER, dry_run: bool = False) -> Report:
    """Brings the register up to the data set in ``folder``; a second run changes nothing.

    Rows that people entered or changed stay as they are, and nothing is deleted. A line that cannot be loaded is
    refused with its reason; a file that cannot be read raises ``Unreadable`` and nothing is loaded at all.
    """
    loading = Loading(folder, _data_set_on(folder), now)
    loading.wording = _wording(folder)
    with transaction.atomic():
        actors = directory.states(loading)
        groups = directory.groups(loading, actors)
        directory.members(loading, actors, groups)
        kinds = directory.office_kinds(loading)
        directory.offices(loading, actors, kinds)
        measures = sanctions.measures(loading, actors)
        people = sanctions.people(loading, actors)
        sanctions.designations(loading, actors, people, measures)
        sanctions.effects(loading, actors, people, measures)
        instruments = levers.instruments(loading, actors)
        levers.levers(loading, actors, kinds, instruments)
        levers.asks(loading, kinds, instruments)
        steps = positions.scale(loading)
        positions.occasions(loading)
        positions.positions(loading, actors, groups, steps, measures)
        report = loading.report
        if report.has_changes():
            editions.bump(now)
            journal.write(
                deed="register.load",
                by=by,
                subject=("data_set", loading.data_set_on.isoformat()),
                now=now,
                detail={
                    "added": sum(report.added.values()),
                    "changed": sum(report.changed.values()),
                    "refused": len(report.refused),
                },
            )
        index.bring_up_to_date()
        if dry_run:
            transaction.set_rollback(True)
    return report


def _data_set_on(folder: Path) -> date:
    try:
        return date.fromisoformat((folder / "version.txt").read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        raise Unreadable("version.txt: the date of the data set cannot be read.") from error


def _wording(folder: Path) -> dict[tuple[str, str], list[tuple[str, str]]]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for line in read(folder, "wording.csv", "kind", "key", "field", "text"):
        found[line["kind"], line["key"]].append((line["field"], line["text"]))
    return dict(found)
