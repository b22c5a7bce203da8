"""Positions as the ledger counts them: no words, no sources, so that a register of any size fits into one page."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from actors.positions.models import SILENT, StanceStep, latest_day


class Said(NamedTuple):
    """One position without its words. Reads like a row of ``Position``, for everything the ledger asks of it."""

    pk: int
    key: str
    revision_id: int
    actor_id: int | None
    signatories_id: int | None
    on: date
    precision: str
    occasion_id: int | None
    public: bool
    pending: bool
    data_set_on: date | None
    unchecked: str
    retracts_id: int | None
    names_sanctions: bool | None
    names_state: bool | None
    condemns: bool | None
    calls_for_lifting: bool | None
    backs_protection: bool | None
    announces_measure: bool | None
    adopts_measure: bool | None
    binds_members: bool
    stance: StanceStep

    @property
    def is_silence(self) -> bool:
        return self.stance.rank == SILENT

    @property
    def latest_day(self) -> date:
        return latest_day(self.on, self.precision)

    def is_checked(self, field: str) -> bool:
        return field not in self.unchecked.split()

    def checked(self, field: str) -> Any:
        return getattr(self, field) if self.is_checked(field) else None


COLUMNS = (*Said._fields[:-1], "stance_id")


def read(rows: Any, steps: Iterable[StanceStep]) -> list[Said]:
    """A queryset of positions, in its order."""
    by_pk = {step.pk: step for step in steps}
    return [Said._make((*row[:-1], by_pk[row[-1]])) for row in rows.values_list(*COLUMNS)]
