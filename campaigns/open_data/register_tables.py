"""Downloads of who there is: states, bodies, groups, offices, and the people under measures. Never a contact."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from actors.directory.models import Actor, Group, GroupMember, Office, Person, Term
from actors.directory.states import Region, StatuteStatus
from actors.sanctions.models import Designation
from campaigns.open_data.asked import Asked
from campaigns.open_data.fields import LANGUAGES, Field, absolute, key_of, name_of, names, other, plain, shown, texts
from campaigns.open_data.shapes import CERTAIN, DAY, LINK, TEXT, YES_NO, Many, Parts, Texts, one_of
from campaigns.open_data.tables import Dress, gathered, of_register, open_rows

NAMED = (
    texts("name", _("its name"), languages=LANGUAGES),
    plain("entity", _("what it is"), one_of(Actor.Entity)),
    Field("profile", LINK, _("its page on the record"), lambda row: absolute("record:actor", row.key)),
)


def _of_the_day(asked: Asked) -> Dress:
    def put(row: Any) -> None:
        row.status = str(row.statute_status(asked.as_of))

    return put


STATES = of_register(
    Actor,
    (
        *NAMED,
        plain("iso_alpha3", _("its ISO code of three letters")),
        plain("iso_numeric", _("its ISO code of three digits")),
        plain("region", _("its regional group at the United Nations"), one_of(Region)),
        Field(
            "statute_status", one_of(StatuteStatus), _("whether the Rome Statute is in force for it as of the day"),
            lambda row: row.status,
        ),
        plain("statute_signed_on", _("day it signed the Rome Statute"), DAY),
        plain("statute_instrument", _("how it became a party")),
        plain("statute_deposited_on", _("day its instrument was deposited"), DAY),
        plain("statute_in_force_on", _("day the Statute came into force for it"), DAY),
        plain("withdrawal_notified_on", _("day it notified a withdrawal"), DAY),
        plain("withdrawal_effective_on", _("day its withdrawal takes effect"), DAY),
    ),
    name="states",
    title=_("States"),
    words=_("Every State with its names in six languages and its status under the Rome Statute."),
    rows=lambda asked: open_rows(Actor).states().order_by("key"),
    beside=_of_the_day,
    parameters=("on",),
    daily=True,
)  # fmt: skip

BODIES = of_register(
    Actor,
    (
        *NAMED,
        key_of("part_of", _("code of the body it belongs to")),
        key_of("made_of", _("key of the group that its members are")),
    ),
    name="bodies",
    title=_("Bodies"),
    words=_("Bodies that several States make up: unions, assemblies, offices of the United Nations."),
    rows=lambda asked: open_rows(Actor).bodies().select_related("part_of", "made_of").order_by("key"),
)


def _members(asked: Asked) -> Dress:
    found = open_rows(GroupMember).select_related("actor").order_by("key")
    by_group = gathered(found, lambda one: one.group_id)

    def put(row: Any) -> None:
        row.listed = [_member(one) for one in by_group[row.pk]] if row.rule == Group.Rule.FIXED else None

    return put


def _member(one: GroupMember) -> dict[str, Any]:
    said = {name: shown(one, name) for name in ("since_on", "until_on", "leads", "name_as_listed")}
    return {"key": one.key, "state": one.actor.key, **said}


GROUPS = of_register(
    Group,
    (
        texts("name", _("its name")),
        plain("rule", _("fixed: a list; else how its members are computed, on any day"), one_of(Group.Rule)),
        key_of("base", _("key of the group that its members are not in")),
        plain("region", _("the regional group it is"), one_of(Region)),
        key_of("about", _("code of the State whose measures it is about")),
        plain("since_on", _("the day since which somebody looked"), DAY),
        plain("complete", _("whether the list is complete, so that one may speak of those outside it"), YES_NO),
        Field(
            "members",
            Many(
                Parts(
                    {
                        "key": CERTAIN,
                        "state": CERTAIN,
                        "since_on": DAY,
                        "until_on": DAY,
                        "leads": YES_NO,
                        "name_as_listed": TEXT,
                    }
                )
            ),
            _("of a fixed list: who belongs to it, from and until which day; null for a computed one"),
            lambda row: row.listed,
        ),
    ),
    name="groups",
    title=_("Groups"),
    words=_("Sets of States: members of a union, signatories of a statement, and sets that follow from the rows."),
    rows=lambda asked: open_rows(Group).select_related("base", "about").order_by("key"),
    beside=_members,
)


def _terms(asked: Asked) -> Dress:
    found = open_rows(Term).select_related("person").order_by("office", "key")
    by_office = gathered(found, lambda one: one.office_id)

    def put(row: Any) -> None:
        row.held = [_term(one) for one in by_office[row.pk]]

    return put


def _term(one: Term) -> dict[str, Any]:
    person = other(one, "person")
    said = {name: shown(one, name) for name in ("from_on", "until_on", "disputed")}
    name = shown(person, "name") if person else None
    return {"key": one.key, "person": person.key if person else None, "name": name, **said}


OFFICES = of_register(
    Office,
    (
        key_of("actor", _("code of its State or body")),
        name_of("actor", _("name of that State or body")),
        key_of("kind", _("key of the kind of office")),
        texts("title", _("its own title"), languages=("en", "fr", "es")),
        texts("title_of_a_woman", _("its own title, of a woman"), languages=("en", "fr", "es"),
              en="title_en_f", fr="title_fr_f", es="title_es_f"),
        plain("title_checked", _("whether somebody checked that title"), YES_NO),
        Field(
            "generic_title", Texts(("en", "fr", "es")), _("what most States call such an office"),
            lambda row: names(row.kind, "title", ("en", "fr", "es")) if other(row, "kind") else {}, ("kind",),
        ),
        key_of("concerns", _("for an embassy or a mission: code of the State or body it is in or sent to")),
        plain("aliases", _("other names"), Many()),
        Field(
            "terms",
            Many(
                Parts(
                    {
                        "key": CERTAIN,
                        "person": TEXT,
                        "name": TEXT,
                        "from_on": DAY,
                        "until_on": DAY,
                        "disputed": YES_NO,
                    }
                )
            ),
            _("who holds or held it, from which day, and until which day (the first on which they no longer do)"),
            lambda row: row.held,
        ),
    ),
    name="offices",
    title=_("Offices"),
    words=_("Offices with their titles and whoever holds them. No way to reach them: contacts are never published."),
    rows=lambda asked: open_rows(Office).select_related("actor", "kind", "concerns").order_by("key"),
    beside=_terms,
)  # fmt: skip


def _under_measures(asked: Asked) -> Dress:
    found = open_rows(Designation).order_by("on", "key").values_list("person_id", "key")
    by_person = gathered(found, lambda pair: pair[0])

    def put(row: Any) -> None:
        row.listed = [key for _pk, key in by_person[row.pk]]

    return put


def _names(row: Any) -> list[dict[str, str]]:
    return [{"language": language, "name": name} for language, name in sorted((shown(row, "names") or {}).items())]


PERSONS = of_register(
    Person,
    (
        plain("kind", _("a person, or an organisation"), one_of(Person.Kind)),
        plain("name", _("the name")),
        Field(
            "names", Many(Parts({"language": CERTAIN, "name": CERTAIN})), _("the name in other languages and scripts"),
            _names, ("names",),
        ),
        plain("aliases", _("other names and spellings"), Many()),
        plain("honorific_prefix", _("what stands before the name")),
        plain("honorific_suffix", _("what stands after the name")),
        key_of("home_state", _("code of the home State: nationality, or where an organisation is registered")),
        Field("profile", LINK, _("their page on the record"), lambda row: absolute("record:person", row.key)),
        Field("designations", Many(), _("keys of the designations"), lambda row: row.listed),
    ),
    name="persons",
    title=_("People and organisations under measures"),
    words=_("Public facts only: the name, the home State, the designations. Nothing private, and no allegations."),
    rows=lambda asked: open_rows(Person)
    .filter(pk__in=open_rows(Designation).values("person")).select_related("home_state").order_by("key"),
    beside=_under_measures,
)  # fmt: skip
