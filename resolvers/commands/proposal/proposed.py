"""A new proposal, and what stands against a membership that is proposed; asked when it is proposed, and again when it is approved.

Source: docs/domain.md 1 (administration); docs/decisions/041-two-administrators.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.tables.account import Membership
from db.tables.organization import Office
from db.tables.proposal import Proposal
from domain.proposal import ProposalKind, ProposalState, fits, go_together, sees_too_much
from domain.viewer import OrganizationKind, Role, lies_in
from resolvers.commands.context import Moment


def proposed(kind: ProposalKind, at: Moment) -> Proposal:
    """Return a proposal by the viewer, without what is proposed."""
    return Proposal(
        id=at.fresh.id(),
        kind=kind,
        state=ProposalState.PROPOSED,
        at=at.now,
        proposed_by=at.viewer.account,
        becomes_id=at.fresh.id(),
        scope=[],
        lines=[],
        office_ids=[],
        organization_ids=[],
        requirements=[],
        version=1,
    )


@dataclass(frozen=True)
class Around:
    """What a membership is judged by: its office, what its account holds besides, and the membership for whose absence it stands in."""

    office: Office
    held: Sequence[Membership]
    absent: Membership | None = None


def against(row: Proposal, around: Around, now: datetime) -> Iterator[tuple[str, str]]:
    """Yield the codes of what stands against a proposed membership, each with the field that it is about."""
    assert row.role is not None
    assert row.ends_at is not None
    role, office = Role(row.role), around.office
    begins = now if row.starts_at is None else max(row.starts_at, now)
    if office.ended_at is not None:
        yield "OFFICE_ENDED", "office"
    if row.ends_at <= begins:
        yield "ENDS_BEFORE_START", "endsOn"
    if not fits(role, OrganizationKind(office.kind), office.region_code):
        yield "ROLE_DOES_NOT_FIT", "role"
    if not all(lies_in(each, (office.region_code,)) for each in row.scope):
        yield "OUTSIDE_OFFICE", "scope"
    if sees_too_much(role, office.region_code, row.scope):
        yield "SCOPE_IN_CLEAR", "scope"
    together = [each for each in around.held if each.starts_at < row.ends_at and each.ends_at > begins]
    if not all(go_together(role, Role(each.role)) for each in together):
        yield "ADMINISTRATOR_APART", "account"
    if any((each.office_id, each.role) == (row.office_id, row.role) for each in together):
        yield "MEMBERSHIP_RUNS", "account"
    if (absent := around.absent) is not None and not absent.starts_at <= begins < row.ends_at <= absent.ends_at:
        yield "OUTSIDE_MEMBERSHIP", "endsOn"
