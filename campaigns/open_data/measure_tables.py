"""Downloads of what was done and what can be done: measures, designations, effects; instruments, levers, asks."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from actors.levers.models import Ask, Instrument, Lever
from actors.sanctions.models import Designation, Effect, Measure
from campaigns.open_data.asked import Asked
from campaigns.open_data.fields import QUOTATION, Field, key_of, name_of, other, plain, shown, texts
from campaigns.open_data.ledger_tables import ABOUT, MEASURE, PRECISION
from campaigns.open_data.shapes import DAY, TEXT, YES_NO, Many, one_of
from campaigns.open_data.tables import Dress, gathered, of_register, open_rows

BY = (
    key_of("coercing_state", _("code of the State that took it")),
    name_of("coercing_state", _("name of that State")),
)
WHO = (
    key_of("person", _("key of the person or organisation")),
    Field(
        "person_name", TEXT, _("their name"),
        lambda row: shown(other(row, "person"), "name") if other(row, "person") else None, ("person",),
    ),
)  # fmt: skip


def _asked_for(found: Any, asked: Asked) -> Any:
    """Narrowed to a State's measures and to days up to one, newest first."""
    if coercing := asked.about or asked.by:
        found = found.filter(coercing_state=coercing)
    if asked.on:
        found = found.filter(on__lte=asked.on)
    return found.order_by("-on", "key")


def _doubted(found: Any, column: str) -> list[int]:
    """Rows of which nobody has checked this column: a filter by it must not tell what it holds."""
    doubted = found.filter(unchecked__contains=column).values_list("pk", "unchecked")
    return [pk for pk, names in doubted if column in names.split()]


def measures(asked: Asked) -> "QuerySet[Measure]":
    found = open_rows(Measure).select_related("coercing_state")
    if asked.kind:
        found = found.filter(kind=asked.kind).exclude(pk__in=_doubted(found, "kind"))
    return _asked_for(found, asked)


MEASURES = of_register(
    Measure,
    (
        *BY,
        plain("kind", _("what kind of measure it is"), one_of(Measure.Kind)),
        texts("name", _("its name"), en="name"),
        plain("on", _("day it was taken; see precision"), DAY),
        plain("until_on", _("day it ended"), DAY),
        PRECISION,
        plain("taken_by", _("office that took it")),
    ),
    name="measures",
    title=_("Measures"),
    words=_("Orders, listing rounds, judgments, threats: what States did against the Court, newest first."),
    rows=measures,
    parameters=("by", "kind", "on"),
)


def designations(asked: Asked) -> "QuerySet[Designation]":
    found = open_rows(Designation)
    return _asked_for(found.select_related("person", "coercing_state", "measure"), asked)


DESIGNATIONS = of_register(
    Designation,
    (
        *WHO,
        *BY,
        *MEASURE,
        plain("role", _("their role at the time")),
        plain("role_category", _("kind of role")),
        plain("on", _("day since which they are under the measure"), DAY),
        plain("until_on", _("day it was lifted"), DAY),
        plain("status", _("where it stands")),
        plain("status_as_of", _("the day or month of that")),
    ),
    name="designations",
    title=_("Designations"),
    words=_("One person or organisation under one measure of one State, from a day on, newest first."),
    rows=designations,
    parameters=("by", "on"),
)


def effects(asked: Asked) -> "QuerySet[Effect]":
    found = open_rows(Effect)
    return _asked_for(found.select_related("person", "coercing_state", "measure"), asked)


EFFECTS = of_register(
    Effect,
    (
        *WHO,
        *ABOUT,
        *MEASURE[:1],
        plain("kind", _("what it touches"), one_of(Effect.Kind)),
        plain("on", _("day it was said; see precision"), DAY),
        PRECISION,
        plain("speaker", _("person or office that spoke")),
        *QUOTATION,
    ),
    name="effects",
    title=_("Effects"),
    words=_("What measures did to people and to the Court, in public words; without a person, on the Court."),
    rows=effects,
    parameters=("about", "on"),
)

INSTRUMENTS = of_register(
    Instrument,
    (
        texts("name", _("its name")),
        plain("jurisdiction", _("where it is in force")),
        key_of("actor", _("code of the State or body whose law it is")),
        plain("kind", _("what kind of law, treaty or policy it is")),
        plain("trigger_office", _("office that triggers it")),
        plain("who_can_use_it", _("who can use it")),
        texts("how", _("how it works")),
        plain("citation", _("how to cite it")),
    ),
    name="instruments",
    title=_("Instruments"),
    words=_("Laws, treaties and policies that somebody can use. No legal advice."),
    rows=lambda asked: open_rows(Instrument).select_related("actor").order_by("key"),
)

LEVERS = of_register(
    Lever,
    (
        key_of("instrument", _("key of the instrument")),
        name_of("instrument", _("its name")),
        plain("scope", _("where it is held: in one State or body, or in every one of a kind"), one_of(Lever.Scope)),
        key_of("actor", _("code of that one State or body")),
        key_of("kind", _("key of the kind of office that can use it")),
        name_of("kind", _("title of that kind of office"), stem="title", name="kind_title"),
        key_of("concurrence", _("key of the kind of office that has to concur")),
        name_of("concurrence", _("title of that kind of office"), stem="title", name="concurrence_title"),
        plain("held_by_court", _("whether the Court holds it: shown, and never asked for"), YES_NO),
    ),
    name="levers",
    title=_("Levers"),
    words=_("Which office can use which instrument, and with whose concurrence."),
    rows=lambda asked: open_rows(Lever).select_related("instrument", "actor", "kind", "concurrence").order_by("key"),
)  # fmt: skip


def _kinds(asked: Asked) -> Dress:
    pairs = Ask.office_kinds.through.objects.filter(officekind__public=True)
    found = gathered(pairs.order_by("officekind__key").values_list("ask_id", "officekind__key"), lambda pair: pair[0])

    def put(row: Any) -> None:
        row.kinds = [key for _pk, key in found[row.pk]]

    return put


ASKS = of_register(
    Ask,
    (
        texts("title", _("what is asked, in a few words")),
        plain("description", _("what is asked")),
        plain("applies_to", _("of whom it can be asked")),
        key_of("instrument", _("key of the instrument it needs")),
        Field("office_kinds", Many(), _("keys of the kinds of office it can be asked of"), lambda row: row.kinds),
    ),
    name="asks",
    title=_("Asks"),
    words=_("What a campaign can ask, and of which offices."),
    rows=lambda asked: open_rows(Ask).select_related("instrument").order_by("key"),
    beside=_kinds,
)
