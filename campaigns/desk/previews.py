"""A letter before it goes: for any of its targets, in any of its languages, on screen and on paper."""

from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from actors.directory.models import Office
from campaigns.delivery.ledger import signatories
from campaigns.delivery.mails import lay_out
from campaigns.delivery.models import Delivery
from campaigns.delivery.paper import print_pdf
from campaigns.desk.board import Sheet
from campaigns.letters.models import Letter, Translation, Version
from campaigns.letters.texts import Text, compose
from campaigns.planning.models import Target


@dataclass
class Preview:
    """What is asked for, with what there is to choose from. Unknown choices fall back to the first."""

    version: Version | None
    translation: Translation | None
    office: Office | None
    targets: list[Target]
    text: Text | None

    @classmethod
    def of(cls, letter: Letter, language: str, office_key: str) -> "Preview":
        version = letter.versions.order_by("-number").prefetch_related("translations").first()
        related = ("office__actor", "office__kind")
        targets = list(letter.targets.select_related(*related).order_by("position", "pk"))
        offices = {target.office.key: target.office for target in targets}
        office = offices.get(office_key) or next(iter(offices.values()), None)
        if version is None or not version.translations.all():
            return cls(version, None, office, targets, None)
        translation = version.translation(language or None)
        text = compose(translation, office, organisation=letter.campaign.organisation.name)
        return cls(version, translation, office, targets, text)

    @property
    def languages(self) -> list[str]:
        return [row.language for row in self.version.translations.all()] if self.version else []


def paper(sheet: Sheet, office_key: str) -> bytes:
    """The PDF for one target, with the numbers of this moment; Http404 for an office that is no target."""
    letter = sheet.letter
    target = letter.targets.select_related("office__actor", "office__kind").filter(office__key=office_key).first()
    if target is None or sheet.version is None:
        raise Http404
    draft = Delivery(
        letter=letter,
        version=sheet.version,
        target=target,
        language=sheet.version.translation().language,
        signatures=sheet.confirmed,
        first_signatories=signatories(letter),
        released_at=timezone.now(),
    )
    return print_pdf(lay_out(draft))
