"""Download of the list of the sanctioned: the designations that the page shows for the same filters, in its order."""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from actors.directory.models import Person
from campaigns.open_data.asked import Asked, refuse_others
from campaigns.open_data.fields import Field, names
from campaigns.open_data.measure_tables import DESIGNATIONS
from campaigns.open_data.shapes import TEXT, YES_NO, Texts, one_of
from campaigns.open_data.tables import Table
from campaigns.record import sanctioned
from campaigns.record.sanctioned import Register, home_of

PARAMETERS = ("by", "measure", "role", "home", "force", "who", "on")


def read(query: QueryDict, today: date) -> Asked:
    """Raises ``Misspelled`` for a filter that the page does not have, and ``Unknown`` as the page does."""
    refuse_others(query, PARAMETERS)
    register = sanctioned.build(query=query, today=today)
    return Asked(as_of=register.asked.on, view=register)


def rows(asked: Asked) -> list[Any]:
    register: Register = asked.view
    shown = [listing for entry in register.shown for listing in entry.listings]
    found = DESIGNATIONS.rows(asked).filter(pk__in=[one.row.pk for one in shown])  # type: ignore[union-attr]
    by_pk = {row.pk: row for row in found.select_related("person__home_state", "revision__check_row")}
    for one in shown:
        by_pk[one.row.pk].holds = one.holds
    return [by_pk[one.row.pk] for one in shown]


def _home(row: Any) -> str | None:
    home = home_of(row.person)
    return home.key if home else None


def _home_name(row: Any) -> dict[str, str]:
    home = home_of(row.person)
    return names(home) if home else {}


MORE = (
    Field("holds", YES_NO, _("whether the designation is in force as of the day"), lambda row: row.holds),
    Field(
        "person_kind", one_of(Person.Kind), _("a person, or an organisation"), lambda row: row.person.kind, ("person",)
    ),
    Field("home_state", TEXT, _("code of their home State, where that is checked"), _home, ("person",)),
    Field("home_state_name", Texts(), _("name of that State"), _home_name, ("person",)),
)
SANCTIONED = Table(
    name="sanctioned",
    title=_("The sanctioned"),
    words=_("The designations of that page, person by person: who, by whom, since when, in force or lifted."),
    fields=(*DESIGNATIONS.fields[:4], *MORE, *DESIGNATIONS.fields[4:]),
    rows=rows,
    beside=DESIGNATIONS.beside,
    parameters=PARAMETERS,
    daily=True,
    reader=read,
    page="record:sanctioned",
)
