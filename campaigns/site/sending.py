"""The sending of a signature, apart from its page: it looks up what decides, and none of what the page only shows.

The number of its statements is fixed: they do not grow with signatures, offices, languages or states.
"""

from datetime import datetime

from django.http import QueryDict

from campaigns.letters.models import Letter
from campaigns.planning.models import Campaign
from campaigns.signing import signatures
from campaigns.signing.models import Intake
from campaigns.site.deeds import number_of
from campaigns.site.forms import LinksForm, SentForm
from campaigns.supporters import wording

_DECIDES = (
    *("code", "opened_at", "current__id", "campaign__code", "campaign__launched_at", "campaign__closed_at"),
    *("campaign__ends_on", "campaign__asks_country", "campaign__asks_profession"),
)


def find(code: str, key: str) -> Letter | None:
    """An open letter of a public campaign, with as much of both as decides about a sending."""
    public = {"campaign__launched_at__isnull": False, "campaign__shredded_at": None, "current__isnull": False}
    letters = Letter.objects.open().filter(campaign__code=code, key=key, **public)
    return letters.select_related("campaign", "current").only(*_DECIDES).first()


def take(data: QueryDict, *, code: str, key: str, language: str, now: datetime) -> bool:
    """Takes the form in; False where the page has to say why not. Raises Closed or KeyGone."""
    letter = find(code, key)
    texts = wording.boxes(language) if letter and letter.is_open(now) else []
    if letter is None or not texts:
        return False
    form = SentForm(data, letter=letter, texts=texts)
    number = number_of(form, f"sign:{letter.code}")
    if number is None or not form.is_valid():
        return False
    signatures.receive(
        kind=Intake.Kind.SIGN,
        campaign=letter.campaign,
        version=letter.current,
        form_number=number,
        content=form.content(language),
        now=now,
    )
    return True


def take_links(form: LinksForm, *, campaign: Campaign, number: str, now: datetime) -> None:
    """Takes in that somebody asks for their links. The same work for every address; raises KeyGone."""
    signatures.receive(
        kind=Intake.Kind.LINKS,
        campaign=campaign,
        version=None,
        form_number=number,
        content={"email": form.cleaned_data["email"]},
        now=now,
    )
