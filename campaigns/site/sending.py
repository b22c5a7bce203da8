"""The sending of a signature, apart from its page: it looks up what decides, and none of what the page only shows.

The number of its statements is fixed: they do not grow with signatures, offices, languages or states. They are written
by hand, because building them with the ORM took longer than all the rest of a sending.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import QueryDict

from campaigns.letters.models import Version
from campaigns.planning.models import Campaign
from campaigns.signing import signatures, suspicion
from campaigns.signing.models import Intake
from campaigns.site import gate
from campaigns.site.deeds import given
from campaigns.site.forms import LinksForm, SentForm
from campaigns.site.sign_page import about_signing
from campaigns.supporters import wording
from foundation.web.deeds import seconds_old

_FIND = """
SELECT c.*, l.code AS letter_code, l.current_id AS version_id,
EXISTS (SELECT 1 FROM actors_actor a WHERE a.kind = 'state' AND a.key = %s) AS knows_country,
EXISTS (SELECT 1 FROM campaigns_legalopening o WHERE o.campaign_id = c.id AND o.ended_at IS NULL) AS is_reviewed,
EXISTS (SELECT 1 FROM campaigns_advicepause p WHERE p.organisation_id = c.organisation_id AND p.ended_at IS NULL)
AS any_paused,
EXISTS (SELECT 1 FROM campaigns_advicepause p WHERE p.organisation_id = c.organisation_id AND p.ended_at IS NULL
    AND p.situation = %s) AS is_paused
FROM campaigns_campaign c JOIN campaigns_letter l ON l.campaign_id = c.id
WHERE c.code = %s AND l.key = %s AND c.launched_at IS NOT NULL AND c.shredded_at IS NULL
AND l.opened_at <= %s AND l.closed_at IS NULL AND l.current_id IS NOT NULL
"""


def take(data: QueryDict, *, code: str, key: str, situation: str, language: str, network: str, now: datetime) -> bool:
    """Takes the form in; False where the page has to say why not. Raises Closed or KeyGone.

    What no person would send is taken in too, and set aside: the answer is the same for everybody.

    ``situation`` is that of the page the form stood on; it decides here, and is neither sealed nor kept.
    """
    country = data.get("country", "").replace("\x00", "")[:12]
    # Any: beside the campaign's own columns stand others (see _FIND).
    campaign: Any = next(iter(Campaign.objects.raw(_FIND, [country, situation, code, key, now])), None)
    texts = wording.boxes(language, campaign.pk) if campaign and campaign.is_open(now) else []
    if not texts or not gate.may_sign(
        campaign,
        situation,
        is_reviewed=campaign.is_reviewed,
        is_paused=campaign.is_paused,
        any_paused=campaign.any_paused,
    ):
        return False
    letter_code, known = campaign.letter_code, bool(campaign.knows_country)
    form = SentForm(data, campaign=campaign, letter_code=letter_code, texts=texts, knows_country=known)
    number, is_again = given(form, about_signing(letter_code, campaign.version_id, texts, situation))
    if number is None or not form.is_valid():
        return False
    is_quick = not is_again and seconds_old(str(data["number"])) < settings.SIGN_SECONDS
    suspect = suspicion.of_sending(is_trap=form.is_trap(), is_quick=is_quick, network=network, now=now)
    signatures.receive(
        kind=Intake.Kind.SIGN,
        campaign=campaign,
        # Only its key is needed, as the row refers to it.
        version=Version(pk=campaign.version_id),
        form_number=number,
        content=form.content(language) | {"suspect": suspect},
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
