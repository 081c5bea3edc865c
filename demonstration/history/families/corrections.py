"""Play what a few families ask to have corrected: it is received with how it came, and accepted, refused, or waits for the county.

Source: docs/lifecycle.md (`correctionReceive`, `correctionDecide`); docs/decisions/051-asked-by-the-person.md.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from db.tables.correction import Correction, CorrectionText
from db.tables.event import Event
from db.tables.family_merge import FamilyMerge
from db.tables.family_move import FamilyMoveProposal
from db.tables.need import Need
from db.tables.visit import Visit
from demonstration.county.people import Members
from demonstration.history.cast import Cast
from demonstration.history.diary import Diary
from demonstration.history.stage import Stage
from domain.access_report import AskedBy
from domain.time.calendar import day_of
from resolvers.commands.correction.decide import CorrectionDecide, CorrectionDecideInput, Undecided
from resolvers.commands.correction.propose import ProposedValueInput
from resolvers.commands.correction.receive import CorrectionReceive, CorrectionReceiveInput, Request
from resolvers.commands.correction.value import Corrected

ASKED: Sequence[tuple[str, AskedBy, bool | None]] = (
    ("IN_PERSON", AskedBy.SELF, True),
    ("BY_LETTER", AskedBy.GUARDIAN, False),
    ("BY_HOTLINE", AskedBy.SELF, None),
    ("HANDED_ON", AskedBy.REPRESENTATIVE, None),
)
"""In which way each was asked for, by whom, and whether it was accepted; None: it waits."""
AGO = -8
"""The day of the diary on which they came."""


def receive(stage: Stage, cast: Cast, diary: Diary, families: Iterable[Members]) -> None:
    """Receive a request of each of a few families without needs, in their village, and decide on the first of them in the county."""
    at, came = diary.morning(-1) + timedelta(hours=4), diary.days[AGO]
    busy = {row.family_id for row in stage.rows if isinstance(row, Need | FamilyMoveProposal | Correction)}
    busy |= {key for row in stage.rows if isinstance(row, FamilyMerge) for key in (row.survivor_id, row.merged_id)}
    late = {row.family_id for row in stage.rows if isinstance(row, Visit | Event) and row.at >= at}
    plain = [each for each in families if each.case is None and each.family.id not in busy and each.family.id not in late]
    for members, (channel, asked_by, accepted) in zip(plain, ASKED, strict=False):
        family = members.family
        given = CorrectionReceiveInput(
            id=family.id,
            value=ProposedValueInput(address=f"和平路{len(channel)}号"),
            asked_by=asked_by,
            received_on=came,
            channel=channel,
            reason="SAID_BY_FAMILY",
        )
        request = Request(answer=Correction(id=stage.fresh.id()), family=family, corrected=Corrected(family, None))
        made = stage.play(CorrectionReceive(), request, given, cast.commissioner(family), at)
        if accepted is None:
            continue
        text = next(each for each in made if isinstance(each, CorrectionText))
        undecided = Undecided(answer=request.answer, family=family, text=text, corrected=Corrected(family, None))
        why = None if accepted else "NOT_CONFIRMED"
        told = CorrectionDecideInput(id=request.answer.id, accepted=accepted, reason=why, answered_on=day_of(at))
        stage.play(CorrectionDecide(), undecided, told, cast.cadre(family), at + timedelta(hours=1))
