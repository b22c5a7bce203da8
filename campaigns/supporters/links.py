"""The links we mail to a supporter, and finding who stands behind one."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from campaigns.supporters.models import Supporter
from foundation.vault import keys, links

OWN = "own"


def own_token(supporter: Supporter, opened: keys.Keys) -> str:
    """Opens the supporter's own page, as long as they are here and their links were not renewed."""
    return links.token(opened, OWN, supporter.code, supporter.generation)


def own_url(supporter: Supporter, opened: keys.Keys) -> str:
    return absolute("site:own_link", own_token(supporter, opened), supporter.language)


def absolute(name: str, token: str, language: str) -> str:
    """A full address for a mail, in the reader's language."""
    with translation.override(language):
        return f"{settings.BASE_URL}{reverse(name, args=[token])}"


def find(token: str) -> tuple[Supporter, keys.Keys] | None:
    """The supporter whose own page this token opens, with the campaign's keys; None for anything else."""
    code = links.code_of(token)
    supporter = Supporter.objects.select_related("campaign__organisation").filter(code=code).first() if code else None
    if supporter is None:
        return None
    try:
        opened = keys.open_scope(supporter.campaign.scope)
    except keys.KeyGone:
        return None
    return (supporter, opened) if links.holds(opened, token, OWN, supporter.code, supporter.generation) else None
