"""T9: who keeps every public page of thirty days finds no private signer, and isolates nobody by difference."""

import random
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from actors.accounts.models import User
from campaigns.letters.models import Letter
from campaigns.signing import lists
from campaigns.signing.models import Signature
from campaigns.supporters import people
from foundation.web.pages import forget_pages
from tests import make
from tests.campaigns.signing.crowd import crowd
from tests.campaigns.site.cast import address, open_letter
from tests.services import sized

pytestmark = pytest.mark.django_db
COUNTRIES = ["CA", "FR", "KE", "JP", "VU", "NR"]
WEIGHTS = [60, 25, 8, 4, 2, 1]
DAYS = 30


@pytest.fixture
def letter(alice: User, bob: User) -> Letter:
    for key in COUNTRIES:
        make.state(key)
    return open_letter(alice, bob)


class Scraper:
    """Keeps what every public page of the campaign says, and the list's names and numbers apart."""

    def __init__(self, letter: Letter) -> None:
        self.letter, self.client = letter, Client()

    def pages(self, *more: str) -> str:
        """The list, and these pages."""
        forget_pages()
        code, key = self.letter.campaign.code, self.letter.key
        said, number = "", 2
        for path in (address("names", code, key), *more):
            said += self.client.get(path).text
        while (answer := self.client.get(address("names_page", code, key, number))).status_code == 200:
            said, number = said + answer.text, number + 1
        return said

    def look(self) -> tuple[set[str], dict[str, int]]:
        said = self.pages()
        cells = re.findall(r"<li>([^<]+) <span class=\"num soft\">(\d+) or more</span>", said)
        return set(re.findall(r'name="name" value="([^"]+)"', said)), {words: int(n) for words, n in cells}


def fill(letter: Letter, number: int, by: User, chance: random.Random) -> None:
    """Some who want to be shown, twice as many who do not; some unread, some unconfirmed."""
    for country in COUNTRIES:
        share = round(number * WEIGHTS[COUNTRIES.index(country)] / 100)
        kinds = [("shown",), (), ("named",)]
        for which, agreed in enumerate(kinds):
            prefix = "Public" if which == 0 else "Private"
            crowd(letter, share // 3, by=by, prefix=prefix, kinds=agreed, country=country, profession="lawyer")
    some = chance.choice(COUNTRIES)
    crowd(letter, 3, by=None, prefix="Private", country=some)
    crowd(letter, 3, by=by, prefix="Private", country=some, confirmed=False)


def test_thirty_days_of_snapshots_isolate_nobody(letter: Letter, alice: User) -> None:
    chance, scraper, now = random.Random(9), Scraper(letter), timezone.now()
    fill(letter, sized(150, 4000), alice, chance)
    snapshots = []
    for day in range(DAYS):
        if day % 6 == 1:
            fill(letter, sized(30, 400), alice, chance)
        if day % 5 == 4:  # somebody who is shown changes their mind
            people.leave(supporter=Signature.objects.filter(listed_name__isnull=False)[0].supporter, now=now)
        lists.release(letter=letter, now=now + timedelta(days=day))
        snapshots.append(scraper.look())
    assert Signature.objects.count() >= sized(250, 5000) and snapshots[-1][0]
    for names, cells in snapshots:
        assert not [name for name in names if not name.startswith("Public")]
        assert all(number >= lists.FEWEST and number % 10 == 0 for number in cells.values())
    for (names, cells), (later, more) in zip(snapshots, snapshots[1:], strict=False):
        assert len(later - names) == 0 or len(later - names) >= lists.BATCH
        steps = {abs(more.get(words, 0) - cells.get(words, 0)) for words in {*cells, *more}}
        assert all(step == 0 or step >= lists.FEWEST for step in steps)
    code = letter.campaign.code
    everything = scraper.pages(address("front"), address("campaign", code), address("letter", code, letter.key))
    assert "Private" not in everything and "Public" in everything


def test_a_private_signer_changes_no_cell(letter: Letter, alice: User) -> None:
    """Membership by difference: the list's numbers with and without thousands who are not shown are the same."""
    crowd(letter, 39, by=alice, country="CA", profession="lawyer")
    lists.release(letter=letter, now=timezone.now())
    before = Scraper(letter).look()
    crowd(letter, sized(50, 1000), by=alice, kinds=("named",), country="CA", profession="lawyer")
    lists.release(letter=letter, now=timezone.now() + timedelta(days=1))
    assert Scraper(letter).look() == before and before[1]["Exampleland CA"] == 30


def test_control_without_batches_and_tens_the_same_looks_find_who_came(
    letter: Letter, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "BATCH", 1)
    monkeypatch.setattr(lists, "in_tens", lambda number: number)
    scraper, looks = Scraper(letter), []
    for day, number in enumerate((30, 1)):
        crowd(letter, number, by=alice, prefix="Public", country="CA")
        lists.release(letter=letter, now=timezone.now() + timedelta(days=day))
        looks.append(scraper.look())
    (names, cells), (later, more) = looks
    assert len(later - names) == 1 and more["Exampleland CA"] - cells["Exampleland CA"] == 1
