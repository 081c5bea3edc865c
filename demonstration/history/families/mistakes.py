"""Play what is mended of the visits of the demonstration county: one says something wrongly, one was recorded twice.

Source: docs/lifecycle.md (`visitCorrect`, `visitWithdraw`).
"""

from collections.abc import Iterable
from datetime import timedelta

from db.tables.need import Need
from db.tables.visit import Visit
from demonstration.county.people import Members
from demonstration.history.cast import Cast
from demonstration.history.diary import Diary
from demonstration.history.stage import Stage
from demonstration.history.visits import Visitor
from domain.campaign import Contact
from domain.visit import ContactResult, VisitState
from resolvers.commands.visit.correct import VisitCorrect, VisitCorrectInput
from resolvers.commands.visit.recorded import Recorded
from resolvers.commands.visit.withdraw import VisitWithdraw, VisitWithdrawInput, Withdrawing

MENDED = 3
"""Families whose visits are mended."""


def mend(stage: Stage, cast: Cast, diary: Diary, visitor: Visitor, families: Iterable[Members]) -> None:
    """Correct the visit of each of a few families without needs, record another, and withdraw that."""
    visits = {row.family_id: row for row in stage.rows if isinstance(row, Visit)}
    found = {row.family_id for row in stage.rows if isinstance(row, Need)}
    plain = [each for each in families if each.case is None and each.family.id in visits.keys() - found]
    at = diary.morning(-1)
    for members in plain[:MENDED]:
        family, visit = members.family, visits[members.family.id]
        corrected = VisitCorrectInput(id=visit.id, companions="村干部一名", reason="MISTYPED")
        stage.play(VisitCorrect(), Recorded(answer=visit, judged=visit, family=family), corrected, cast.cadre(family), at)
        visitor.not_reached(members, at + timedelta(hours=1))
        twice = next(row for row in reversed(stage.rows) if isinstance(row, Visit))
        others = [row for row in stage.rows if isinstance(row, Visit) and row.family_id == family.id and row is not twice]
        contacts = [Contact(row.at, ContactResult(row.contact_result)) for row in others if row.state == VisitState.RECORDED]
        mistaken = Withdrawing(answer=twice, judged=twice, family=family, contacts=contacts, last=(), sent=(), told=frozenset(), access=())
        why = VisitWithdrawInput(id=twice.id, reason="RECORDED_TWICE")
        stage.play(VisitWithdraw(), mistaken, why, cast.commissioner(family), at + timedelta(hours=2))
