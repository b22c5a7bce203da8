"""One person against the two-person rule: what is there to get at, what it looks like to the public, and who tries."""

from datetime import date, datetime
from typing import Any

from actors.accounts.models import Member, Organisation, User
from actors.checking import checks, disputes, merge_plans, merges, revisions
from actors.checking.models import Check, Dispute, Merge, Revision
from actors.directory.models import Contact, Person
from actors.positions.models import Occasion, Position
from actors.suggestions import decisions
from actors.watch import reports, sheets
from actors.watch.models import Assignment
from tests import make
from tests.actors.checking.cast import position, step
from tests.actors.suggestions.cast import suggestion


def superuser(name: str) -> User:
    """Even who has every right is one person."""
    return User.objects.create_superuser(f"{name}@curators.example", "a long enough password", name=name)


class Scene:
    """Ada entered everything that waits; Ben is the second person; a row of each sort stands there.

    ``said`` is public, entered by Ben and confirmed by Cleo, with a correction of Ada's waiting; ``fresh`` is Ada's and
    waits; ``packed`` came with the data set; ``held`` came with it and is held back; ``refused`` is Ada's, refused.
    """

    def __init__(self) -> None:
        self.ada, self.ben, self.cleo = superuser("ada"), superuser("ben"), superuser("cleo")
        self.said = self._entered(position("XA-said"), self.ben)
        checks.confirm(revision=self.said.revision, by=self.cleo, now=make.NOW)
        self.fresh = self._entered(position("XA-fresh", quote="Fresh words."), self.ada, batch="fresh")
        self.refused = self._entered(position("XA-refused", quote="No."), self.ada)
        checks.refuse(revision=self.refused.revision, by=self.ben, now=make.NOW)
        self.packed = make.fact(position("XA-packed", data_set_on=make.NOW.date()))
        self.held = make.fact(position("XA-held", confidence="low", data_set_on=make.NOW.date()), public=False)
        row = Position.objects.get(key="XA-said")
        row.quote = "Corrected words."
        correction = revisions.propose(row=row, by=self.ada, now=make.NOW)
        assert correction is not None
        self.correction = correction
        self._reload()
        self.given: Any = None

    def _entered(self, row: Position, by: User, **more: Any) -> Position:
        revisions.propose(row=row, by=by, now=make.NOW, **more)
        return Position.objects.select_related("revision").get(key=row.key)

    def _reload(self) -> None:
        for name in ("said", "fresh", "refused", "packed", "held"):
            key = getattr(self, name).key
            setattr(self, name, Position.objects.select_related("revision").get(key=key))

    def disputed(self) -> Dispute:
        """Ada's dispute, with an outcome that she proposes and that would bring the row back."""
        found = disputes.raise_dispute(
            row=self.packed, by_whom="A", text="No.", raised_on=date(2026, 1, 1), by=self.ada, now=make.NOW, hides=True
        )
        disputes.propose_outcome(dispute=found, outcome="It holds.", by=self.ada, now=make.NOW)
        return found

    def duplicates(self) -> tuple[Merge, str]:
        """Two persons, and a merge of them that Ada proposes."""
        for key in ("gone", "kept"):
            make.fact(Person(key=key, name=key, confidence="high"))
        found = merges.propose(kind="person", from_key="gone", into_key="kept", reason="-", by=self.ada, now=make.NOW)
        return found, merge_plans.plan("person", "gone", "kept").mark

    def new_address(self, now: datetime = make.NOW) -> Contact:
        """An address outside every known domain: Ada entered it, Cleo confirmed it, and it waits."""
        row = Contact(key="new", office=make.office(), channel="mail", value="desk@elsewhere.example")
        revisions.propose(row=row, by=self.ada, now=make.NOW)
        checks.confirm(revision=Contact.objects.get(key="new").revision, by=self.cleo, now=now)
        return Contact.objects.select_related("revision__check_row").get(key="new")

    def _sheet(self) -> Any:
        """An occasion on which Ada is the correspondent of a state."""
        occasion = make.fact(Occasion(key="day", name_en="A day", kind="day", on=date(2026, 6, 1)))
        organisation = Organisation.objects.create(name="Watch", verified_at=make.NOW)
        member = Member.objects.create(user=self.ada, organisation=organisation, role="viewer")
        Assignment.objects.create(member=member, actor=make.state("XA"))
        return sheets.open_sheet(occasion=occasion, coercing_state=make.state("XC"), by=self.cleo, now=make.NOW)

    def reported(self) -> Any:
        """Words that Ada reports."""
        for rank in range(-1, 8):
            step(rank)
        said = {"quote": "New.", "quote_lang": "en", "source": "https://ministry.example", "on": date(2026, 6, 1)}
        return reports.report_words(
            sheet=self._sheet(), actor=make.state("XA"), by=self.ada, now=make.NOW, facts={}, **said
        )

    def reported_nothing(self) -> Any:
        return reports.report_nothing(
            sheet=self._sheet(), actor=make.state("XA"), by=self.ada, now=make.NOW, where="There."
        )

    def accepted(self) -> Any:
        """What a reader suggested and Ada took over."""
        return decisions.accept(
            suggestion=suggestion(self.packed), chosen=["speaker"], by=self.ada, now=make.NOW, seen=1
        )


def seen() -> dict[str, Any]:
    """What the public sees, what was ever said, who vouched for it, and which channels can be used."""
    shown = {
        (kind, row.key): (row.revision_id, revisions.facts_of(row))
        for kind, model in revisions.kinds().items()
        for row in model._default_manager.filter(public=True)
    }
    said = {
        (one.kind, one.key, one.number): (one.facts, one.entered_by_id, one.origin, one.entered_at)
        for one in Revision.objects.all()
    }
    vouched = {one.revision_id: (one.verdict, one.checked_by_id, one.entered_by_id) for one in Check.objects.all()}
    usable = set(Contact.objects.values_list("key", "public", "state", "usable_from_at"))
    return {"shown": shown, "said": said, "vouched": vouched, "usable": usable}


def loss(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What one person alone has brought about that the rule forbids. New words that wait are no such thing."""
    found = [part for part in ("shown", "vouched", "usable") if before[part] != after[part]]
    if any(after["said"].get(mark) != words for mark, words in before["said"].items()):
        found.append("said")
    return found
