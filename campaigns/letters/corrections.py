"""A second person certifies a correction or a further language: ask, addressees and meaning are as they were (R21).

What follows is a frozen version of its own, so that what is compared at sending is what was certified. Its offices,
their addresses and how each is addressed are taken over as they were approved; nothing of them is approved anew.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from actors.accounts.models import User
from campaigns.letters import addressing
from campaigns.letters.approvals import Changed, OwnLetter
from campaigns.letters.models import Addressed, Approval, Edition, FrozenTarget, Letter, Version
from campaigns.letters.texts import fingerprint
from campaigns.planning.campaigns import member_of
from campaigns.planning.names import Undecided, undecided
from foundation.history import journal


class Outdated(Exception):
    """Another text was proposed or approved since: this one leads nowhere any more."""


class NoNotice(Exception):
    """Pages exist in this language, and the campaign's privacy notice does not: nobody could sign in it (R8)."""


def certify(*, version: Version, by: User, now: datetime, seen: str | None = None) -> Approval:
    """Freezes a correction or a further language and puts it in the place of the text it follows. Twice is once.

    ``seen`` is the fingerprint of what the person read. Raises NotAllowed, OwnLetter, Outdated, Changed, NoNotice or
    ``names.Undecided``. Signatures follow in ``signing.carrying``, which is what a page calls.
    """
    letter = version.letter
    member = member_of(letter.campaign, by)
    if by.pk in {letter.author.user_id, version.author.user_id}:
        raise OwnLetter
    with transaction.atomic():
        held = Letter.objects.select_for_update().get(pk=letter.pk)
        edition = Edition.objects.select_related("of").filter(version=version).first()
        if edition is None or not edition.keeps_signatures:
            raise Outdated
        done = Approval.objects.filter(version=version).first()
        if done is not None:
            return done
        newest = held.versions.order_by("-number").first()
        if held.current_id != edition.of_id or newest != version:
            raise Outdated
        # Two who certify at once, or certify and approve, come one after the other.
        rows = Version.objects.select_for_update().filter(pk__in=[version.pk, edition.of_id]).order_by("pk")
        locked = {row.pk: row for row in rows}
        new, old = locked[version.pk], locked[edition.of_id]
        if fingerprint(old) != old.fingerprint or (seen is not None and seen != fingerprint(new)):
            raise Changed
        _check(letter, new, old)
        approval = _freeze(new, old, member.pk, now)
        version.fingerprint, version.frozen_at = new.fingerprint, new.frozen_at
        Letter.objects.filter(pk=letter.pk).update(current=new)
        letter.current = new
        journal.write(
            deed=f"letter.{edition.kind}_certified",
            by=by,
            subject=("letter", letter.code),
            scope=letter.campaign.scope,
            now=now,
            detail={"version": new.number, "of": old.number, "fingerprint": new.fingerprint[:16]},
        )
    return approval


def further_languages(new: Version, old: Version) -> list[str]:
    """Languages that the text it follows has not."""
    before = {text.language for text in old.translations.all()}
    return sorted(text.language for text in new.translations.all() if text.language not in before)


def _check(letter: Letter, new: Version, old: Version) -> None:
    if persons := undecided(letter.campaign, [words for text in new.translations.all() for words in text.words]):
        raise Undecided(persons)
    shown = {code for code, _name in settings.LANGUAGES} & set(further_languages(new, old))
    if shown - set(letter.campaign.notices.values_list("language", flat=True)):
        raise NoNotice


def _freeze(new: Version, old: Version, member: int, now: datetime) -> Approval:
    new.fingerprint, new.frozen_at = fingerprint(new), now
    new.save(update_fields=["fingerprint", "frozen_at"])
    approval = Approval.objects.create(version=new, member_id=member, at=now, fingerprint=new.fingerprint)
    approval.refresh_from_db(fields=["code"])
    further = further_languages(new, old)
    rows = FrozenTarget.objects.filter(approval__version=old).select_related("target__office__actor")
    for row in rows.prefetch_related("readdressings", "target__office__terms__person"):
        held: Addressed = row.in_force
        said = addressing.words_for(row.target.office, further, now) if further else {}
        FrozenTarget.objects.create(
            approval=approval,
            target=row.target,
            in_copy=row.in_copy,
            address_digest=held.address_digest,
            words={**held.words, **said},
        )
    return approval
