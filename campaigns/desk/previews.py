"""A letter as it goes or went to one office: the same words on screen and on paper."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.delivery import paper as printing
from campaigns.delivery.ledger import day_of, signatories
from campaigns.delivery.mails import lay_out
from campaigns.delivery.models import Delivery
from campaigns.desk.sheets import Row, Sheet
from campaigns.endorsing import lists
from campaigns.letters.models import Translation
from campaigns.planning.models import Target
from campaigns.signing.paper import counted as on_paper


@dataclass(frozen=True)
class Preview:
    """What is shown, with what there is to choose from; ``paper`` is None while there is no text or no office."""

    targets: list[Target]
    languages: list[str]
    row: Row | None = None
    language: str = ""
    paper: printing.Sheet | None = None
    as_sent: bool = False
    """Whether these are the words that were released, not those that would be."""


def preview(sheet: Sheet, *, language: str, office_key: str, now: datetime) -> Preview:
    """The letter for one of its offices in one of its languages. Unknown choices fall back to the first office, and
    to the language that office gets."""
    rows = sheet.rows if sheet.is_approved else _draft_rows(sheet)
    languages = sorted(text.language for text in sheet.version.translations.all()) if sheet.version else []
    found = Preview([row.target for row in rows], languages)
    if not rows or not languages or sheet.version is None:
        return found
    row = next((row for row in rows if row.office.key == office_key), rows[0])
    wanted = language if language in languages else sheet.version.translation(row.language).language
    if row.delivery and row.delivery.version_id == sheet.version.pk and row.delivery.language == wanted:
        return replace(found, row=row, language=wanted, paper=_as_sent(sheet, row.delivery, now), as_sent=True)
    return replace(found, row=row, language=wanted, paper=_as_it_would_go(sheet, row, wanted, now))


def typed(sheet: Sheet, texts: list[Translation], *, language: str, office_key: str, now: datetime) -> Preview:
    """The same for words that are not kept: those of the draft stay as they are."""
    assert sheet.version is not None
    version = copy(sheet.version)
    shown = version.translations.none()
    shown._result_cache = texts
    version._prefetched_objects_cache = {"translations": shown}  # type: ignore[attr-defined]
    return preview(replace(sheet, version=version), language=language, office_key=office_key, now=now)


def paper(sheet: Sheet, *, language: str, office_key: str, now: datetime) -> bytes:
    """The PDF for one office; Http404 for an office that is no target, or a letter without text."""
    shown = preview(sheet, language=language, office_key=office_key, now=now)
    if shown.row is None or shown.row.office.key != office_key or shown.paper is None:
        raise Http404
    return printing.print_pdf(shown.paper)


def _draft_rows(sheet: Sheet) -> list[Row]:
    known = {row.target.pk: row for row in sheet.rows}
    in_copy = {target.pk for target in sheet.letter.copies.all()}
    return [known.get(target.pk) or Row(target, "en", in_copy=target.pk in in_copy) for target in sheet.targets]


def _as_sent(sheet: Sheet, delivery: Delivery, now: datetime) -> printing.Sheet:
    delivery.letter = sheet.letter
    return lay_out(delivery, now)


def _as_it_would_go(sheet: Sheet, row: Row, language: str, now: datetime) -> printing.Sheet:
    assert sheet.version is not None
    before = sheet.said_before(row.target.pk)
    draft = Delivery(
        letter=sheet.letter,
        version=sheet.version,
        target=row.target,
        language=language,
        words=row.words if sheet.is_approved else {},
        in_copy=row.in_copy,
        signatures=sheet.confirmed if sheet.is_approved else 0,
        on_paper=on_paper(sheet.version) if sheet.is_approved else 0,
        signatures_before=before.signatures if before else None,
        said_before_on=day_of(before) if before else None,
        first_signatories=signatories(sheet.letter),
        endorsers=lists.delivered(sheet.letter, now),
        released_at=now,
    )
    laid_out = lay_out(draft, now)
    if sheet.is_approved and sheet.confirmed:
        return laid_out
    with translation.override(language):
        # A letter vouches for a number and a frozen text; a draft must not, wherever its paper ends up.
        vouches = _("Draft of version %(number)s: not approved, not sent.") % {"number": sheet.version.number}
        number = _("The number of those who signed will stand here.")
    foot = laid_out.foot if sheet.is_approved else [laid_out.foot[0], vouches]
    return replace(laid_out, count_line=number, foot=foot)
