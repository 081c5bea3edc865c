"""How the events of items, needs, visits and families are read; those of referrals: resolvers/reads/mappings/referral.py.

Source: docs/domain.md 7, docs/decisions/018-events.md.
"""

from sqlalchemy import ColumnElement, FromClause

from db.tables.event import Event
from domain.event import SubjectType
from resolvers.planner.mapping import Many, NamedBy, One, Placed, mapping
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import text_literal

EVENTS = Many("Event", "subject_id", ("at", "id"))
"""The history of a row, the oldest step first."""


def _of_no_referral(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Of which subjects besides referrals there are events, their row rules say."""
    other: ColumnElement[bool] = row.c.subject_type != text_literal(SubjectType.REFERRAL)
    return other


EVENT = mapping(
    "Event",
    Event,
    only=_of_no_referral,
    office=Placed("Office", "office_id"),
    account=One("Account", "account_id"),
    reason=NamedBy("reason_list", "reason"),
    reasons=NamedBy("reason_list", "reasons"),
)
