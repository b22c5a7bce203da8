"""Downloads of what was said and done: positions, the scale, occasions, looks without a find."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from actors.directory.models import GroupMember
from actors.positions.models import Look, Occasion, Position, StanceStep
from actors.sanctions.models import Precision
from campaigns.open_data.asked import Asked
from campaigns.open_data.fields import QUOTATION, Field, key_of, name_of, names, plain, texts
from campaigns.open_data.shapes import CERTAIN, DAY, NUMBER, YES_NO, Many, Texts, one_of
from campaigns.open_data.tables import Dress, Table, gathered, of_register, open_rows

ABOUT = (
    key_of("coercing_state", _("code of the State whose measures it is about")),
    name_of("coercing_state", _("name of that State")),
)
MEASURE = (
    key_of("measure", _("key of the measure, if one on record is meant")),
    plain("measure_text", _("the measure as the source names it")),
)
PRECISION = plain("precision", _("how exactly the day is known"), one_of(Precision))
FACTS = {
    "names_sanctions": _("whether the words name the sanctions; null: nobody has read them for that"),
    "names_state": _("whether they name the State that imposes them"),
    "condemns": _("whether they condemn"),
    "calls_for_lifting": _("whether they call for lifting"),
    "backs_protection": _("whether they ask for or back a protective measure"),
    "announces_measure": _("whether they announce a protective measure"),
    "adopts_measure": _("whether it adopts a protective measure"),
}


def signed_by(actor: Any) -> Exists:
    """Whether this state is on the list of signatories on the day of the statement."""
    since = Q(since_on=None) | Q(since_on__lte=OuterRef("on"))
    still = Q(until_on=None) | Q(until_on__gt=OuterRef("on"))
    signed = GroupMember.objects.public().filter(since, still, group=OuterRef("signatories"), actor=actor)
    return Exists(signed)


def positions(asked: Asked) -> "QuerySet[Position]":
    """Newest first; those of one actor with the joint statements it signed."""
    found = open_rows(Position)
    if asked.about:
        found = found.filter(coercing_state=asked.about)
    if asked.actor:
        found = found.filter(Q(actor=asked.actor) | signed_by(asked.actor))
    if asked.on:
        found = found.filter(on__lte=asked.on)
    related = ("actor", "signatories", "coercing_state", "measure", "occasion", "stance", "retracts")
    return found.select_related(*related).order_by("-on", "key")


def beside_positions(asked: Asked) -> Dress:
    """Whom a list counts for on the day, and what was taken back: two queries for all of them."""
    held = GroupMember.objects.public().filter(group__positions__public=True, actor__public=True).distinct()
    members = gathered(held.select_related("actor").order_by("actor__key"), lambda one: one.group_id)
    taken = Position.objects.public().filter(retracts__public=True)
    later = gathered(taken.order_by("on", "key").values_list("retracts_id", "key"), lambda pair: pair[0])

    def put(row: Any) -> None:
        row.counts_for = [row.actor.key] if row.actor else _signed(members[row.signatories_id], row.on)
        row.taken_back_by = [key for _pk, key in later.get(row.pk, [])]

    return put


def _signed(members: list[GroupMember], on: date) -> list[str]:
    begun = [one for one in members if one.since_on is None or one.since_on <= on]
    return list(dict.fromkeys(one.actor.key for one in begun if one.until_on is None or one.until_on > on))


POSITIONS = of_register(
    Position,
    (
        key_of("actor", _("code of the State or body that spoke; null for a joint statement")),
        name_of("actor", _("its name")),
        key_of("signatories", _("key of the list of signatories, for a joint statement")),
        name_of("signatories", _("name of that list")),
        Field(
            "counts_for", Many(), _("codes of the States or body it gives a stance"),
            lambda row: row.counts_for, ("actor", "signatories"),
        ),
        plain("actor_as_named", _("who spoke, as the source names them")),
        plain("on", _("day it was said or done; see precision"), DAY),
        PRECISION,
        key_of("occasion", _("key of the occasion")),
        plain("speaker", _("person or office that spoke")),
        plain("medium", _("how it was said"), one_of(Position.Medium)),
        *ABOUT,
        *MEASURE,
        *QUOTATION,
        Field(
            "stance", NUMBER, _("place on the scale; 0: silence on a named occasion"),
            lambda row: row.stance.rank, ("stance",),
        ),
        Field("stance_key", CERTAIN, _("that step by its key"), lambda row: row.stance.key, ("stance",)),
        Field("stance_name", Texts(), _("that step in words"), lambda row: names(row.stance, "label"), ("stance",)),
        *(plain(name, words, YES_NO) for name, words in FACTS.items()),
        plain("binds_members", _("whether it is shown at the members of a body, without giving them a stance"), YES_NO),
        key_of("retracts", _("key of the position this one takes back")),
        Field(
            "taken_back_by", Many(), _("keys of the positions that take this one back"),
            lambda row: row.taken_back_by,
        ),
        plain("source_kind", _("who published the source")),
    ),
    name="positions",
    title=_("Positions"),
    words=_("What States and bodies said or did about measures against the Court, newest first."),
    rows=positions,
    beside=beside_positions,
    parameters=("about", "actor", "on"),
)  # fmt: skip

STANCES = Table(
    name="stances",
    title=_("Scale"),
    words=_("The steps that positions are placed on, strongest first."),
    fields=(
        Field("rank", NUMBER, _("place on the scale, −1 to 7"), lambda row: row.rank),
        Field("key", CERTAIN, _("what the step is called for ever"), lambda row: row.key),
        Field("label", Texts(), _("in a few words"), lambda row: names(row, "label")),
        Field("definition", Texts(), _("what it means"), lambda row: names(row, "definition")),
    ),
    rows=lambda asked: StanceStep.objects.order_by("-rank"),
)

OCCASIONS = of_register(
    Occasion,
    (
        texts("name", _("its name")),
        plain("kind", _("what kind of occasion it is")),
        plain("yearly", _("whether it comes every year"), YES_NO),
        plain("month_day", _("month and day of one that comes every year: 07-17")),
        plain("on", _("its day, or its first day"), DAY),
        plain("until_on", _("its last day"), DAY),
        PRECISION,
    ),
    name="occasions",
    title=_("Occasions"),
    words=_("Days and moments that people gather, write and speak for."),
    rows=lambda asked: open_rows(Occasion).order_by("key"),
)


def looks(asked: Asked) -> "QuerySet[Look]":
    found = open_rows(Look)
    if asked.about:
        found = found.filter(coercing_state=asked.about)
    if asked.actor:
        found = found.filter(actor=asked.actor)
    if asked.on:
        found = found.filter(looked_on__lte=asked.on)
    return found.select_related("actor", "coercing_state", "occasion").order_by("-looked_on", "key")


LOOKS = of_register(
    Look,
    (
        key_of("actor", _("code of the State or body that was looked at")),
        name_of("actor", _("its name")),
        *ABOUT,
        key_of("occasion", _("key of the occasion")),
        plain("looked_on", _("day until which somebody looked"), DAY),
        plain("where", _("where they looked")),
        plain("by_organisation", _("on behalf of which organisation")),
    ),
    name="looks",
    title=_("Looked for, nothing found"),
    words=_("When somebody looked for words of a State and found none: where, and until which day. It is no stance."),
    rows=looks,
    parameters=("about", "actor", "on"),
)
