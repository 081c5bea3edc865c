"""How the events of items, needs, visits and families are read; those of referrals: resolvers/reads/mappings/referral.py.

Source: docs/domain.md 7, docs/decisions/018-events.md.
"""

from db.tables.event import Event
from domain.event import SubjectType
from resolvers.planner.mapping import CodedBy, Many, One, Placed, mapping
from resolvers.planner.sql.json import text_literal

EVENTS = Many("Event", "subject_id", ("at", "id"))
"""The history of a row, the oldest step first."""


EVENT = mapping(
    "Event",
    Event,
    only=lambda row, printing: row.c.subject_type != text_literal(SubjectType.REFERRAL),
    office=Placed("Office", "office_id"),
    account=One("Account", "account_id"),
    client=One("Client", "client_id"),
    reason=CodedBy("reason_list", "reason"),
    reasons=CodedBy("reason_list", "reasons"),
)
