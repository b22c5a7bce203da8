"""Which words of consent and advice are in force."""

from datetime import date

from campaigns.planning import advice
from campaigns.planning.models import RiskAdvice
from campaigns.supporters.models import ConsentKind, ConsentText

_BOXES = """
SELECT t.id, t.kind FROM campaigns_consenttext t WHERE t.language = %s
AND EXISTS (SELECT 1 FROM campaigns_privacynotice n WHERE n.campaign_id = %s AND n.language = t.language)
AND EXISTS (SELECT 1 FROM campaigns_riskadvice a WHERE a.language = t.language AND NOT a.with_designated)
AND NOT EXISTS (SELECT 1 FROM campaigns_riskadvice a WHERE NOT a.with_designated AND a.organisation_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM campaigns_riskadvice b WHERE b.situation = a.situation AND b.language = t.language))
ORDER BY t.id
"""
ORDER = [kind.value for kind in ConsentKind]


def consent_texts(language: str) -> list[ConsentText]:
    """The newest text of each kind in one language, in the order of the form."""
    newest: dict[str, ConsentText] = {}
    for text in ConsentText.objects.filter(language=language).order_by("pk"):
        newest[text.kind] = text
    return sorted(newest.values(), key=lambda text: ORDER.index(text.kind))


def boxes(language: str, campaign: int) -> list[ConsentText]:
    """The same without their words, in one query; nothing where a letter cannot be signed (see below)."""
    newest = {text.kind: text for text in ConsentText.objects.raw(_BOXES, [language, campaign])}
    return list(newest.values()) if ConsentKind.COUNTED in newest else []


def risk_advice(language: str, organisation: int, on: date) -> list[RiskAdvice]:
    """The advice in force for each situation in one language, in order."""
    return advice.in_force(organisation, language, court_listed=advice.court_is_listed(on))


def own_advice(situation: str, language: str) -> RiskAdvice | None:
    """The newest text of its own for somebody in a situation that a measure reaches, of a campaign made with or for
    somebody under it (R17)."""
    rows = RiskAdvice.objects.filter(situation=f"{situation}-designated", language=language, with_designated=True)
    return rows.order_by("-pk").first()


def can_be_signed_in(language: str, campaign: int) -> bool:
    """Whether consents, advice for every situation and the campaign's privacy notice exist in a language (R8): a letter
    is signed in no other. Pages and mails are in the languages of the site, and no form is in another."""
    return bool(boxes(language, campaign))
