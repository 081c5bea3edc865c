"""What a proposal is judged by when it is decided, by what is proposed: what stands against it by now, and which items it sends elsewhere.

Source: docs/decisions/041-two-administrators.md, 047-what-administrators-keep.md; docs/domain.md 3 (Routing).
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select, true

from db.tables.account import Account, Membership
from db.tables.issuer import Issuer, SignIn
from db.tables.item import AssistanceItem
from db.tables.organization import Office, Organization
from db.tables.proposal import Proposal
from db.tables.reference import CodeName
from db.tables.trusted_document import TrustedDocument
from domain.message.refusal import Refusal
from domain.organization import lines_with
from domain.proposal import ProposalKind
from domain.routing import Located
from domain.viewer import OrganizationKind, Role
from resolvers.commands.code.judged import HOLDS, Listed, against_code, against_code_end
from resolvers.commands.context import Moment
from resolvers.commands.document.judged import against_document, against_document_end, fit_of
from resolvers.commands.issuer.judged import Named, SignedIn, against_issuer, against_sign_in
from resolvers.commands.limit.judged import against_limit, in_place, newest
from resolvers.commands.locks import Locks
from resolvers.commands.office.waiting import Waiting, near_to, route_again, waiting
from resolvers.commands.organization.judged import House, Site, against_end, against_office, against_organization, standing_on
from resolvers.commands.proposal.proposed import Around, against


@dataclass(frozen=True)
class Judged:
    """What stands against a proposal. `waiting`: the items that may go elsewhere by it; `near`: the offices that there are with it."""

    against: Sequence[Refusal]
    waiting: Sequence[Waiting] = ()
    near: Sequence[Located] = ()

    def route(self, at: Moment) -> None:
        """Decide anew where the items may go, once it is carried out."""
        route_again(self.waiting, self.near, at)


def together(several: Sequence[Judged]) -> Judged:
    """Return what several proposals are judged by, carried out together."""
    waiting = {id(each.item): each for found in several for each in found.waiting}
    near = {each.id: each for found in several for each in found.near}
    return Judged([each for found in several for each in found.against], [*waiting.values()], [*near.values()])


Judge = Callable[[Locks, Proposal], Awaitable[Judged]]


async def judged(locks: Locks, row: Proposal) -> Judged:
    """Return what a proposal is judged by now; also by whether whoever proposed it is still a system administrator."""
    now = locks.at.now
    running = (Membership.starts_at <= now, Membership.ends_at > now, Membership.role == Role.SYSTEM_ADMIN.value)
    proposer = await locks.session.scalar(select(Membership.id).where(Membership.account_id == row.proposed_by, *running).limit(1))
    found = await JUDGES[ProposalKind(row.kind)](locks, row)
    return found if proposer is not None else Judged([Refusal("PROPOSER_GONE", path=("id",)), *found.against])


async def _account(locks: Locks, row: Proposal) -> Judged:
    used = await locks.session.scalar(select(Account.id).where(Account.subject == row.subject))
    codes = [] if used is None else ["SUBJECT_USED"]
    if row.office_id is not None:
        around = Around(await locks.session.get_one(Office, row.office_id), ())
        codes += [code for code, _ in against(row, around, locks.at.now)]
    return Judged([Refusal(code, path=("id",)) for code in codes])


async def _membership(locks: Locks, row: Proposal) -> Judged:
    session, now = locks.session, locks.at.now
    held = await session.scalars(select(Membership).where(Membership.account_id == row.account_id, Membership.ends_at > now))
    absent = None if row.deputy_for_id is None else await session.get_one(Membership, row.deputy_for_id)
    around = Around(await session.get_one(Office, row.office_id), held.all(), absent)
    return Judged([Refusal(code, path=("id",)) for code, _ in against(row, around, now)])


async def _organization(locks: Locks, row: Proposal) -> Judged:
    assert row.region_code is not None
    session, kind = locks.session, OrganizationKind(str(row.organization_kind))
    above = None if row.parent_id is None else await session.get_one(Organization, row.parent_id)
    same = select(Organization).where(Organization.region_code == row.region_code, Organization.kind == kind.value)
    found = _about_it(against_organization(row, Site(above, (await session.scalars(same)).all())))
    lines = zip(row.office_ids, lines_with(kind, row.department_code, row.lines), strict=True)
    return await _with(locks, found, [Located(key, kind, line, row.region_code) for key, line in lines])


async def _office(locks: Locks, row: Proposal) -> Judged:
    organization = await locks.session.get_one(Organization, row.organization_id)
    offices = await locks.session.scalars(select(Office).where(Office.organization_id == organization.id))
    found = _about_it(against_office(row, House(organization, offices.all())))
    return await _with(locks, found, [Located(row.becomes_id, organization.kind, row.department_code, organization.region_code)])


async def _end(locks: Locks, row: Proposal) -> Judged:
    session = locks.session
    of_organization = row.organization_id is not None
    ending: Office | Organization = await (
        session.get_one(Organization, row.organization_id) if of_organization else session.get_one(Office, row.office_id)
    )
    standing = await standing_on(locks, ending)
    gone = [Located(each.id, each.kind, each.department_code, each.region_code) for each in standing.offices]
    return await _without(locks, [*against_end(standing)], gone)


async def _with(locks: Locks, found: Sequence[Refusal], offices: Sequence[Located]) -> Judged:
    """Return a judgement with the items that may go to offices that are new."""
    if found or not offices:
        return Judged(found)
    items = await waiting(locks, offices[0].region, _of_line(offices))
    return Judged((), items, [*await near_to(locks, items), *offices])


async def _without(locks: Locks, found: Sequence[Refusal], offices: Sequence[Located]) -> Judged:
    """Return a judgement with the items that may not go to offices that end."""
    if found or not offices:
        return Judged(found)
    items, gone = await waiting(locks, offices[0].region, _of_line(offices)), {each.id for each in offices}
    return Judged((), items, [each for each in await near_to(locks, items) if each.id not in gone])


def _of_line(offices: Sequence[Located]) -> ColumnElement[bool]:
    """Return the condition of the items that offices of one organisation may have: those of their lines; of all where they take several."""
    by_line = all(each.kind in (OrganizationKind.DEPARTMENT, OrganizationKind.TOWNSHIP) for each in offices)
    return AssistanceItem.type_department_code.in_([each.department for each in offices]) if by_line else true()


async def _issuer(locks: Locks, row: Proposal) -> Judged:
    issuer = await locks.session.scalar(select(Issuer).where(Issuer.address == row.address))
    organizations = await locks.session.scalars(select(Organization).where(Organization.id.in_(row.organization_ids)))
    return Judged(_about_it(against_issuer(row, Named(issuer, organizations.all()))))


async def _sign_in(locks: Locks, row: Proposal) -> Judged:
    issuer = await locks.session.get_one(Issuer, row.issuer_id)
    held = await locks.session.scalar(select(SignIn).where(SignIn.issuer_id == issuer.id, SignIn.subject == row.subject))
    return Judged(_about_it(against_sign_in(SignedIn(issuer, held), locks.at.now)))


async def _limit(locks: Locks, row: Proposal) -> Judged:
    assert row.valid_from is not None
    of, which = in_place(str(row.code), row.type_code, row.valid_from)
    found: Sequence[Any] = (await locks.session.scalars(select(of).where(which))).all()
    stands = newest(found)
    return Judged([Refusal("TYPE_NOT_OFFERED", path=("id",))] if stands is None else _about_it(against_limit(row, stands, locks.at.now)))


async def _code(locks: Locks, row: Proposal) -> Judged:
    assert row.valid_from is not None
    versions = await locks.session.scalars(select(CodeName).where(CodeName.list == row.code_list, HOLDS))
    judge = against_code_end if row.kind == ProposalKind.CODE_END else against_code
    return Judged(_about_it(judge(row, Listed(versions.all(), row.valid_from), locks.at.now)))


async def _document(locks: Locks, row: Proposal) -> Judged:
    known = await locks.session.get(TrustedDocument, row.digest)
    return Judged(_about_it(against_document(known, await fit_of(str(row.document_text), locks.at))))


async def _document_end(locks: Locks, row: Proposal) -> Judged:
    return Judged(_about_it(against_document_end(await locks.session.get(TrustedDocument, row.digest))))


def _about_it(found: Iterable[Refusal]) -> list[Refusal]:
    """Return the same refusals about the proposal as a whole."""
    return [each.at("id") for each in found]


JUDGES: Mapping[ProposalKind, Judge] = {
    ProposalKind.ACCOUNT: _account,
    ProposalKind.MEMBERSHIP: _membership,
    ProposalKind.ORGANIZATION: _organization,
    ProposalKind.ORGANIZATION_END: _end,
    ProposalKind.OFFICE: _office,
    ProposalKind.OFFICE_END: _end,
    ProposalKind.ISSUER: _issuer,
    ProposalKind.SIGN_IN: _sign_in,
    ProposalKind.LIMIT: _limit,
    ProposalKind.CODE: _code,
    ProposalKind.CODE_END: _code,
    ProposalKind.DOCUMENT: _document,
    ProposalKind.DOCUMENT_END: _document_end,
}
