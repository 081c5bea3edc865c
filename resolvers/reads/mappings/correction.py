"""How corrections of values are read; what they say is seen by the federation of the place alone, by row security.

Source: docs/domain.md 7.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, false

from db.tables.correction import Correction, CorrectionText
from domain.correction import CorrectionState
from domain.rules.actions import ACTION
from resolvers.planner.mapping import Coded, Expression, One, Placed, RootRows, by_moment, mapping
from resolvers.planner.narrowing import CHANGED, ById, HomeIn, Where, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.days import is_late, last_day
from resolvers.planner.sql.json import text_literal
from resolvers.planner.sql.lookup import looked_up

DECIDES = frozenset(kind for party in ACTION["correctionDecide"].by for kind in party.kinds or ())
"""The kinds of viewer that decide on what an office proposes, of the corrections that they see."""


def _said(column: str) -> Expression:
    """A column of what a correction says; null once it has been erased."""

    def read(row: FromClause, printing: Printing) -> ColumnElement[Any]:
        text = printing.table(CorrectionText, "x")
        return looked_up(text.c[column], text, text.c.correction_id == row.c.id)

    return read


def _removes(row: FromClause, printing: Printing) -> ColumnElement[Any]:
    """Whether the value is taken away; null once what was told has been erased."""
    text = printing.table(CorrectionText, "x")
    return looked_up(text.c.proposed.is_(None), text, text.c.correction_id == row.c.id)


def waits_for_decision(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether the viewer has to decide on what an office proposes, as `correctionDecide` lets them."""
    return row.c.state == text_literal(CorrectionState.OPEN) if printing.kind in DECIDES else false()


CORRECTION = mapping(
    "Correction",
    Correction,
    reason=Coded("VALUE_CORRECTION_REASON", "reason"),
    refusal=Coded("CORRECTION_REFUSAL_REASON", "refusal"),
    channel=Coded("CORRECTION_CHANNEL", "channel"),
    due_on=last_day("due_at"),
    family=One("Family", "family_id"),
    person=One("Person", "person_id"),
    referral=One("Referral", "referral_id"),
    visit=One("Visit", "visit_id"),
    office=Placed("Office", "office_id"),
    by=One("Account", "account_id"),
    decided_by=One("Account", "decided_by"),
    proposed=_said("proposed"),
    replaced=_said("replaced"),
    note=_said("note"),
    removes=_removes,
    filters={
        **CHANGED,
        **equal("state", "value", "askedBy"),
        "late": ("dueAt", Where(is_late)),
        "region": ("family", HomeIn()),
        "family": ("family", ById("family_id", "Family")),
    },
    orders=by_moment("AT", "at"),
)

ROOTS = {"corrections": RootRows("Correction", "AT_DESC"), "correctionsDue": RootRows("Correction", "AT", waits_for_decision)}
