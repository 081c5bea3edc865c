"""What a row of a list of accounts or organisations proposes: the commands of the API, each proposal with the number of its list.

Source: docs/decisions/046-a-province-begins.md; docs/lifecycle.md (`accountCreate`, `membershipGrant`, `organizationCreate`).
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from db.tables.organization import Office
from db.tables.proposal import Proposal
from domain.message.refusal import Refusal
from domain.proposal import ProposalKind
from domain.text.folding import folded
from domain.time.calendar import day_of
from domain.viewer import OrganizationKind, RegionLevel, Role, region_level
from resolvers.commands.account.create import AccountCreate, AccountCreateInput
from resolvers.commands.command import AnyCommand, Change
from resolvers.commands.inputs.input import Input
from resolvers.commands.membership.grant import MembershipGrant, MembershipGrantInput
from resolvers.commands.membership.rights import MembershipRightsInput
from resolvers.commands.organization.create import OrganizationCreate, OrganizationCreateInput
from resolvers.files.proposals.known import Known
from resolvers.files.visits.form.visit_input import Values

OFFICE, NAME, SUBJECT, REGION = ("membership", "office"), ("name",), ("subject",), ("region",)
OF_ACCOUNTS = frozenset({ProposalKind.ACCOUNT, ProposalKind.MEMBERSHIP})
WITH_SUPERIORS = frozenset({OrganizationKind.FEDERATION, OrganizationKind.DEPARTMENT, OrganizationKind.GOVERNMENT})
"""The kinds of which one stands above another in the divisions above."""


@dataclass(frozen=True)
class Listed:
    """What every command of a row adds: the number of its list."""

    listed: str

    def apply(self, *asked: Any) -> Change:
        """Propose it as a part of the list."""
        change: Change = super().apply(*asked)  # type: ignore[misc] # the command's, beside this class
        for row in change.rows:
            if isinstance(row, Proposal):
                row.listed = self.listed
        return change


class ListedAccount(Listed, AccountCreate):
    """`accountCreate` of one row."""

    action: ClassVar[str] = AccountCreate.action


class ListedMembership(Listed, MembershipGrant):
    """`membershipGrant` of one row."""

    action: ClassVar[str] = MembershipGrant.action


class ListedOrganization(Listed, OrganizationCreate):
    """`organizationCreate` of one row."""

    action: ClassVar[str] = OrganizationCreate.action


@dataclass(frozen=True)
class Asked:
    """The command of a row with its input. `below`: the field of the row's form below which the command's fields stand."""

    command: AnyCommand
    input: Input
    below: tuple[str, ...] = ()


def of_account(values: Values, known: Known, listed: str) -> Asked | None:
    """Return what a row about an account proposes; None if that is so, or proposed, already. Raises Refusal."""
    office, role, subject = _office(values, known), Role(values["role"]), values["subject"]
    account, waits = known.accounts.get(subject), [each for each in known.waiting if each.kind in OF_ACCOUNTS]
    since = None if "since" not in values else day_of(values["since"])
    given: dict[str, Any] = {"office": office.id, "role": role, "scope": values.get("scope")}
    given |= {"starts_on": since, "ends_on": day_of(values["until"])}
    if account is None:
        of_subject = [each for each in waits if each.subject == subject]
        if any((each.office_id, each.role, folded(each.name or "")) == (office.id, role, folded(values["name"])) for each in of_subject):
            return None
        if of_subject:
            raise Refusal("PROPOSED_ALREADY", path=SUBJECT)
        first = MembershipRightsInput(**given)
        return Asked(ListedAccount(listed), AccountCreateInput(subject=subject, name=values["name"], membership=first))
    if folded(account.name) != folded(values["name"]):
        raise Refusal("SUBJECT_OF_ANOTHER", path=NAME)
    held = any((each.account_id, each.office_id, each.role) == (account.id, office.id, role) for each in known.memberships)
    if held or any((each.account_id, each.office_id, each.role) == (account.id, office.id, role) for each in waits):
        return None
    return Asked(ListedMembership(listed), MembershipGrantInput(account=account.id, **given), OFFICE[:1])


def of_organization(values: Values, known: Known, listed: str) -> Asked | None:
    """Return what a row about an organisation proposes; None if it is there, or proposed, already. Raises Refusal."""
    kind, region, department = OrganizationKind(values["kind"]), values["region"], values.get("department")
    place, name = (kind, region, department), folded(values["name"])
    if any((each.kind, each.region_code, each.department_code) == place and folded(each.name) == name for each in known.organizations):
        return None
    waits = [each for each in known.waiting if each.kind == ProposalKind.ORGANIZATION]
    proposed = [each for each in waits if (each.organization_kind, each.region_code, each.department_code) == place]
    if any(folded(each.name or "") == name for each in proposed):
        return None
    if proposed:
        raise Refusal("PROPOSED_ALREADY", path=REGION)
    above = {region[:level].ljust(int(RegionLevel.VILLAGE), "0") for level in RegionLevel if level < region_level(region)}
    superiors = [
        each for each in known.organizations if (each.kind, each.department_code) == (kind, department) and each.region_code in above
    ]
    nearest = max(superiors, key=lambda each: region_level(each.region_code), default=None) if kind in WITH_SUPERIORS else None
    lines = values.get("lines")
    given: dict[str, Any] = {"name": values["name"], "region": region, "department": department, "lines": lines}
    return Asked(ListedOrganization(listed), OrganizationCreateInput(kind=kind, parent=None if nearest is None else nearest.id, **given))


def _office(values: Values, known: Known) -> Office:
    """Return the office of this name, or of the organisation of this name, in the division. Raises OFFICE_UNSURE."""
    said = folded(values["office"])
    there = [each for each in known.offices if each.region_code == values["division"]]
    named = [each for each in there if folded(each.name) == said] or [
        each for each in there if folded(known.names[each.organization_id]) == said
    ]
    if len(named) != 1:
        raise Refusal("OFFICE_UNSURE", path=OFFICE)
    return named[0]
