"""Things that need somebody today: what they look like, and those about names and risk advice."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.desk.sheets import Sheet
from campaigns.letters.drafts import ReviewStep


@dataclass(frozen=True)
class Todo:
    """One thing that needs somebody, with the page where it is done; ``yours`` when this person can do it."""

    kind: str
    words: str
    action: str
    url_name: str
    args: tuple[str, ...]
    anchor: str = ""
    yours: bool = True

    @property
    def address(self) -> str:
        return reverse(self.url_name, args=self.args) + (f"#{self.anchor}" if self.anchor else "")


def draft(sheet: Sheet, campaign: str, *, yours: bool) -> Todo:
    """A letter that is being written, or was sent back."""
    page = ("desk:write", (campaign, sheet.letter.code))
    if sheet.stage == ReviewStep.Kind.CHANGES:
        said = _("Changes are asked for in a letter: %(subject)s") % {"subject": sheet.subject}
    else:
        said = _("A letter is being written: %(subject)s") % {"subject": sheet.subject}
    return Todo(_("To write"), said, _("Write"), *page, yours=yours)


def advice(number: int, campaign: str, *, yours: bool) -> Iterable[Todo]:
    """So many situations whose advice a new measure put up for review."""
    if number:
        said = ngettext(
            "A new measure: signing waits for people in %(number)s situation, until the advice is reviewed",
            "A new measure: signing waits for people in %(number)s situations, until the advice is reviewed",
            number,
        ) % {"number": number}
        yield Todo(_("To review"), said, _("Read the advice"), "desk:advice", (campaign,), yours=yours)


def names(number: int, campaign: str, *, yours: bool) -> Iterable[Todo]:
    """So many names that wait to be read."""
    if number:
        said = ngettext(
            "%(number)s name waits to be read: until then it is neither named nor shown",
            "%(number)s names wait to be read: until then they are neither named nor shown",
            number,
        ) % {"number": number}
        yield Todo(_("To read"), said, _("Read names"), "desk:names", (campaign,), yours=yours)
