"""Loads the scale, the occasions and the positions read on it."""

from typing import Any

from actors.directory.models import Actor, Group
from actors.positions.models import SILENT, Occasion, Position, StanceStep
from actors.sanctions.models import Measure
from actors.seed.sanctions import known, measure_named
from actors.seed.sheets import Line, Unreadable, day, moment, truth
from actors.seed.sync import Loading, Values, rows, sync

COLLECTIVE = {"JS79": "signatories-2025-02-07"}
"""Collective statements, and the named list of signatories each counts for."""

SAID_AT = {
    "ASP-2025-12-us": "asp24",
    "CA-2025-08-28-us": "us-round-2025-08-20",
    "CA-2025-12-02-us": "asp24",
    "CN-2025-12-us": "asp24",
    "GB-2025-08-21-us": "us-round-2025-08-20",
    "SI-2025-12-01-us": "asp24",
}
"""Positions whose source names the occasion they were taken on, by their keys."""

FACTS = {"adopts_measure": 7, "backs_protection": 6, "calls_for_lifting": 5, "condemns": 4}
"""Each fact with the step of the scale that says it."""

COLUMNS = (
    *("actor", "actor_code", "date", "date_precision", "speaker_or_office", "measure_addressed", "quote", "quote_lang"),
    *("stance", "stance_rank", "source", "source_kind", "confidence", "note", "coercing_state", "confidence_note"),
    "source_grade",
)


def facts_of(rank: int) -> dict[str, bool | None]:
    """What a reading says of each fact: a text is read at its strongest, so it does not say what stands higher.

    What stands lower was not read, and silence says nothing: neither is a yes or a no.
    """
    return {field: None if rank == SILENT or rank > step else rank == step for field, step in FACTS.items()}


def scale(loading: Loading) -> dict[str, StanceStep]:
    def build(line: Line) -> tuple[str, Values]:
        try:
            rank = int(line["rank"])
        except ValueError as error:
            raise Unreadable(f"“{line['rank']}” is no rank.") from error
        return line["code"], {
            "rank": rank,
            "label_en": line["label_en"],
            "definition_en": line["definition"],
            "data_set_on": loading.data_set_on,
            **loading.words("stance", line["code"]),
        }

    lines = loading.read("stance_scale.csv", "rank", "code", "label_en", "definition")
    return sync(StanceStep, "steps of the scale", rows(lines, build, loading.report), loading.report, loading.now)


def occasions(loading: Loading) -> None:
    columns = ("event_code", "name_en", "date", "recurrence", "kind", "source", "confidence", "note", "confidence_note")

    def build(line: Line) -> tuple[str, Values]:
        yearly = line["recurrence"] == "yearly"
        first, _slash, last = line["date"].partition("/")
        on, precision = (None, "day") if yearly else moment(first, "")
        return line["event_code"], {
            "name_en": line["name_en"],
            "kind": line["kind"],
            "yearly": yearly,
            "month_day": line["date"] if yearly else "",
            "on": on,
            "until_on": day(last),
            "precision": precision,
            **loading.provenance(
                line,
                confidence=line["confidence"],
                on=on,
                confidence_note=line["confidence_note"],
                source=line["source"],
                note=line["note"],
            ),
            **loading.words("occasion", line["event_code"]),
        }

    lines = loading.read("events.csv", *columns)
    sync(Occasion, "occasions", rows(lines, build, loading.report), loading.report, loading.now)


def positions(
    loading: Loading,
    actors: dict[str, Actor],
    groups: dict[str, Group],
    steps: dict[str, StanceStep],
    measures: dict[str, Measure],
) -> None:
    moments = dict(Occasion.objects.values_list("key", "pk"))

    def build(line: Line) -> tuple[str, Values]:
        step = steps.get(line["stance"])
        if step is None or str(step.rank) != line["stance_rank"]:
            raise Unreadable(f"“{line['stance']}” with rank “{line['stance_rank']}” is no step of the scale.")
        on, precision = moment(line["date"], line["date_precision"])
        state = line["coercing_state"]
        key = f"{line['actor_code']}-{line['date']}-{state.lower()}"
        occasion = moments.get(SAID_AT.get(key, ""))
        if step.rank == SILENT and occasion is None:
            raise Unreadable("Silence needs a named occasion.")
        group = groups.get(COLLECTIVE.get(line["actor_code"], ""))
        words: dict[str, Any] = loading.words("position", key)
        return key, {
            "occasion_id": occasion,
            "actor_id": None if group else known(actors, line["actor_code"]),
            "signatories_id": group.pk if group else None,
            "actor_as_named": line["actor"],
            "on": on,
            "precision": precision,
            "speaker": line["speaker_or_office"],
            "coercing_state_id": known(actors, state),
            "measure_id": measure_named(line["measure_addressed"], state, measures),
            "measure_text": line["measure_addressed"],
            "quote": line["quote"],
            "quote_lang": line["quote_lang"],
            "stance_id": step.pk,
            **facts_of(step.rank),
            "source_kind": line["source_kind"],
            **loading.provenance(
                line,
                confidence=line["confidence"],
                grade=line["source_grade"],
                on=on,
                confidence_note=line["confidence_note"],
                source=line["source"],
                note=line["note"],
            ),
            **words,
            "binds_members": truth(words.get("binds_members", "")),
        }

    lines = loading.read("positions.csv", *COLUMNS)
    sync(Position, "positions", rows(lines, build, loading.report), loading.report, loading.now)
