"""What the desk says of letters that are being written: what was done, why something was refused."""

from typing import Any

from django.utils.translation import gettext_lazy, ngettext

from campaigns.letters import approvals, arguments, copies, drafting, reviewing
from campaigns.planning import names

DEEDS = {
    "letter.begun": gettext_lazy("began a letter (%(key)s)"),
    "letter.written": gettext_lazy("wrote in version %(version)s of a letter"),
    "letter.office_added": gettext_lazy("put an office on a letter’s list: %(office)s"),
    "letter.office_removed": gettext_lazy("took an office off a letter’s list: %(office)s"),
    "letter.review_asked": gettext_lazy("put version %(version)s of a letter up for review"),
    "letter.changes_asked": gettext_lazy("asked for changes in version %(version)s of a letter"),
    "letter.argument_added": gettext_lazy("put a legal basis into a letter: %(instrument)s"),
    "argument.written": gettext_lazy("keeps a legal basis ready for letters: %(instrument)s"),
    "argument.dropped": gettext_lazy("took a legal basis off the list: %(instrument)s"),
    "letter.closed": gettext_lazy("closed a letter for signing"),
    "letter.archived": gettext_lazy("archived a letter"),
}

REFUSALS: dict[type[Exception], Any] = {
    approvals.NotInReview: gettext_lazy("Nothing was approved: this text is not up for review."),
    copies.Frozen: gettext_lazy(
        "Nothing was changed: this text is frozen. A correction, a new text or a further language is proposed under "
        "“What changed, and what may change”."
    ),
    copies.IsAddressee: gettext_lazy("This office has the letter already, as addressee or in copy."),
    drafting.InForce: gettext_lazy(
        "Nothing was changed: people sign an approved text with these offices. One more office is proposed under “What "
        "changed, and what may change”."
    ),
    drafting.KeyTaken: gettext_lazy("The campaign has a letter of this name already."),
    reviewing.NotOpen: gettext_lazy("This letter was never open for signing: there is nothing to close."),
    reviewing.StillOpen: gettext_lazy("People can still sign this letter: close it first, then archive it."),
}

ARGUMENTS: dict[type[Exception], Any] = {
    names.NoReason: gettext_lazy("Not kept: there are no words in it."),
    arguments.NotChecked: gettext_lazy(
        "Not done: name or citation of this instrument is not checked yet, so no letter can rest on it."
    ),
}
"""Why a legal basis was not kept, or not put into a letter."""

KEPT_TYPED: dict[type[Exception], Any] = {
    approvals.Changed: gettext_lazy(
        "Not kept: somebody else saved this letter meanwhile. What you typed still stands here; open the letter in a "
        "second window and compare."
    ),
    drafting.NotItsAsk: gettext_lazy("Not kept: none of the letter’s offices can be asked for this."),
}
"""Why a text was not kept, while what was typed stays on the page."""


def unfinished(number: int) -> str:
    said = ngettext(
        "Not put up for review yet: %(n)s thing has to be mended first.",
        "Not put up for review yet: %(n)s things have to be mended first.",
        number,
    )
    return said % {"n": number}
