"""What families ask to have corrected. Source: docs/decisions/051-asked-by-the-person.md."""

from db.tables.correction import Correction
from domain.correction import CorrectionState
from tests.demonstration.history.conftest import Told


def test_it_is_received_in_several_ways_and_accepted_refused_or_waits(told: Told) -> None:
    asked = [each for each in told.all(Correction) if each.received_on is not None]
    assert {each.state for each in asked} == {CorrectionState.OPEN, CorrectionState.ACCEPTED, CorrectionState.REFUSED}
    assert len({each.channel for each in asked}) == len(asked)
    assert all((each.answered_on is None) is (each.state == CorrectionState.OPEN) for each in asked)
