"""How corrections of values are read; what they say is seen by the federation of the place alone, by row security.

Source: docs/domain.md 7.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause

from db.tables.correction import Correction, CorrectionText
from resolvers.planner.mapping import Coded, Expression, One, Placed, RootRows, by_moment, mapping
from resolvers.planner.narrowing import CHANGED, ById, HomeIn, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.days import last_day
from resolvers.planner.sql.lookup import looked_up


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


CORRECTION = mapping(
    "Correction",
    Correction,
    reason=Coded("VALUE_CORRECTION_REASON", "reason"),
    refusal=Coded("CORRECTION_REFUSAL_REASON", "refusal"),
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
        **equal("state", "value"),
        "region": ("family", HomeIn()),
        "family": ("family", ById("family_id", "Family")),
    },
    orders=by_moment("AT", "at"),
)

ROOTS = {"corrections": RootRows("Correction", "AT_DESC")}
