"""A state's page: its story in dated steps, as of today or of a day, and only what is public."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override

from actors.accounts.models import User
from actors.checking import disputes
from actors.directory.models import Actor, Group, GroupMember, Office, Person, Term
from actors.positions.models import Look, Occasion, Position, StanceStep
from actors.sanctions.models import Designation
from actors.seed.sheets import Report
from actors.watch.models import Line, Sheet
from campaigns.record import dossier
from campaigns.record.accounts import Account
from campaigns.record.dossier import Dossier
from tests import make
from tests.actors.checking.cast import curator
from tests.register import TODAY


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def built(key: str, on: date = TODAY) -> Dossier:
    with override("en"):
        return dossier.build(key=key, on=on, language="en", as_of=on != TODAY)


def about(key: str, coercing: str = "US", on: date = TODAY) -> Account:
    return next(account for account in built(key, on).accounts if account.coercing.key == coercing)


def said(key: str, on: date, rank: int, *, coercing: str = "US", public: bool = True, **facts: Any) -> Position:
    row = Position(
        key=f"t-{Position.objects.count()}",
        actor=Actor.objects.get(key=key),
        actor_as_named=key,
        on=on,
        coercing_state=Actor.objects.get(key=coercing),
        measure_text="a measure",
        stance=StanceStep.objects.get(rank=rank),
        data_set_on=TODAY,
        **facts,
    )
    return make.fact(row, public=public)


def occasion(key: str = "t-day", on: date = date(2026, 5, 1)) -> Occasion:
    return make.fact(Occasion(key=key, name_en=f"The day of {key}", kind="occasion", on=on))


def test_the_line_is_the_standing_and_weaker_words_stand_beside_it(the_register: Report) -> None:
    found = [(entry.before, entry.after, entry.rank) for entry in about("CA").entries if entry.position]
    assert found[0] == (None, 2, 2)
    assert (2, 2, 1) in found
    assert found[-1] == (2, 2, 2)


def test_a_retraction_is_told_on_both_rows(client: Client, the_register: Report) -> None:
    taken = Position.objects.get(key="SN-2025-08-21-us")
    back = said("SN", date(2026, 1, 5), 1, retracts=taken)
    entries = {entry.position.key: entry for entry in about("SN").entries if entry.position}
    assert entries[taken.key].taken_by == back
    assert entries[back.key].takes == taken
    assert (entries[back.key].before, entries[back.key].after) == (5, 2)
    page = text(client, "/en/record/SN/")
    assert "Taken back on 5 January 2026." in page
    assert "Takes back the words of 21 August 2025: Called for lifting." in page
    old = text(client, "/en/record/SN/?on=2025-12-31")
    assert "Taken back" not in old
    assert back.key not in old


def test_what_is_said_of_a_call_follows_the_fact_and_not_the_step(the_register: Report) -> None:
    assert about("FR").calls is not None
    assert about("CA").has_not_called
    assert not about("BE").has_not_called, "its words were read for more than a call"
    row = said("BE", date(2026, 1, 8), 1, calls_for_lifting=True)
    assert about("BE").calls == row
    assert about("KE").calls is None
    assert not about("KE").has_not_called, "no row is not silence"


def test_a_newer_unchecked_row_ends_every_has_not(client: Client, the_register: Report) -> None:
    words = "None of its words on this record calls for these measures to be lifted."
    assert words in text(client, "/en/record/CA/")
    said("CA", date(2026, 3, 1), 5, public=False, calls_for_lifting=True)
    page = text(client, "/en/record/CA/")
    assert words not in page
    assert "A newer statement is being checked and is not shown." in page
    assert words in text(client, "/en/record/CA/?on=2026-02-28"), "it was not newer then"


def test_nothing_is_added_up_across_coercing_states(the_register: Report) -> None:
    said("CA", date(2026, 1, 5), 6, coercing="RU", calls_for_lifting=True)
    assert about("CA").standing.rank == 2
    assert about("CA").calls is None
    assert about("CA", "RU").standing.rank == 6
    assert about("CA", "RU").course is not None
    assert about("CA", "RU").bound_by == []
    assert [row.actor.key for row in about("CA").bound_by if row.actor] == ["ASP"]


def test_silence_is_shown_for_a_named_occasion_only(client: Client, the_register: Report) -> None:
    row = said("KE", date(2026, 5, 1), 0)
    assert about("KE").entries == []
    make.change(Position.objects.filter(pk=row.pk), occasion=occasion())
    assert [entry.position for entry in about("KE").entries] == [row]
    assert "No public statement was found for this occasion: The day of t-day." in text(client, "/en/record/KE/")


def test_each_occasion_says_what_was_found(client: Client, the_register: Report) -> None:
    us, kenya = Actor.objects.get(key="US"), Actor.objects.get(key="KE")
    days = [occasion(f"t-{n}", date(2026, 5, n)) for n in (1, 2, 3)]
    opener = User.objects.create_user("o@example.org", "a long enough password", name="O")
    for day in days:
        sheet = Sheet.objects.create(
            occasion=day, coercing_state=us, opened_by=opener, opened_at=make.NOW, due_at=make.NOW
        )
        Line.objects.create(sheet=sheet, actor=kenya)
    row = said("KE", date(2026, 5, 2), 4, occasion=days[1])
    look = Look(key="l", actor=kenya, coercing_state=us, occasion=days[0], looked_on=date(2026, 5, 9), where="its site")
    make.fact(look)
    found = {one.occasion.key: str(one.coverage) for one in about("KE").occasions}
    assert found == {"t-1": "nothing_found", "t-2": "said", "t-3": "not_looked"}
    make.fact(Look(key="m", actor=kenya, coercing_state=us, occasion=days[1], looked_on=date(2026, 5, 2), where="-"))
    assert {one.occasion.key: str(one.coverage) for one in about("KE").occasions}["t-2"] == "said"
    page = text(client, "/en/record/KE/")
    assert "Looked for on 9 May 2026, nothing found: its site." in page
    assert f'href="#{row.key}"' in page
    early = {one.occasion.key: str(one.coverage) for one in about("KE", on=date(2026, 5, 2)).occasions}
    assert early == {"t-1": "not_looked", "t-2": "said"}, "the look came later, and the third day had not come"


def test_everything_follows_the_day(client: Client, the_register: Report) -> None:
    page = text(client, "/en/record/CA/?on=2025-08-19")
    assert "As of 19 August 2025" in page
    assert "Kimberly Prost" not in page
    assert "Bound by" not in page
    assert "utmost confidence" not in page
    assert "What it is asked now" not in page
    assert "Such measures increase the risk" in page
    day_before = text(client, "/en/record/CA/?on=2025-02-06")
    assert "7 February 2025</a>" not in day_before
    assert "Joint statement of 7 February 2025" not in day_before
    assert "signatories-2025-02-07" not in day_before
    assert "No step towards the Rome Statute" in text(client, "/en/record/CA/?on=1998-12-17")
    assert "Ratification deposited" not in text(client, "/en/record/CA/?on=2000-07-06")


@pytest.mark.parametrize("on", ["2025-02-30", "yesterday", "2199-01-01", "1990-01-01", "20250207"])
def test_a_day_that_is_none_is_refused_in_words(client: Client, the_register: Report, on: str) -> None:
    page = text(client, f"/en/record/CA/?on={on}", 404)
    assert "That is no day" in page or "still to come" in page or "nothing on record before it" in page


def test_a_measure_that_ended_is_told_from_its_end_on(the_register: Report) -> None:
    listings = {one.row.person.name: one for one in built("US").taken}
    assert listings["Fatou Bensouda"].ended_on == date(2021, 4, 1)
    then = {one.row.person.name: one for one in built("US", date(2021, 3, 31)).taken}
    assert then["Fatou Bensouda"].ended_on is None
    assert then["Fatou Bensouda"].status == "", "“lifted” was said later"
    assert len(then) == 2


def test_a_withdrawal_is_told_step_by_step(client: Client, the_register: Report) -> None:
    left = {"withdrawal_notified_on": date(2024, 5, 1), "withdrawal_effective_on": date(2025, 5, 1)}
    make.change(Actor.objects.filter(key="BE"), **left)
    ahead = text(client, "/en/record/BE/?on=2024-06-01")
    assert "its withdrawal takes effect on 1 May 2025" in ahead
    assert "still ahead" in ahead
    assert "Withdrawal" not in text(client, "/en/record/BE/?on=2024-04-30").split('id="facts"')[1]
    after = text(client, "/en/record/BE/")
    assert "Withdrew from the Rome Statute on 1 May 2025" in after
    assert "still ahead" not in after
    assert about("BE").standing.rank == 6, "it keeps its history"
    assert [row.actor.key for row in about("BE").bound_by if row.actor] == ["EU"], "the Assembly spoke later"


def test_a_doubted_withdrawal_is_said_to_be_doubted(client: Client, the_register: Report) -> None:
    page = text(client, "/en/record/VE/")
    assert "being checked first-hand" in page
    assert "24 July" not in page
    assert "being checked first-hand" not in text(client, "/en/record/VE/?on=2026-07-23")


def holder(office: Office, name: str, *, gender: str = "", public: bool = True, **facts: Any) -> Term:
    person = make.fact(Person(key=name.lower(), name=name, gender=gender), public=True)
    return make.fact(Term(key=f"t-{name}", office=office, person=person, **facts), public=public)


def seat_of(office: Office, on: date = TODAY) -> tuple[str, str]:
    seat = next(one for one in built("XA", on).seats if one.office == office)
    return str(seat.held), seat.title


def test_seats_tell_vacant_disputed_and_unknown_apart(client: Client, the_register: Report) -> None:
    office = make.office(title_en_f="Ministress of Examples")
    assert seat_of(office) == ("unknown", "Minister of Examples")
    ada = holder(office, "Ada", gender="f", from_on=date(2020, 1, 1), until_on=date(2026, 3, 1))
    assert seat_of(office, date(2025, 1, 1)) == ("held", "Ministress of Examples")
    assert seat_of(office, date(2019, 1, 1)) == ("unknown", "Minister of Examples")
    assert seat_of(office) == ("vacant", "Minister of Examples")
    page = text(client, "/en/record/XA/")
    assert "vacant since 1 March 2026, as far as this record knows" in page
    assert "Ada" not in page
    assert "Ada" in text(client, "/en/record/XA/?on=2025-01-01")
    waits = holder(office, "Bea", public=False, from_on=date(2026, 4, 1))
    Term.objects.filter(pk=waits.pk).update(pending=True)
    assert seat_of(office)[0] == "checking"
    assert "Bea" not in text(client, "/en/record/XA/")
    make.change(Term.objects.filter(pk=ada.pk), until_on=None, disputed=True)
    assert seat_of(office)[0] == "disputed"


def test_no_contact_is_on_the_page(client: Client, the_register: Report) -> None:
    make.office(address="desk@ministry.example")
    page = text(client, "/en/record/XA/")
    assert "Minister of Examples" in page
    assert "ministry.example" not in page


def test_quotations_have_their_language_and_direction(client: Client, the_register: Report) -> None:
    said("KE", date(2026, 1, 5), 4, quote="ندين هذه العقوبات", quote_lang="ar")
    said("KE", date(2026, 1, 6), 4, quote="We condemn.", quote_lang="en (translated from ja)")
    page = text(client, "/en/record/KE/")
    assert '<p lang="ar" dir="rtl">“ندين هذه العقوبات”</p>' in page
    assert "Words in Arabic." in page
    assert "Translated; the original is in Japanese." in page
    assert "Words in English" not in page


def test_names_stand_in_six_languages(client: Client, the_register: Report) -> None:
    page = text(client, "/en/record/DE/")
    for code, direction, name in (("fr", "ltr", "Allemagne"), ("ar", "rtl", "ألمانيا"), ("zh", "ltr", "德国")):
        assert f'<li lang="{code}" dir="{direction}">{name}</li>' in page


def test_a_dispute_stands_beside_the_row_or_hides_it(client: Client, the_register: Report) -> None:
    ada = curator("ada")
    ada.user_permissions.add(*Permission.objects.filter(codename__in=["add_dispute", "change_dispute"]))
    ada = User.objects.get(pk=ada.pk)
    row = Position.objects.get(key="SN-2025-08-21-us")
    raised = disputes.raise_dispute(
        row=row,
        by_whom="The ministry of Senegal",
        text="We did not say lift.",
        raised_on=TODAY - timedelta(days=1),
        by=ada,
        now=make.NOW,
        hides=False,
    )
    page = text(client, "/en/record/SN/")
    assert "Disputed by The ministry of Senegal" in page
    assert "We did not say lift." in page
    disputes.hide(dispute=raised, by=ada, now=make.NOW)
    page = text(client, "/en/record/SN/")
    assert row.quote not in page
    assert "We did not say lift." not in page
    assert about("SN").standing.rank == 2
    assert about("SN").moves == []
    assert about("SN").calls is None


def test_a_joint_statement_counts_who_signed_it(client: Client, the_register: Report) -> None:
    assert "Joint statement, with 78 other States." in text(client, "/en/record/CA/")
    group = Group.objects.get(key="signatories-2025-02-07")
    GroupMember.objects.filter(group=group, actor__key="FR").update(public=False)
    make.change(GroupMember.objects.filter(group=group, actor__key="BE"), since_on=date(2025, 3, 1))
    assert "Joint statement, with 76 other States." in text(client, "/en/record/CA/")


def test_more_of_everything_costs_no_more_queries(
    client: Client, the_register: Report, django_assert_num_queries: Any
) -> None:
    us, canada = Actor.objects.get(key="US"), Actor.objects.get(key="CA")
    for n in range(1, 13):
        said("CA", date(2026, n, 1), n % 8, occasion=occasion(f"t-{n}", date(2026, n, 1)) if n < 11 else None)
        make.fact(Look(key=f"l-{n}", actor=canada, coercing_state=us, looked_on=date(2026, 1, n), where="its site"))
        person = make.fact(Person(key=f"p-{n}", name=f"P {n}", home_state=canada))
        make.fact(
            Designation(key=f"d-{n}", person=person, coercing_state=us, measure_text="-", role="-", on=date(2026, 1, n))
        )
        holder(make.office(actor="CA"), f"H{n}", from_on=date(2020, 1, 1))
    with django_assert_num_queries(20):
        page = text(client, "/en/record/CA/")
    assert escape("P 12") in page
    assert "H12" in page
