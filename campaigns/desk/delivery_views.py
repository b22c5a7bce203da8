"""How letters reach offices: rounds."""

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.delivery import rounds
from campaigns.desk import words
from campaigns.desk.access import StaffRequest, deed
from campaigns.desk.finding import find_sheet


@deed
def open_round(request: StaffRequest, code: str, letter: str) -> HttpResponse:
    """The letter may go to each office once more, with those who signed since."""
    sheet = find_sheet(request, code, letter)
    seen = request.POST.get("round", "")
    here = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 5 else 0
    try:
        number = rounds.open_next(letter=sheet.letter, by=request.user, now=timezone.now(), seen=here)
    except (rounds.NotOver, rounds.NothingNew) as refusal:
        notices.error(request, words.REFUSALS[type(refusal)])
    else:
        said = _("Round %(number)s is open. Nothing has left: a release serves each office once more.")
        notices.success(request, said % {"number": number})
    return redirect("desk:letter", code, letter)
