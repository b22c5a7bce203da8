"""How a page of the record is cited: who publishes it, where it stands, of which day, and who checked it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import override

from actors.accounts.models import Organisation
from foundation.dates import in_words


@dataclass(frozen=True)
class Citation:
    """One page as of one day, ready to be copied. ``language`` is that of the page and of the sentence."""

    title: str
    url: str
    on: date
    language: str
    publishers: tuple[str, ...]
    checked_for: str = ""
    checked_on: date | None = None
    data_set_on: date | None = None

    @property
    def check(self) -> str:
        """Who vouches for what it says; empty for pages made of many rows."""
        with override(self.language):
            if self.checked_on:
                words = {"day": in_words(self.checked_on, "j F Y"), "who": self.checked_for}
                if self.checked_for:
                    return _t("checked by a second person on %(day)s, for %(who)s") % words
                return _t("checked by a second person on %(day)s") % words
            if self.data_set_on:
                day = in_words(self.data_set_on, "j F Y")
                return _t("data set of %(day)s, not checked by a person") % {"day": day}
        return ""

    @property
    def sentence(self) -> str:
        """One sentence in the page's language: publisher, title, record, day, check, address."""
        with override(self.language):
            words = {
                "who": ", ".join(self.publishers) or _t("Publisher not named"),
                "title": self.title,
                "day": in_words(self.on, "j F Y"),
                "check": self.check,
                "url": self.url,
            }
            if self.check:
                return _t("%(who)s, “%(title)s”, Undeterred, as of %(day)s (%(check)s), %(url)s") % words
            return _t("%(who)s, “%(title)s”, Undeterred, as of %(day)s, %(url)s") % words

    @property
    def csl(self) -> dict[str, Any]:
        """The same as an item of CSL-JSON, which programs for references read."""
        item: dict[str, Any] = {
            "id": self.url,
            "type": "webpage",
            "title": self.title,
            "container-title": "Undeterred",
            "publisher": ", ".join(self.publishers),
            "URL": self.url,
            "language": self.language,
            "accessed": {"date-parts": [[self.on.year, self.on.month, self.on.day]]},
            "note": self.check,
        }
        return {name: value for name, value in item.items() if value}


def publishers() -> list[Organisation]:
    """The organisations that run this installation and answer for the record: those with a campaign."""
    return list(Organisation.objects.filter(campaigns__launched_at__isnull=False).distinct().order_by("name"))


def cite(
    *,
    title: str,
    path: str,
    row: Any,
    on: date,
    language: str,
    by: Sequence[Organisation] | None = None,
) -> Citation:
    """A page of the record as of a day. ``row`` (after ``vouching.vouch``) is what it is about, or none.

    ``by`` are the publishers, for a caller that has them already; else one query.
    """
    check = getattr(row, "check", None)
    return Citation(
        title=title,
        url=f"{settings.BASE_URL}{path}",
        on=on,
        language=language,
        publishers=tuple(one.name for one in (publishers() if by is None else by)),
        checked_for=check.organisation if check else "",
        checked_on=timezone.localdate(check.checked_at) if check else None,
        data_set_on=getattr(row, "data_set_on", None),
    )
