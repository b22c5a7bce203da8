"""A curator decides: field by field, by nobody alone, once; and a row that changed, moved or went is handled."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError

from actors.accounts.models import User
from actors.checking import checks, disputes, merge_plans, merges, revisions
from actors.checking.models import Dispute, Origin
from actors.directory.models import Person, Term
from actors.positions.models import Position
from actors.suggestions import comparing, decisions
from actors.suggestions.models import Suggestion
from foundation.history.models import Entry
from foundation.outbox.models import Message
from tests import make
from tests.actors.checking.cast import step
from tests.actors.curation.people import appointed
from tests.actors.suggestions.cast import SOURCE, public_position, suggestion

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture
def ada() -> User:
    return appointed("ada")


@pytest.fixture
def ben() -> User:
    return appointed("ben", "Jurists")


@pytest.fixture
def row() -> Position:
    return public_position(speaker="A spokesperson")


def newest(row: Any) -> int:
    found = revisions.of(row).first()
    return found.number if found else 0


def accept(one: Suggestion, by: User, *chosen: str, **more: Any) -> Any:
    values = {"seen": comparing.compare(one).newest, "now": NOW, **more}
    return decisions.accept(suggestion=one, chosen=chosen, by=by, **values)


def test_the_chosen_fields_wait_for_a_second_person(row: Position, ada: User, ben: User) -> None:
    one = suggestion(row)
    made = accept(one, ada, "quote", comment="Compared.", link=decisions.ADD)
    assert (made.origin, made.entered_by, made.source, made.comment) == (Origin.SUGGESTION, ada, SOURCE, "Compared.")
    public = Position.objects.public().get()
    assert (public.quote, public.pending) == ("Lift them.", True), "nothing is public before two people looked"
    with pytest.raises(checks.SamePerson):
        checks.confirm(revision=made, by=ada, now=NOW)
    assert Position.objects.public().get().quote == "Lift them."
    checks.confirm(revision=made, by=ben, now=NOW)
    public = Position.objects.public().get()
    assert (public.quote, public.speaker) == ("Lift them all.", "A spokesperson")
    assert public.source == f"https://ministry.example/statement; {SOURCE}"
    one.refresh_from_db()
    assert (one.accepted, one.made, one.decided_by, one.decided_at) == (["quote"], made, ada, NOW)
    entry = Entry.objects.get(deed="suggestion.accepted")
    assert (entry.subject_code, entry.detail) == (one.code, {"kind": "position", "fields": ["quote"]})


@pytest.mark.parametrize(
    ("link", "source"),
    [
        (decisions.KEEP, "https://ministry.example/statement"),
        (decisions.ADD, f"https://ministry.example/statement; {SOURCE}"),
        (decisions.REPLACE, SOURCE),
    ],
)
def test_the_sources_of_the_row(link: str, source: str, row: Position, ada: User) -> None:
    assert accept(suggestion(row), ada, "quote", link=link).facts["source"] == source


def test_it_is_decided_once(row: Position, ada: User, ben: User) -> None:
    one = suggestion(row)
    decisions.refuse(suggestion=one, by=ada, now=NOW, answer="The page says otherwise.")
    for again in (
        lambda: accept(one, ben, "quote"),
        lambda: decisions.refuse(suggestion=one, by=ben, now=NOW, answer="x"),
        lambda: decisions.dispute(suggestion=one, by=ben, now=NOW, by_whom="x", text="y", hides=True),
    ):
        with pytest.raises(checks.Settled):
            again()
    assert not revisions.waiting().exists() and not Dispute.objects.exists()


def test_strangers_decide_nothing(row: Position, charlie: User, ada: User) -> None:
    one, staff, eve = suggestion(row), appointed("staff"), appointed("eve")
    staff.groups.clear()
    eve.is_active = False
    deeds: list[Any] = [
        lambda by: accept(one, by, "quote"),
        lambda by: decisions.refuse(suggestion=one, by=by, now=NOW, answer="x"),
        lambda by: decisions.dispute(suggestion=one, by=by, now=NOW, by_whom="x", text="y", hides=True),
    ]
    for by in (charlie, User.objects.get(pk=staff.pk), eve):
        for deed in deeds:
            with pytest.raises(checks.NotAllowed):
                deed(by)
    assert Suggestion.objects.waiting().count() == 1 and not revisions.waiting().exists()
    deeds[0](ada)
    assert revisions.waiting().exists(), "the control: who may, does"


def test_control_without_the_question_a_stranger_decides(
    row: Position, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "_demand", lambda *args: None)
    accept(suggestion(row), charlie, "quote")
    assert revisions.waiting().exists()


def test_who_may_not_enter_a_kind_takes_up_nothing_of_it(row: Position, ada: User) -> None:
    ada.groups.clear()
    ada.user_permissions.add(Permission.objects.get(codename="change_suggestion"))
    one, ada = suggestion(row), User.objects.get(pk=ada.pk)
    with pytest.raises(checks.NotAllowed):
        accept(one, ada, "quote")
    decisions.refuse(suggestion=one, by=ada, now=NOW, answer="Not ours.")


def test_nothing_chosen_or_nothing_new_is_said(row: Position, ada: User) -> None:
    one = suggestion(row)
    with pytest.raises(ValidationError, match="choose a field"):
        accept(one, ada)
    with pytest.raises(ValidationError, match="choose a field"):
        accept(one, ada, "confidence", "key", "public")
    assert one.is_waiting() and not revisions.waiting().exists()


def test_a_row_that_changed_since_shows_both(row: Position, ada: User, ben: User) -> None:
    one = suggestion(row, said={"quote": "Lift them all.", "speaker": "The minister", "medium": "speech"})
    row.quote, row.medium = "Lift them now.", "speech"
    made = revisions.propose(row=row, by=ben, now=NOW)
    assert made is not None
    checks.confirm(revision=made, by=ada, now=NOW)
    found = comparing.compare(one)
    lines = {line.name: line for line in found.lines}
    assert found.has_changed
    quote = lines["quote"]
    assert (quote.was, quote.now, quote.new, quote.changed_since) == (
        "Lift them.",
        "Lift them now.",
        "Lift them all.",
        True,
    )
    assert not lines["speaker"].changed_since and lines["speaker"].now == "A spokesperson"
    assert lines["medium"].obstacle == "The row says so already." and not lines["medium"].can_be_taken


def test_something_newer_meanwhile_stops_it(row: Position, ada: User, ben: User) -> None:
    one, seen = suggestion(row), newest(row)
    row.caveat_en = "A caveat."
    revisions.propose(row=row, by=ben, now=NOW)
    with pytest.raises(checks.Superseded):
        accept(one, ada, "quote", seen=seen)
    assert Suggestion.objects.waiting().exists() and newest(row) == seen + 1


def test_it_is_laid_over_a_correction_that_waits(row: Position, ada: User, ben: User) -> None:
    one = suggestion(row)
    row.caveat_en = "A caveat."
    revisions.propose(row=row, by=ben, now=NOW)
    found = comparing.compare(one)
    assert found.waiting is not None and found.waiting.entered_by == ben
    made = accept(one, ada, "speaker")
    assert (made.facts["caveat_en"], made.facts["speaker"]) == ("A caveat.", "The minister")


def test_an_unchecked_field_that_two_people_read_is_checked(ada: User, ben: User) -> None:
    row = make.fact(Person(key="p", name="Jane", aliases=["J."], confidence="high", unchecked="aliases home_state"))
    one = suggestion(row, said={"aliases": "Janie"})
    assert comparing.compare(one).lines[0].unchecked
    checks.confirm(revision=accept(one, ada, "aliases"), by=ben, now=NOW)
    row.refresh_from_db()
    assert (row.checked("aliases"), row.is_checked("home_state")) == (["Janie"], False)


def test_a_merged_row_is_corrected_where_it_went(ada: User, ben: User) -> None:
    gone, kept = (make.fact(Person(key=key, name=key.title(), confidence="high")) for key in ("jane", "jane-doe"))
    one = suggestion(gone, said={"name": "Jane A. Doe"})
    keys = {"kind": "person", "from_key": gone.key, "into_key": kept.key}
    merge = merges.propose(**keys, reason="-", by=ada, now=NOW)
    mark = merge_plans.plan(*keys.values()).mark
    merges.confirm(merge=merge, mark=mark, by=ben, now=NOW)
    found = comparing.compare(Suggestion.objects.get(pk=one.pk))
    assert found.merged_into == "jane-doe" and found.row.key == "jane-doe"
    assert accept(one, ada, "name").key == "jane-doe"


def test_a_hidden_row_can_be_corrected_and_stays_hidden(row: Position, ada: User, ben: User) -> None:
    one = suggestion(row)
    said = {"by_whom": "A", "text": "No.", "raised_on": NOW.date(), "hides": True}
    disputes.raise_dispute(row=row, by=ada, now=NOW, **said)
    found = comparing.compare(one)
    assert found.hidden and len(found.disputes) == 1
    checks.confirm(revision=accept(one, ada, "quote"), by=ben, now=NOW)
    assert not Position.objects.public().exists()


def test_facts_take_their_step_with_them(row: Position, ada: User) -> None:
    one = suggestion(row, said={"adopts_measure": "yes", "calls_for_lifting": "", "condemns": "no"})
    seven = step(7)
    made = accept(one, ada, "adopts_measure", "calls_for_lifting", "condemns", readings={"stance": seven})
    assert made.facts["adopts_measure"] is True and made.facts["calls_for_lifting"] is None
    assert made.facts["condemns"] is False and made.facts["stance_id"] == seven.pk


def test_what_the_register_refuses_is_said(ada: User) -> None:
    term = Term(key="t", office=make.office(), person=make.fact(Person(key="p", name="P")), from_on="2025-01-01")
    row = make.fact(term)
    row.refresh_from_db()
    with pytest.raises(ValidationError, match="ends after it begins"):
        accept(suggestion(row, said={"until_on": "2024-01-01"}), ada, "until_on")
    assert Suggestion.objects.waiting().count() == 1


def test_what_can_no_longer_be_read_is_shown_and_not_taken(row: Position, ada: User) -> None:
    one = suggestion(row, said={"on": "yesterday", "medium": "telepathy", "key": "x", "quote": "Lift them all."})
    lines = {line.name: line for line in comparing.compare(one).lines}
    assert set(lines) == {"on", "medium", "quote"}
    assert not lines["on"].can_be_taken and not lines["medium"].can_be_taken and lines["quote"].can_be_taken
    assert accept(one, ada, "on", "medium", "key", "quote").facts["quote"] == "Lift them all."


def test_a_refusal_has_a_reason_and_can_erase_what_was_written(row: Position, ada: User) -> None:
    one = suggestion(row, comment="A witness said …")
    with pytest.raises(ValidationError):
        decisions.refuse(suggestion=one, by=ada, now=NOW, answer=" ")
    decisions.refuse(suggestion=one, by=ada, now=NOW, answer="We keep no such thing.", erase=True)
    one.refresh_from_db()
    assert (one.said, one.comment, one.source) == ({}, "", "") and not one.is_waiting()
    assert not one.made and not revisions.waiting().exists()


@pytest.mark.parametrize("hides", [True, False])
def test_it_stands_as_a_dispute(hides: bool, row: Position, ada: User) -> None:
    one = suggestion(row, concerned=True)
    said = {"by_whom": "The ministry", "text": "We never said so.", "hides": hides}
    made = decisions.dispute(suggestion=one, by=ada, now=NOW, **said)
    assert (made.key, made.source, made.raised_on) == (row.key, SOURCE, NOW.date())
    assert Position.objects.public().exists() is not hides
    one.refresh_from_db()
    assert one.dispute == made and not one.is_waiting()


def test_missing_words_become_a_position_of_two_people(ada: User, ben: User) -> None:
    actor, coercing = make.state("XA"), make.state("XC")
    said = {"coercing_state": "XC", "on": "2026-03-02", "quote": "Lift them.", "speaker": "The minister"}
    one = suggestion(actor, about="statement", said=said)
    for rank in (5, 4):
        step(rank)
    readings = {
        "stance": step(5),
        "calls_for_lifting": True,
        "measure_text": "a measure",
        "source_grade": "first_hand",
        "medium": "speech",
    }
    made = decisions.accept_statement(suggestion=one, chosen=["speaker"], readings=readings, by=ada, now=NOW)
    assert not Position.objects.public().exists()
    checks.confirm(revision=made, by=ben, now=NOW)
    row = Position.objects.public().get()
    assert (row.key, row.actor, row.coercing_state) == ("XA-2026-03-02-xc", actor, coercing)
    assert (row.quote, row.speaker, row.source, row.calls_for_lifting) == ("Lift them.", "The minister", SOURCE, True)
    again = suggestion(actor, about="statement", said=said)
    assert [twin.key for twin in comparing.compare(again).twins] == [row.key]
    second = decisions.accept_statement(suggestion=again, chosen=[], readings=readings, by=ada, now=NOW)
    assert (second.key, second.facts["speaker"]) == ("XA-2026-03-02-xc-2", "")


def test_those_concerned_wait_a_day_at_most(row: Position) -> None:
    one, other = suggestion(row, concerned=True), suggestion(row)
    assert not one.is_late(NOW + timedelta(hours=23))
    late = NOW + timedelta(hours=25)
    assert one.is_late(late) and not other.is_late(late)
    assert list(Suggestion.objects.late(late)) == [one]


def test_no_mail_without_an_address(row: Position, ada: User) -> None:
    decisions.refuse(suggestion=suggestion(row), by=ada, now=NOW, answer="No.")
    assert not Message.objects.exists()
