"""What administrators keep is told in every way in which it can end. Source: docs/decisions/041-two-administrators.md."""

from collections import defaultdict
from datetime import date

import pytest

from db.reference.read import Reference
from db.tables.audit import AuditRecord
from db.tables.proposal import Proposal
from demonstration.county.county import SEED, county
from demonstration.history.administration import administration
from domain.proposal import ProposalKind, ProposalState
from domain.time.calendar import start_of
from tests.builders.county import CIPHER, divisions, small_county

TOLD = {
    "membershipDeputize",
    "codeSet",
    "limitSet",
    "membershipGrant",
    "issuerRegister",
    "accountCreate",
    "documentTrust",
    "proposalDecide",
    "proposalWithdraw",
    "clientRegister",
    "clientKeyApprove",
    "officeAvailabilitySet",
}
"""What is not: organisations and offices, which would come and go, sign-ins, and what merely ends something."""


@pytest.mark.parametrize("today", [date(2026, 2, 24), date(2027, 1, 4)])
def test_it_can_be_told_on_any_day(reference: Reference, today: date) -> None:
    rows = administration(county(divisions(), CIPHER, today, families=0), reference, CIPHER, SEED)
    assert max(row.at for row in rows if isinstance(row, AuditRecord)) < start_of(today)


def test_proposals_are_approved_declined_taken_back_and_wait(reference: Reference) -> None:
    rows = administration(small_county(), reference, CIPHER, SEED)
    states = defaultdict(set)
    for each in rows:
        if isinstance(each, Proposal):
            states[ProposalState(each.state)].add(ProposalKind(each.kind))
    assert states == {
        ProposalState.APPROVED: {ProposalKind.MEMBERSHIP, ProposalKind.CODE, ProposalKind.LIMIT, ProposalKind.DOCUMENT},
        ProposalState.DECLINED: {ProposalKind.MEMBERSHIP},
        ProposalState.WITHDRAWN: {ProposalKind.ISSUER},
        ProposalState.PROPOSED: {ProposalKind.ACCOUNT, ProposalKind.LIMIT},
    }
    assert {each.action for each in rows if isinstance(each, AuditRecord)} == TOLD
