"""Which words of consent and advice are in force."""

from campaigns.planning.models import RiskAdvice
from campaigns.supporters.models import ConsentKind, ConsentText

_BOXES = """
SELECT t.id, t.kind FROM campaigns_consenttext t WHERE t.language = %s
AND EXISTS (SELECT 1 FROM campaigns_riskadvice a WHERE a.language = t.language AND NOT a.with_designated) ORDER BY t.id
"""
ORDER = [kind.value for kind in ConsentKind]


def consent_texts(language: str) -> list[ConsentText]:
    """The newest text of each kind in one language, in the order of the form."""
    newest: dict[str, ConsentText] = {}
    for text in ConsentText.objects.filter(language=language).order_by("pk"):
        newest[text.kind] = text
    return sorted(newest.values(), key=lambda text: ORDER.index(text.kind))


def boxes(language: str) -> list[ConsentText]:
    """The same without their words, in one query; nothing where a letter cannot be signed (see below)."""
    newest = {text.kind: text for text in ConsentText.objects.raw(_BOXES, [language])}
    return list(newest.values()) if ConsentKind.COUNTED in newest else []


def risk_advice(language: str) -> list[RiskAdvice]:
    """The newest advice for each situation in one language, in order."""
    newest: dict[str, RiskAdvice] = {}
    for advice in RiskAdvice.objects.filter(language=language, with_designated=False).order_by("pk"):
        newest[advice.situation] = advice
    return sorted(newest.values(), key=lambda advice: advice.position)


def own_advice(situation: str, language: str) -> RiskAdvice | None:
    """The newest text of its own for somebody in a situation that a measure reaches, of a campaign made with or for
    somebody under it (R17)."""
    rows = RiskAdvice.objects.filter(situation=f"{situation}-designated", language=language, with_designated=True)
    return rows.order_by("-pk").first()


def can_be_signed_in(language: str) -> bool:
    """Whether consents and risk advice exist in a language (R8): a letter is signed in no other."""
    has_advice = RiskAdvice.objects.filter(language=language, with_designated=False).exists()
    return has_advice and ConsentText.objects.filter(language=language, kind=ConsentKind.COUNTED).exists()
