"""What stands against a version of a limit; asked when it is proposed, and again when it is approved.

Source: docs/lifecycle.md (`limitSet`); docs/decisions/050-versions.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_

from db.tables.proposal import Proposal
from db.tables.reference import AssistanceType, RuleLimit
from domain.limit import BOUNDS, LimitKey, begins_too_early
from domain.message.refusal import Refusal
from domain.time.limit import Unit


def in_place(limit: str, of_type: str | None, day: date) -> tuple[type[RuleLimit | AssistanceType], ColumnElement[bool]]:
    """Return the table and condition of the versions of a limit that hold on a day: one, or of the past also one that was written over.

    `of_type`: the type of help whose own limit it is, which its versions tell; None for a limit of all types.
    """
    of: type[RuleLimit | AssistanceType] = RuleLimit if of_type is None else AssistanceType
    its = RuleLimit.key == limit if of_type is None else AssistanceType.code == of_type
    return of, and_(its, of.valid_from <= day, or_(of.valid_to.is_(None), of.valid_to > day))


@dataclass(frozen=True)
class Stands:
    """What holds of a limit on the day from which on another is to hold: a number, of what, and which version says so."""

    version: int
    value: int
    unit: str | None


def newest(versions: Sequence[RuleLimit | AssistanceType]) -> Stands | None:
    """Return what counts of the versions that hold on a day; None for none."""
    row = max(versions, key=lambda each: each.version, default=None)
    if isinstance(row, AssistanceType):
        return Stands(row.version, row.limit_value, row.limit_unit)
    return None if row is None else Stands(row.version, row.value, row.unit)


def against_limit(row: Proposal, stands: Stands, now: datetime) -> Iterator[Refusal]:
    """Yield what stands against a version. `stands`: what it is to come in the place of."""
    assert row.valid_from is not None
    assert row.value is not None
    bounds = BOUNDS[LimitKey(str(row.code))]
    if begins_too_early(row.valid_from, now):
        yield Refusal("BEGINS_TOO_EARLY", path=("validFrom",))
    if row.unit not in (bounds.units or (None,)):
        yield Refusal("UNIT_UNFIT", path=("unit",))
    if not bounds.least <= row.value <= bounds.most:
        yield Refusal("NUMBER_RANGE", path=("value",), least=bounds.least, most=bounds.most)
    if (row.value, row.unit) == (stands.value, stands.unit):
        yield Refusal("VALUE_STANDS", path=("value",))
    if row.follows != stands.version:
        yield Refusal("VERSION_MOVED", path=("id",))


def unit_of(given: Unit | None, stands: Stands) -> str | None:
    """Return what a version is counted in: what the one before it is counted in, unless it says otherwise."""
    return stands.unit if given is None else given.value
