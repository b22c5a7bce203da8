"""Rows of every kind of the register with anything in them that the register takes, for property tests."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from hypothesis import strategies as st

from actors.accounts.models import User
from actors.checking import checks, revisions
from actors.levers.models import Ask, Instrument
from actors.positions.models import Occasion, StanceStep
from actors.sanctions.models import Measure
from tests import make

NASTY = [
    "=1+1",
    "'=x",
    "''",
    "-2",
    "@cmd",
    "+32",
    "|x",
    " =1",
    "\t=1",
    "＝1",
    "a\r\nb",
    "a\nb",
    "a\rb",
    '"',
    ",;\t",
    "_x0041_",
]
NASTY += [
    "é 张 آن",
    "007",
    "1e5",
    "TRUE",
    "#REF!",
    "\u200b=1",
    "\ufeffx",
    "<b>&amp;",
    "  x  ",
    "'",
    "%1",
    "😀",
    "yes",
    "[]",
    "{}",
]
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
texts = st.one_of(st.sampled_from(NASTY), st.text(LETTERS, max_size=12))
filled = texts.filter(lambda text: bool(text.strip()))
SHORT = st.text("abcdefghij-", min_size=1, max_size=10)


def values(field: Any, relations: dict[str, list[Any]]) -> st.SearchStrategy[Any]:
    """What may stand in a column."""
    if field.name == "unchecked":
        return st.sampled_from(["", "source", "publisher source"])
    if isinstance(field, models.ForeignKey):
        found = st.sampled_from(relations.get(field.related_model._meta.model_name) or [None])
        return st.none() | found if field.null else found
    if field.choices:
        chosen = st.sampled_from([value for value, _label in field.flatchoices])
        return chosen | st.just("") if field.blank else chosen
    if isinstance(field, models.BooleanField):
        return st.sampled_from([True, False, None] if field.null else [True, False])
    if isinstance(field, models.DateField):
        days = st.dates(date(1990, 1, 1), date(2026, 1, 1))
        return st.none() | days if field.null else days
    if isinstance(field, models.JSONField):
        return st.lists(filled, max_size=3) if field.default is list else st.dictionaries(SHORT, filled, max_size=3)
    if isinstance(field, models.IntegerField):
        return st.integers(0, 30_000)
    if isinstance(field, models.URLField):
        return st.sampled_from(["", "https://a.example/=1", "https://b.example/?q=%20&x='"])
    most = field.max_length or 200
    fit = texts.map(lambda text: text[:most])
    return fit if field.blank else fit.filter(lambda text: bool(text.strip()))


def surroundings() -> dict[str, list[Any]]:
    """One row or two of each kind that others point at."""
    states = [make.state("XA"), make.state("XB")]
    offices = [make.office("XA-one", address=None), make.office("XB-two", actor="XB", address=None)]
    kinds = revisions.kinds()
    people = [make.fact(kinds["person"](key=key, name=key)) for key in ("ann", "ben")]
    group = make.fact(kinds["group"](key="a-group", name_en="A group"))
    term = make.fact(kinds["term"](key="a-term", office=offices[0], person=people[0], disputed=True))
    step = StanceStep.objects.create(rank=5, key="step-5", label_en="Five", definition_en="-")
    instrument = _any(Instrument, actor=states[0])
    ask = _any(Ask)
    measure = _any(Measure, coercing_state=states[1])
    occasion = _any(Occasion, on=date(2026, 6, 1))
    return {
        "actor": states, "office": offices, "officekind": [one.kind for one in offices], "person": people,
        "group": [group], "term": [term], "stancestep": [step], "instrument": [instrument], "ask": [ask],
        "measure": [measure], "occasion": [occasion], "lever": [], "designation": [],
    }  # fmt: skip


def _any(model: Any, **facts: Any) -> Any:
    """A row of a kind with as little in it as it takes."""
    said: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name in model.fact_names() and not field.blank and not field.has_default() and not field.null:
            text = field.flatchoices[0][0] if field.choices else "x"
            said[field.name] = date(2026, 1, 1) if isinstance(field, models.DateField) else text
    return make.fact(model(key=f"a-{model._meta.model_name}", **{**said, **facts}))


def rows(kind: str, relations: dict[str, list[Any]]) -> st.SearchStrategy[list[Any]]:
    """Up to four unsaved rows of a kind, each with a key of its own."""
    model = revisions.kinds()[kind]
    fields = [field for field in model._meta.concrete_fields if field.attname in model.fact_names()]
    one = st.fixed_dictionaries({field.name: values(field, relations) for field in fields})
    return st.lists(one, min_size=1, max_size=4).map(
        lambda found: [model(key=f"zz-{number}", **_fitting(kind, said)) for number, said in enumerate(found)]
    )


def _fitting(kind: str, said: dict[str, Any]) -> dict[str, Any]:
    """What the register always refuses would leave few rows to try: facts that exclude each other."""
    if kind == "contact":
        others = {"term": None, "office": said["office"]} if said["office"] else {}
        return said | others | ({"channel": "post"} if said["channel"] in {"mail", "phone"} else {})
    if kind == "occasion":
        return said | {"yearly": False, "on": said["on"] or date(2026, 6, 1), "until_on": None}
    if kind == "position":
        return said | ({"signatories": None} if said["actor"] else {}) | {"retracts": None}
    if kind == "lever":
        return said | {
            "held_by_court": said["kind"] is None,
            "actor": said["actor"] if said["scope"] == "actor" else None,
        }
    return said


def entered(found: list[Any], by: User, second: User) -> list[Any]:
    """Those of the rows that the register takes, entered and confirmed by two people."""
    taken = []
    for row in found:
        try:
            with transaction.atomic():
                revision = revisions.propose(row=row, by=by, now=make.NOW)
                assert revision is not None
                checks.confirm(revision=revision, by=second, now=make.NOW)
        except (ValidationError, IntegrityError, revisions.Taken, checks.Impossible):
            continue
        taken.append(row)
    return taken
