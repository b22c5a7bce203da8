"""The admin's start page says which sheets are open or late, and which states nobody watches."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from actors.curating import start, watching
from actors.positions.models import Occasion
from actors.watch import sheets
from tests import make
from tests.actors.curation.people import appointed, browser, page
from tests.actors.watch.cast import NOW, correspondent, keeper, occasion, opened, states

pytestmark = pytest.mark.django_db


def test_the_lines_lead_to_what_they_count():
    first, *_others = states(5)
    correspondent("Ann", first)
    now = timezone.now()
    opened(due_at=now - timedelta(hours=1))
    opened(occasion=occasion("later"), due_at=now + timedelta(hours=1))
    closed = opened(occasion=occasion("closed"))
    sheets.close_sheet(sheet=closed, by=keeper(), now=now)
    client = browser(appointed("ada"))
    lines = client.get(reverse("admin:index")).context["lines"]
    found = {line.words: line for line in lines}
    assert (found["occasion sheets are open"].number, found["occasion sheets are open"].more) == (2, "1 is late")
    assert found["States have no correspondent"].number == 5, "four of those asked, and the coercing one"
    for words in ("occasion sheets are open", "States have no correspondent"):
        assert client.get(found[words].address).context["cl"].result_count == found[words].number
    assert client.get(reverse("admin:actors_sheet_changelist"), {"state": "late"}).context["cl"].result_count == 1
    assert client.get(reverse("admin:actors_sheet_changelist"), {"state": "closed"}).context["cl"].result_count == 1


def test_they_are_registered_and_cost_a_query_each(django_assert_num_queries):
    assert {watching.open_sheets, watching.unwatched} <= set(start.OTHERS)
    ada = appointed("ada")
    ada.has_perm("actors.view_sheet")
    for line in (watching.open_sheets, watching.unwatched):
        with django_assert_num_queries(1):
            assert line(ada, NOW) is not None


def test_who_may_not_look_sees_no_line(charlie):
    assert watching.open_sheets(charlie, NOW) is None and watching.unwatched(charlie, NOW) is None


def test_an_occasion_s_page_leads_to_its_sheet_and_a_yearly_day_to_its_own():
    client, dated = browser(appointed("ada")), occasion()
    answer = client.get(page(dated)).content.decode()
    assert f"/en/desk/watch/?occasion={dated.key}#open" in answer and "Enter this year’s own" not in answer
    yearly = occasion("rights-day", on=None, yearly=True, month_day="12-10", name_en="Rights Day", kind="day")
    answer = client.get(page(yearly))
    assert "Open its sheet" not in answer.content.decode()
    form = client.get(answer.context["own_address"]).context["adminform"].form
    year = yearly.next_on(timezone.now().date()).year
    assert [form[name].value() for name in ("key", "name_en", "on")] == [
        f"rights-day-{year}",
        f"Rights Day {year}",
        f"{year}-12-10",
    ]
    assert Occasion.objects.count() == 2 and make.NOW == NOW


def test_who_may_not_open_sheets_is_not_led_there():
    staff, dated = appointed("staff"), occasion()
    staff.groups.get().permissions.remove(*staff.groups.get().permissions.filter(codename="add_sheet"))
    assert "Open its sheet" not in browser(staff).get(page(dated)).content.decode()
