"""Loads measures, the people and organisations under them, their designations, and what the measures did to them."""

from collections import defaultdict
from datetime import date

from django.utils.text import slugify

from actors.directory.models import Actor, Person
from actors.directory.provenance import FIRST_HAND_UNTIL, Confidence
from actors.sanctions.models import Designation, Effect, Measure, Precision
from actors.seed.sheets import Line, Unreadable, day, moment
from actors.seed.sync import Loading, Values, rows, sync

COERCING = {"United States": "US", "Russian Federation": "RU"}
COLUMNS = (
    *("slug", "name", "kind", "role_when_designated", "role_category", "nationality_iso2", "designated_by", "measure"),
    *("designation_date", "lifted_on", "status", "status_as_of", "source_found", "confidence", "confidence_note"),
    "note",
)
MEASURE_COLUMNS = (
    *("coercing_state", "kind", "date", "date_until", "date_precision", "name", "by", "source", "source_grade"),
    *("confidence", "confidence_note", "note"),
)
EFFECT_COLUMNS = (
    *("effect_code", "slug", "coercing_state", "measure", "kind", "date", "date_precision", "speaker", "quote"),
    *("quote_lang", "source", "source_grade", "confidence", "confidence_note", "note"),
)


def known(actors: dict[str, Actor], key: str) -> int:
    if key not in actors:
        raise Unreadable(f"“{key}” is not in the register.")
    return actors[key].pk


def measures(loading: Loading, actors: dict[str, Actor]) -> dict[str, Measure]:
    def build(line: Line) -> tuple[str, Values]:
        on, precision = moment(line["date"], line["date_precision"])
        state = line["coercing_state"]
        key = f"{state.lower()}-{slugify(line['name'])}"[:80]
        return key, {
            "coercing_state_id": known(actors, state),
            "kind": line["kind"],
            "name": line["name"],
            "on": on,
            "until_on": day(line["date_until"]),
            "precision": precision,
            "taken_by": line["by"],
            **loading.provenance(
                line,
                confidence=line["confidence"],
                grade=line["source_grade"],
                on=on,
                confidence_note=line["confidence_note"],
                source=line["source"],
                note=line["note"],
            ),
            **loading.words("measure", key),
        }

    lines = loading.read("measures.csv", *MEASURE_COLUMNS)
    return sync(Measure, "measures", rows(lines, build, loading.report), loading.report, loading.now)


def measure_named(text: str, coercing: str, measures: dict[str, Measure]) -> int | None:
    """The measure that the words name, when they name exactly one of that state."""
    found = [row for row in measures.values() if row.key.startswith(coercing.lower() + "-") and row.name in text]
    return found[0].pk if len(found) == 1 else None


def people(loading: Loading, actors: dict[str, Actor]) -> dict[str, Person]:
    """One person per slug, however many designations. The home state is good if one row vouches for it."""
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in loading.read("affected_people.csv", *COLUMNS):
        lines[line["slug"]].append(line)

    def build(line: Line) -> tuple[str, Values]:
        mine = lines[line["slug"]]
        homes = {item["nationality_iso2"] for item in mine if item["nationality_iso2"]}
        if len(homes) > 1:
            raise Unreadable(f"the lines give several home states: {', '.join(sorted(homes))}.")
        kept = [_provenance(loading, item) for item in mine]
        best = next((item for item in kept if item["public"]), kept[0])
        vouched = any(item["public"] and "home_state" not in item["unchecked"].split() for item in kept)
        home = homes.pop() if homes else ""
        return line["slug"], {
            "kind": line["kind"],
            "name": line["name"],
            "aliases": loading.aliases("person", line["slug"]),
            "home_state_id": known(actors, home) if home else None,
            **best,
            "note": "",
            "unchecked": "" if vouched or not home else "home_state",
        }

    first = [mine[0] for mine in lines.values()]
    return sync(Person, "people and organisations", rows(first, build, loading.report), loading.report, loading.now)


def designations(
    loading: Loading, actors: dict[str, Actor], people: dict[str, Person], measures: dict[str, Measure]
) -> None:
    def build(line: Line) -> tuple[str, Values]:
        if line["designated_by"] not in COERCING:
            raise Unreadable(f"“{line['designated_by']}” is no coercing state of this register.")
        if line["slug"] not in people:
            raise Unreadable("the person was refused.")
        state = COERCING[line["designated_by"]]
        on, _precision = moment(line["designation_date"], "day")
        key = f"{line['slug']}-{state.lower()}-{on.isoformat()}"
        return key, {
            "person_id": people[line["slug"]].pk,
            "coercing_state_id": known(actors, state),
            "measure_id": measure_named(line["measure"], state, measures),
            "measure_text": line["measure"],
            "role": line["role_when_designated"],
            "role_category": line["role_category"],
            "on": on,
            "until_on": day(line["lifted_on"]),
            "status": line["status"],
            "status_as_of": line["status_as_of"],
            **_provenance(loading, line),
            **loading.words("designation", key),
        }

    lines = loading.read("affected_people.csv", *COLUMNS)
    sync(Designation, "designations", rows(lines, build, loading.report), loading.report, loading.now)


def effects(
    loading: Loading, actors: dict[str, Actor], people: dict[str, Person], measures: dict[str, Measure]
) -> None:
    """Public words about what a measure did, to one person or, where none is named, to the Court."""

    def build(line: Line) -> tuple[str, Values]:
        if line["slug"] and line["slug"] not in people:
            raise Unreadable(f"“{line['slug']}” is not in the register.")
        on, precision = moment(line["date"], line["date_precision"]) if line["date"] else (None, Precision.DAY)
        state = line["coercing_state"]
        return line["effect_code"], {
            "person_id": people[line["slug"]].pk if line["slug"] else None,
            "coercing_state_id": known(actors, state),
            "measure_id": measure_named(line["measure"], state, measures),
            "kind": line["kind"],
            "on": on,
            "precision": str(precision),
            **{name: line[name] for name in ("speaker", "quote", "quote_lang")},
            **loading.provenance(
                line,
                confidence=line["confidence"],
                grade=line["source_grade"],
                on=on,
                confidence_note=line["confidence_note"],
                source=line["source"],
                note=line["note"],
            ),
            **loading.words("effect", line["effect_code"]),
        }

    lines = loading.read("effects.csv", *EFFECT_COLUMNS)
    sync(Effect, "effects", rows(lines, build, loading.report), loading.report, loading.now)


def _provenance(loading: Loading, line: Line) -> Values:
    if line["confidence"] not in Confidence.values:
        raise Unreadable(f"“{line['confidence']}” is no confidence.")
    on, _precision = moment(line["designation_date"], "day")
    values = loading.provenance(
        line,
        confidence=line["confidence"],
        on=on,
        confidence_note=line["confidence_note"],
        source=line["source_found"],
        note=line["note"],
    )
    if _last_day(line["status_as_of"]) > FIRST_HAND_UNTIL:
        # The designation is old enough to be known first-hand; how it stands today is not.
        fields = [*values["unchecked"].split(), "status", "status_as_of"]
        values["unchecked"] = " ".join(dict.fromkeys(fields))
    return values


def _last_day(text: str) -> date:
    return moment(text, "")[0] if text else date.min
