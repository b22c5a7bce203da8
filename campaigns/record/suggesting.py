"""The page on which anybody suggests a correction of one public row, or words that are missing."""

import logging
import math
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from actors.checking import redirects, revisions
from actors.checking.models import Revision
from actors.directory.models import Actor
from actors.positions import ledger
from actors.suggestions import inbox
from actors.suggestions.fields import PROPOSABLE
from actors.suggestions.models import Suggestion
from campaigns.record import disclosed, rows
from campaigns.record.suggest_forms import CorrectionForm, StatementForm, SuggestForm
from campaigns.record.vouching import vouch
from foundation.web import limits
from foundation.web.deeds import Stale, check_number, new_number, seconds_old
from foundation.web.limits import Limit

log = logging.getLogger("undeterred.suggestions")
OFTEN = Limit("suggest", size=20, every=900)
"""Twenty from one network at once, and four more an hour."""
TOO_QUICK = 3.0
"""Seconds within which no person reads and fills in this form."""


class Moved(Exception):
    """The row was merged into another, whose key this is."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class NotNow(Exception):
    """More came than is taken: what to do, in words, and after how many seconds."""

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(words)
        self.words, self.seconds = words, math.ceil(seconds)


@dataclass(frozen=True)
class Given:
    """The signed number a form came with, and the revision of the row that its reader had before their eyes."""

    number: str
    unique: str
    revision: Revision
    again: bool

    @classmethod
    def of(cls, data: QueryDict, about: str) -> "Given | None":
        """``None`` when it is too old, about something else, or not one of ours."""
        number, seen = data.get("number", "")[:400], data.get("seen", "")[:18]
        revision = Revision.objects.filter(pk=int(seen)).first() if seen.isdecimal() else None
        for again in (False, True):
            try:
                unique = check_number(number, _about(about, revision, again)) if revision else ""
            except Stale:
                continue
            return cls(number, unique, revision, again) if revision else None
        return None

    def is_too_quick(self) -> bool:
        """Who has to send an old form once more may do so at once."""
        return not self.again and seconds_old(self.number) < TOO_QUICK


def _about(what: str, revision: Revision, again: bool) -> str:
    return f"{what}:{revision.pk}:{'again' if again else 'first'}"


@dataclass
class SuggestPage:
    """One row, as the reader saw it, and its form."""

    row: Any
    kind: str
    is_statement: bool
    given: Given | None
    is_hidden: bool = False
    """Since the form was given out: nothing that the row says is told any more."""

    @classmethod
    def find(cls, kind: str, key: str, *, is_statement: bool, sent: QueryDict | None) -> "SuggestPage":
        """Of a public row of a kind that readers see; ``Http404`` for any other. Raises Moved.

        A form that was given out before the row was hidden or merged is still taken: nobody types in vain.
        """
        if kind not in PROPOSABLE:
            raise Http404
        about = f"suggest:{'statement' if is_statement else 'correction'}:{kind}:{key}"
        given = Given.of(sent, about) if sent is not None else None
        row = rows.find(kind, key)
        is_hidden = row is None
        if row is None and given is not None:
            row = revisions.kinds()[kind]._default_manager.select_related().filter(key=key).first()
        if row is None:
            kept = redirects.lead(kind, key)
            raise Moved(kept) if kept else Http404
        return cls(row, kind, is_statement, given, is_hidden)

    @property
    def about(self) -> str:
        return f"suggest:{'statement' if self.is_statement else 'correction'}:{self.kind}:{self.row.key}"

    @cached_property
    def seen(self) -> Any:
        """The row as it was when the form was given out."""
        if self.given is None or self.given.revision.pk == self.row.revision_id:
            return self.row
        found = type(self.row)(key=self.row.key, revision=self.given.revision, public=True)
        revisions.fill(found, self.given.revision.facts)
        return disclosed.screen(found) or self.row

    def form(self, data: QueryDict | None, now: datetime) -> SuggestForm:
        if self.is_statement:
            coercing = [state for state in ledger.coercing_states() if state.pk != self.row.pk]
            return StatementForm(data, coercing=coercing, today=now.date())
        return CorrectionForm(data, row=self.seen)

    def take(self, form: SuggestForm, *, network: str, language: str, now: datetime) -> bool:
        """Takes in what was sent; False where the form says why not. Raises NotNow.

        What no person would send gets the answer of what was taken, and nothing is kept.
        """
        if self.given is None:
            form.refuse_number()
        if self.given is None or not form.is_valid():
            return False
        if form.is_trap() or self.given.is_too_quick():
            log.info("a suggestion was not kept", extra={"reason": "trap" if form.is_trap() else "too_quick"})
            return True
        if inbox.is_known(self.given.unique):
            return True
        if seconds := limits.take(OFTEN, network=network, now=now):
            raise NotNow(_often(seconds), seconds)
        try:
            inbox.receive(
                row=self.row,
                revision=self.given.revision,
                about=Suggestion.About.STATEMENT if self.is_statement else Suggestion.About.CORRECTION,
                language=language,
                form_number=self.given.unique,
                now=now,
                **form.content(),
            )
        except inbox.Full:
            words = _t("As many suggestions came today as we can read. Please send this again tomorrow.")
            raise NotNow(words, 24 * 3600) from None
        return True

    def context(self, form: SuggestForm) -> dict[str, Any]:
        vouch([self.row])
        # Who puts a form right keeps its number and the row they saw; a fresh one is about the row as it is now.
        again = form.is_bound
        fresh = new_number(_about(self.about, self.row.revision, again)) if self.given is None else ""
        return {
            "page": self,
            "row": self.row,
            "form": form,
            "number": self.given.number if self.given else fresh,
            "revision": self.given.revision.pk if self.given else self.row.revision_id,
            "says": [fact for fact in disclosed.facts(self.row) if fact.field in PROPOSABLE[self.kind]],
            "label": self.row._meta.verbose_name,
        }

    @property
    def name(self) -> str:
        """The row in words."""
        return str(self.row.key) if self.is_hidden else disclosed.title(self.row)

    @property
    def words_may_be_missing(self) -> bool:
        return isinstance(self.row, Actor) and not self.is_statement


def _often(seconds: float) -> str:
    minutes = math.ceil(seconds / 60)
    return ngettext(
        "Many suggestions came from your network in a short time. Please send this again in a minute.",
        "Many suggestions came from your network in a short time. Please send this again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
