"""Loads instruments, the levers they give to offices, and what can be asked."""

from actors.directory.models import Actor, OfficeKind
from actors.levers.models import Ask, Instrument, Lever
from actors.seed.sheets import Line, Unreadable, truth
from actors.seed.sync import Loading, Values, rows, sync

INSTRUMENT_COLUMNS = (
    *("instrument_id", "name", "jurisdiction", "kind", "trigger_office", "who_can_use_it", "how", "citation"),
    *("source", "confidence", "note", "confidence_note"),
)


def instruments(loading: Loading, actors: dict[str, Actor]) -> dict[str, Instrument]:
    def build(line: Line) -> tuple[str, Values]:
        home = actors.get(line["jurisdiction"])
        return line["instrument_id"], {
            "name_en": line["name"],
            "how_en": line["how"],
            **{name: line[name] for name in INSTRUMENT_COLUMNS[2:6]},
            "citation": line["citation"],
            "actor_id": home.pk if home else None,
            **loading.provenance(
                line,
                confidence=line["confidence"],
                confidence_note=line["confidence_note"],
                source=line["source"],
                note=line["note"],
            ),
            **loading.words("instrument", line["instrument_id"]),
        }

    lines = loading.read("instruments.csv", *INSTRUMENT_COLUMNS)
    return sync(Instrument, "instruments", rows(lines, build, loading.report), loading.report, loading.now)


def levers(
    loading: Loading, actors: dict[str, Actor], kinds: dict[str, OfficeKind], instruments: dict[str, Instrument]
) -> None:
    """A lever is as good as what its instrument says of the office that triggers it."""

    def build(line: Line) -> tuple[str, Values]:
        instrument = instruments.get(line["instrument_id"])
        if instrument is None:
            raise Unreadable("this instrument is not in the register.")
        for column, known in (("actor", actors), ("office_code", kinds), ("concurrence", kinds)):
            if line[column] and line[column] not in known:
                raise Unreadable(f"“{line[column]}” is not in the register.")
        actor, kind = actors.get(line["actor"]), kinds.get(line["office_code"])
        other = kinds.get(line["concurrence"])
        key = "-".join(part for part in (instrument.key, line["actor"], line["office_code"] or "court") if part)
        return key, {
            "instrument_id": instrument.pk,
            "scope": line["scope"],
            "actor_id": actor.pk if actor else None,
            "kind_id": kind.pk if kind else None,
            "concurrence_id": other.pk if other else None,
            "held_by_court": truth(line["held_by_court"]),
            "data_set_on": loading.data_set_on,
            "confidence": instrument.confidence,
            "source": instrument.source,
            "public": instrument.public and instrument.is_checked("trigger_office"),
        }

    columns = ("instrument_id", "scope", "actor", "office_code", "concurrence", "held_by_court")
    lines = loading.read("levers.csv", *columns)
    sync(Lever, "levers", rows(lines, build, loading.report), loading.report, loading.now)


def asks(loading: Loading, kinds: dict[str, OfficeKind], instruments: dict[str, Instrument]) -> None:
    columns = ("ask_code", "title_en", "description", "fits_offices", "applies_to", "instrument_id", "note")
    offices: dict[str, set[str]] = {}

    def build(line: Line) -> tuple[str, Values]:
        fits = {code.strip() for code in line["fits_offices"].split(";") if code.strip()}
        unknown = sorted(fits - set(kinds))
        if unknown or (line["instrument_id"] and line["instrument_id"] not in instruments):
            raise Unreadable(f"“{(unknown or [line['instrument_id']])[0]}” is not in the register.")
        offices[line["ask_code"]] = fits
        return line["ask_code"], {
            "title_en": line["title_en"],
            "description": line["description"],
            "applies_to": line["applies_to"],
            "instrument_id": instruments[line["instrument_id"]].pk if line["instrument_id"] else None,
            **loading.provenance(line, confidence=None, note=line["note"]),
            **loading.words("ask", line["ask_code"]),
        }

    lines = loading.read("asks.csv", *columns)
    found = sync(Ask, "asks", rows(lines, build, loading.report), loading.report, loading.now)
    loading.report.changed["offices of asks"] += _give_offices(found, offices, kinds)


def _give_offices(asks: dict[str, Ask], offices: dict[str, set[str]], kinds: dict[str, OfficeKind]) -> int:
    """Adds what is missing and says how many; an office that a person added to an ask stays."""
    through = Ask.office_kinds.through
    there = set(through.objects.values_list("ask_id", "officekind_id"))
    wanted = {(asks[key].pk, kinds[code].pk) for key, codes in offices.items() if key in asks for code in codes}
    missing = sorted(wanted - there)
    through.objects.bulk_create([through(ask_id=ask, officekind_id=kind) for ask, kind in missing])
    return len(missing)
