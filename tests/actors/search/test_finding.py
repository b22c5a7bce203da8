"""What is found, by what, in which order; and what never is."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.utils.translation import override

from actors.accounts.models import User
from actors.checking import checks, revisions
from actors.directory.models import Actor, Office, Person, Term
from actors.levers.models import Instrument
from actors.positions.models import Position
from actors.sanctions.models import Effect, Measure
from actors.search import asking, finding, index
from actors.search.finding import EXACT, Answer
from actors.search.models import SearchEntry
from actors.search.names import LANGUAGES
from actors.seed.sheets import Report
from tests import make
from tests.register import NOW
from tests.services import sized


def find(text: str, *, language: str = "en", kind: str = "") -> Answer:
    return finding.find(asking.read(text), language=language, kind=kind)


def keys(text: str, kind: str, **how: Any) -> list[str]:
    """Keys of the rows of one kind, best first."""
    return [found.row.key for group in find(text, **how).groups if group.kind == kind for found in group.found]


def bare(text: str) -> str:
    """Without accents and capitals, made otherwise than the product makes it. й is a letter of its own."""
    plain = (unicodedata.normalize("NFD", letter) if letter not in "йЙ" else letter for letter in text)
    return "".join(letter for letter in "".join(plain) if unicodedata.category(letter) != "Mn").lower()


def quotation(key: str, **facts: Any) -> Position:
    """A public position with words, like one of the register; the entries are brought up to it."""
    like = Position.objects.get(key="FR-2025-08-20-us")
    values = {"actor": Actor.objects.get(key="JO"), "on": date(2025, 9, 1), "coercing_state": like.coercing_state}
    row = make.fact(Position(key=key, stance=like.stance, **{**values, **facts}))
    refresh()
    return row


def refresh() -> None:
    """What beat does, when the edition has moved; builders do not move it."""
    index.refill()


# --- States, people, offices, instruments ---------------------------------------------------------
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_found_by_its_name(the_register: Report, language: str) -> None:
    states = list(Actor.objects.states().filter(public=True))
    assert len(states) >= 196
    for row in states[:: sized(4, 1)]:
        name = getattr(row, f"name_{language}")
        assert name
        for typed in {name, bare(name), name.upper()}:
            [group] = find(typed, language=language, kind="state").groups
            exact = [found.row.key for found in group.found if found.rank == EXACT]
            assert row.key in exact, (typed, exact)


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("CI", "CI"),
        ("CIV", "CI"),
        ("Ivory Coast", "CI"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("États-Unis d’Amérique", "US"),
        ("UK", "GB"),
        ("Burma", "MM"),
        ("The Gambia", "GM"),
        ("Gambia, the", "GM"),
        ("DR Congo", "CD"),
        ("Deutschland", "DE"),
        ("義大利", "IT"),
        ("法國", "FR"),
        ("سودان", "SD"),
        ("كوت ديفوار", "CI"),
        ("Turkey", "TR"),
        ("guineabissau", "GW"),
        ("cote divoire", "CI"),
    ],
)
def test_a_state_is_found_by_what_else_it_is_called(the_register: Report, typed: str, key: str) -> None:
    assert keys(typed, "state")[0] == key


def test_what_else_a_state_is_called_is_never_shown(the_register: Report) -> None:
    [group] = find("Burma", kind="state").groups
    assert [(found.row.key, found.name.shown) for found in group.found] == [("MM", False)]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Nazhat Shameen Khan", "nazhat-shameem-khan"),
        ("nazhat shameem", "nazhat-shameem-khan"),
        ("khan nazhat", "nazhat-shameem-khan"),
        ("ibanez carranza", "luz-del-carmen-ibanez-carranza"),
        ("HOFMAŃSKI", "piotr-hofmanski"),
        ("hofmanski", "piotr-hofmanski"),
        ("alapini gansou", "reine-alapini-gansou"),
        ("alhaq", "al-haq"),
        ("PCHR", "pchr"),
    ],
)
def test_people_are_found_by_name_and_alias(the_register: Report, typed: str, key: str) -> None:
    assert keys(typed, "person") == [key]


def test_a_person_is_found_in_another_script_and_with_a_title(the_register: Report) -> None:
    facts = {"names": {"ar": "نادية المثال"}, "aliases": ["Nadja Muster"], "honorific_prefix": "H.E."}
    make.fact(Person(key="nadia", name="Nadia Al-Example", **facts))
    refresh()
    for typed in ("نادية المثال", "ناديه مثال", "nadja", "H.E. Nadia Al-Example", "alexample"):
        assert keys(typed, "person") == ["nadia"], typed


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("Minister of Justice, Côte d’Ivoire", "en"),
        ("justice minister cote ivoire", "en"),
        ("ministre de la justice cote d'ivoire", "fr"),
        ("Ministro de Justicia Côte d’Ivoire", "es"),
        ("ministro justicia costa de marfil", "en"),
    ],
)
def test_offices_are_found_by_title_and_state_in_three_languages(
    the_register: Report, typed: str, language: str
) -> None:
    assert keys(typed, "office", language=language) == ["CI-justice-minister"]


def test_every_office_is_found_by_its_generic_title(the_register: Report) -> None:
    for typed in ("Minister of Finance", "ministre des finances", "ministro de hacienda"):
        assert set(keys(typed, "office")) == set(
            Office.objects.filter(kind__key="finance_minister").values_list("key", flat=True)
        )


def test_an_office_is_found_by_the_title_of_a_woman(the_register: Report) -> None:
    row = Office.objects.get(key="CI-justice-minister")
    row.title_es, row.title_es_f = "Ministro Guardasellos", "Ministra Guardasellos"
    make.fact(row)
    refresh()
    assert keys("ministra guardasellos", "office") == ["CI-justice-minister"]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("EU Blocking Statute", "eu-blocking-statute"),
        ("Foreign Extraterritorial Measures Act", "ca-fema"),
        ("FEMA", "ca-fema"),
        ("c. F-29", "ca-fema"),
    ],
)
def test_instruments_are_found_by_name_and_citation(the_register: Report, typed: str, key: str) -> None:
    assert key in keys(typed, "instrument")


def test_a_citation_that_nobody_has_checked_finds_nothing(the_register: Report) -> None:
    """The levers page does not show it; neither does the search, and it tells nobody that it is there."""
    assert not Instrument.objects.get(key="eu-blocking-statute").is_checked("citation")
    assert keys("2271/96", "instrument") == []


def test_instruments_are_found_in_french(the_register: Report) -> None:
    for row in Instrument.objects.public().exclude(name_fr=""):
        assert row.key in keys(row.name_fr, "instrument"), row.name_fr


def test_measures_are_found(the_register: Report) -> None:
    row = Measure.objects.get(key__startswith="us", name="Executive Order 14203")
    row.name_fr = "Décret présidentiel 14203"
    make.fact(row)
    refresh()
    assert keys("executive order 14203", "measure") == keys("decret 14203", "measure") == [row.key]


# --- Quotations -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "words", "typed"),
    [
        ("ar", "تعرب المملكة عن قلقها إزاء العقوبات على المحكمة وتدعو إلى رفعها", "العُقوبات"),
        ("ar", "تعرب المملكة عن قلقها إزاء العقوبات على المحكمة وتدعو إلى رفعها", "عقوبات المحكمه"),
        ("ar", "تعرب المملكة عن قلقها إزاء العقوبات على المحكمة وتدعو إلى رفعها", "تدعو"),
        ("ru", "Санкции против её судей подрывают независимость суда", "САНКЦИИ судей"),
        ("ru", "Санкции против её судей подрывают независимость суда", "ее"),
        ("zh", "中方反对对国际刑事法院实施单边制裁。", "单边制裁"),
        ("zh", "中方反对对国际刑事法院实施单边制裁。", "國際刑事法院"),
        ("fr", "L’Afrique n’acceptera pas cela", "afrique n'acceptera"),
        ("he", "הסנקציות על בית הדין", "סנקציות"),
    ],
)
def test_quotations_are_found_in_any_script(the_register: Report, language: str, words: str, typed: str) -> None:
    quotation("said", quote=words, quote_lang=language)
    assert keys(typed, "quotation") == ["said"]


def test_quotations_are_found_by_who_spoke_newest_first(the_register: Report) -> None:
    quotation("older", quote="one", speaker="Ayman Safadi")
    quotation("newer", quote="two", speaker="Ayman Safadi", on=date(2025, 10, 1))
    assert keys("safadi", "quotation") == ["newer", "older"]


def test_effects_are_found_by_their_words(the_register: Report) -> None:
    us = Actor.objects.get(key="US")
    values = {"coercing_state": us, "kind": "money", "on": date(2025, 9, 1)}
    make.fact(Effect(key="card", quote="My bank closed the account.", quote_lang="en", **values))
    refresh()
    assert keys("bank closed", "effect") == ["card"]


# --- Order and bounds -----------------------------------------------------------------------------
def test_names_come_first_and_quotations_last(the_register: Report) -> None:
    kinds = [group.kind for group in find("blocking statute").groups]
    assert kinds == ["instrument", "office", "quotation"]


def test_the_exact_name_comes_before_longer_ones(the_register: Report) -> None:
    assert keys("niger", "state")[:2] == ["NE", "NG"]
    assert keys("guinea", "state")[:2] == ["GN", "GW"]
    assert keys("dominica", "state")[:2] == ["DM", "DO"]


def test_the_name_in_the_readers_language_is_the_one_that_matched(the_register: Report) -> None:
    for language in ("en", "fr"):
        [group] = find("France", language=language, kind="state").groups
        assert group.found[0].name.language == language


@pytest.mark.parametrize(
    ("typed", "key", "guess"),
    [
        ("Slovnia", "SI", "slovenia"),
        ("Argentna", "AR", "argentina"),
        ("Кандаа", "CA", "канада"),
        ("Frnace", "FR", "france"),
    ],
)
def test_one_slip_of_the_finger_is_forgiven(the_register: Report, typed: str, key: str, guess: str) -> None:
    answer = find(typed)
    assert answer.groups[0].found[0].row.key == key
    assert guess in " ".join(answer.guessed).split()


def test_two_slips_are_not(the_register: Report) -> None:
    assert find("Slvnia") == Answer()


def test_what_is_found_is_not_guessed_at(the_register: Report) -> None:
    assert find("Niger").guessed == []


@pytest.mark.parametrize(
    "typed", ["", " ", "\x00", "%", "_", "'; DROP TABLE x; --", "\\", "🏳", "a", "zzzz", "\u202e", "|", "x" * 10_000]
)
def test_nonsense_finds_nothing_and_breaks_nothing(the_register: Report, typed: str) -> None:
    assert find(typed) == Answer()


def test_what_is_too_long_is_cut_and_says_so() -> None:
    asked = asking.read("word " * 5000)
    assert (asked.words, asked.was_cut, len(asked.text) <= asking.MOST_LETTERS) == (("word",), True, True)
    asked = asking.read(" ".join(f"w{number}" for number in range(20)))
    assert (len(asked.words), asked.was_cut) == (asking.MOST_WORDS, True)
    assert not asking.read("France").was_cut


def test_more_than_can_be_counted_is_called_more(the_register: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_ENTRIES", 20)
    [group] = find("minister", kind="office").groups
    assert (len(group.found), group.has_more) == (20, True)
    [group] = find("France", kind="state").groups
    assert not group.has_more


def test_queries_are_fixed(the_register: Report, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        make.fact(Person(key=f"p-{number}", name=f"France Number {number}"))
    office = Office.objects.get(key="FR-justice-minister")
    for person in Person.objects.filter(key__startswith="p-"):
        make.fact(Term(key=f"t-{person.key}", person=person, office=office, disputed=True))
    refresh()
    # Entries, one for each of four kinds, and what leads to people: designations and terms.
    with django_assert_max_num_queries(7):
        assert len(keys("france", "person")) > 30
    # Nothing found: once more with the words of all names.
    with django_assert_max_num_queries(3):
        find("zzzzzz yyyyyy")


# --- What is not public ---------------------------------------------------------------------------
HIDDEN: dict[str, tuple[str, Callable[[], Any]]] = {
    "state": ("France", lambda: Actor.objects.filter(key="FR")),
    "person": ("Kimberly Prost", lambda: Person.objects.filter(key="kimberly-prost")),
    "office": ("Minister of Justice France", lambda: Office.objects.filter(key="FR-justice-minister")),
    "instrument": ("EU Blocking Statute", lambda: Instrument.objects.filter(key="eu-blocking-statute")),
    "quotation": ("urgently activate", lambda: Position.objects.filter(key="EU-EP-2025-03-12-us")),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_is_hidden_is_gone_at_once(the_register: Report, kind: str) -> None:
    typed, rows = HIDDEN[kind]
    [row] = rows()
    assert row.key in keys(typed, kind)
    rows().update(public=False)
    assert SearchEntry.objects.filter(kind=kind, key=row.key).exists(), "the entries have not been brought up to date"
    assert row.key not in keys(typed, kind)


def test_offices_and_quotations_go_with_a_hidden_state(the_register: Report) -> None:
    quotation("said", quote="unmistakable words")
    Actor.objects.filter(key="JO").update(public=False)
    assert find("unmistakable words") == Answer()
    assert keys("Minister of Justice Jordan", "office") == []


def test_unchecked_words_are_not_found(the_register: Report) -> None:
    """A row can be public and its quotation not: before and after the entries are brought up to date."""
    row = Position.objects.get(key="EU-EP-2025-03-12-us")
    row.unchecked = "quote"
    make.fact(row)
    assert keys("urgently activate", "quotation") == []
    refresh()
    assert keys("urgently activate", "quotation") == []


def test_corrected_words_are_not_found_by_the_old_ones(the_register: Report) -> None:
    row = quotation("said", quote="wrongly heard")
    row.quote = "rightly heard"
    make.fact(row)
    assert keys("wrongly heard", "quotation") == []
    refresh()
    assert (keys("wrongly heard", "quotation"), keys("rightly heard", "quotation")) == ([], ["said"])


def test_nothing_of_the_data_set_that_is_not_public_is_found(the_register: Report) -> None:
    hidden = Position.objects.filter(public=False).exclude(quote="")
    assert hidden.count() > 5
    for row in hidden:
        assert row.key not in keys(row.quote, "quotation")
    assert keys("Abdoulaye Seye", "person") == []
    # The control: public ones are found by the same way of asking.
    shown = [row for row in Position.objects.public().exclude(quote="") if row.checked("quote")]
    assert len(shown) > 5
    for row in shown:
        assert row.key in keys(row.quote, "quotation"), row.key


def test_what_waits_for_its_check_is_not_found_and_then_is(the_register: Report, alice: User, admin_user: User) -> None:
    now: datetime = NOW
    facts = {"kind": "state", "entity": "un_member", "name_en": "Exampleland", "name_ar": "بلاد المثال"}
    revision = revisions.propose(row=Actor(key="XA", confidence="high", **facts), by=alice, now=now)
    assert revision is not None
    assert index.bring_up_to_date() and keys("Exampleland", "state") == []
    checks.confirm(revision=revision, by=admin_user, now=now)
    assert keys("Exampleland", "state") == []
    assert index.bring_up_to_date()
    assert keys("Exampleland", "state") == keys("بلاد المثال", "state") == ["XA"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield
