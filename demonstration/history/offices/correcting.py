"""Steps of a course in which an office proposes another address of the family, and the county decides.

Source: docs/lifecycle.md (`correctionPropose`, `correctionDecide`).
"""

from db.tables.correction import Correction, CorrectionText
from db.tables.family_access import FamilyAccess
from demonstration.history.course import Course
from domain.correction import CorrectedValue, CorrectionState
from resolvers.commands.correction.decide import CorrectionDecide, CorrectionDecideInput, Undecided
from resolvers.commands.correction.propose import CorrectionPropose, CorrectionProposeInput, Proposal, ProposedValueInput
from resolvers.commands.correction.value import Corrected

ADDRESS = "新村路3幢201室"


def propose(course: Course) -> None:
    """Propose another address, where the office is shown the one that is registered."""
    referral, family = course.referral, course.members.family
    given = [each for each in course.stage.rows if isinstance(each, FamilyAccess) and each.referral_id == referral.id]
    proposal = Proposal(answer=Correction(id=course.stage.fresh.id()), judged=referral, family=family, person=None, given=given)
    told = CorrectionProposeInput(id=referral.id, value=ProposedValueInput(address=ADDRESS), reason="SAID_BY_FAMILY")
    if proposal.is_given(CorrectedValue.ADDRESS):
        course.stage.play(CorrectionPropose(), proposal, told, course.cast.dispatcher(referral.office_id), course.now)


def decide(course: Course, *, accepted: bool) -> None:
    """Accept what was proposed last, or refuse it; nothing where nothing was."""
    rows, family = course.stage.rows, course.members.family
    open_ = [each for each in rows if isinstance(each, Correction) and each.family_id == family.id and each.state == CorrectionState.OPEN]
    if not open_:
        return
    proposed = open_[-1]
    text = next(each for each in reversed(rows) if isinstance(each, CorrectionText) and each.correction_id == proposed.id)
    undecided = Undecided(answer=proposed, family=family, text=text, corrected=Corrected(family, None))
    told = CorrectionDecideInput(id=proposed.id, accepted=accepted, reason=None if accepted else "NOT_CONFIRMED")
    course.stage.play(CorrectionDecide(), undecided, told, course.cast.cadre(family), course.now)
