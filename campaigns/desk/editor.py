"""The page on which a letter is written: its languages side by side, its offices, what is still wrong, and how it
reads."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from actors.directory.models import Office
from actors.levers.models import Ask
from campaigns.desk import previews
from campaigns.desk.previews import Preview
from campaigns.desk.sheets import Sheet
from campaigns.letters import drafting, drafts
from campaigns.letters.arguments import is_checked
from campaigns.letters.drafts import Argument
from campaigns.letters.editions import PARTS, Texts
from campaigns.letters.lint import Finding, lint
from campaigns.letters.models import Translation
from campaigns.letters.placeholders import NAMES
from campaigns.planning import courts
from campaigns.planning.models import Campaign

MOST_HITS = 12


@dataclass(frozen=True)
class Column:
    """One language."""

    language: str
    asks: str
    subject: str
    body: str

    @property
    def done(self) -> int:
        """How many of its parts are written."""
        return sum(bool(part.strip()) for part in (self.asks, self.subject, self.body))


@dataclass(frozen=True)
class Choice:
    """How the letter is to be shown, and which offices were looked for."""

    language: str = ""
    office: str = ""
    query: str = ""


@dataclass(frozen=True)
class Editor:
    columns: list[Column]
    asks: list[Ask]
    ask: str
    seen: str
    findings: list[Finding]
    preview: Preview | None
    hits: list[Office] = field(default_factory=list)
    query: str = ""
    arguments: list[Argument] = field(default_factory=list)
    """Legal bases that can be put into it."""
    blanks: tuple[str, ...] = NAMES

    @property
    def blocking(self) -> int:
        return sum(one.blocks for one in self.findings)


def is_draft(sheet: Sheet) -> bool:
    """Whether there is a text that can still be written."""
    return sheet.version is not None and drafts.may_be_written(sheet.version)


def languages(sheet: Sheet) -> list[str]:
    """Those of the campaign, and any the draft has beside them."""
    written = [text.language for text in sheet.version.translations.all()] if sheet.version else []
    return sorted({text.language for text in sheet.letter.campaign.texts.all()} | set(written))


def kept(sheet: Sheet) -> Texts:
    """The words as they are kept."""
    found = {language: dict.fromkeys(PARTS, "") for language in languages(sheet)}
    for text in sheet.version.translations.all() if sheet.version else []:
        found[text.language] = {"asks": text.asks, "subject": text.subject, "body": text.body}
    return found


def editor(
    sheet: Sheet, texts: Texts, now: datetime, *, chosen: Choice, ask: str | None = None, seen: str | None = None
) -> Editor:
    """The page for these words, kept or only typed. ``seen`` and ``ask`` are those of a form that came back."""
    assert sheet.version is not None
    written = [
        Translation(version=sheet.version, language=language, **words)
        for language, words in texts.items()
        if any(part.strip() for part in words.values())
    ]
    findings = lint(sheet.letter, written, now)
    current = sheet.letter.ask.key if sheet.letter.ask else ""
    return Editor(
        columns=[Column(language, **words) for language, words in texts.items()],
        asks=drafting.asks(sheet.letter),
        ask=current if ask is None else ask,
        seen=seen or drafting.mark(sheet.version),
        findings=findings,
        preview=_preview(sheet, written, chosen, now),
        hits=_offices(sheet, chosen.query),
        query=chosen.query,
        arguments=_arguments(sheet.letter.campaign),
    )


def _arguments(campaign: Campaign) -> list[Argument]:
    rows = campaign.arguments.select_related("instrument").prefetch_related("texts").order_by("pk")
    return [row for row in rows if is_checked(row.instrument)]


def _preview(sheet: Sheet, written: list[Translation], chosen: Choice, now: datetime) -> Preview | None:
    try:
        drafting.check_texts({text.language: {"body": text.body, "subject": text.subject} for text in written})
    except drafting.BadText:
        return None  # the findings say which blank it is
    return previews.typed(sheet, written, language=chosen.language, office_key=chosen.office, now=now)


def _offices(sheet: Sheet, query: str) -> list[Office]:
    """Offices of the register whose state, body or title has all these words; none of the Court's."""
    words = query.split()[:6]
    if not words:
        return []
    rows = Office.objects.public().select_related("actor__part_of", "kind").filter(actor__public=True)
    for word in words:
        has = Q()
        for name in ("actor__name_en", "actor__name_fr", "title_en", "title_fr", "kind__title_en", "kind__title_fr"):
            has |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(has)
    taken = {row.target.office_id for row in sheet.rows}
    found = [row for row in rows.order_by("actor__name_en", "key")[:60] if not courts.is_forbidden(row)]
    return [row for row in found if row.pk not in taken][:MOST_HITS]


def problems(refusal: drafting.BadText) -> str:
    return _("A blank cannot be filled: %(why)s") % {"why": refusal.reason}
