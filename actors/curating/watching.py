"""Lines of the start page about occasion sheets, and about states that nobody watches."""

from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from actors.accounts.models import User
from actors.curating.start import Line
from actors.directory.models import Actor
from actors.watch import assignments
from actors.watch.models import Sheet


def open_sheets(user: User, now: datetime) -> Line | None:
    """Sheets that correspondents fill now, and how many of them are late."""
    if not user.has_perm("actors.view_sheet"):
        return None
    late = Q(pk__in=Sheet.objects.late(now).values("pk"))
    found = Sheet.objects.open().aggregate(all=Count("pk"), late=Count("pk", filter=late))
    words = ngettext("occasion sheet is open", "occasion sheets are open", found["all"])
    more = ngettext("%d is late", "%d are late", found["late"]) % found["late"] if found["late"] else ""
    return Line(found["all"], words, f"{reverse('admin:actors_sheet_changelist')}?state=open", more)


def unwatched(user: User, now: datetime) -> Line | None:
    """States without a correspondent."""
    if not user.has_perm("actors.view_assignment"):
        return None
    number = Actor.objects.filter(assignments.unwatched()).count()
    words = ngettext("State has no correspondent", "States have no correspondent", number)
    return Line(number, words, f"{reverse('admin:actors_actor_changelist')}?watched=no")
