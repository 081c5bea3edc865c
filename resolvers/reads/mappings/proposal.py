"""How what administrators propose is read.

Source: docs/decisions/041-two-administrators.md.
"""

from sqlalchemy import FromClause, func

from db.tables.proposal import Proposal
from resolvers.planner.mapping import Coded, CodedBy, Listed, One, RootRows, ScopeOf, by_moment, mapping
from resolvers.planner.narrowing import CHANGED, Is, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import Sql


def _concerns(row: FromClause, printing: Printing) -> Sql:
    """How many rows a proposed version will judge, in tens; counted by a function, since no administrator sees one."""
    return func.proposal_concerns(row.c.id)


PROPOSAL = mapping(
    "Proposal",
    Proposal,
    proposed_by=One("Account", "proposed_by"),
    decided_by=One("Account", "decided_by"),
    reason=Coded("PROPOSAL_DECLINE_REASON", "reason"),
    new_account=One("Account", "becomes_id"),
    account=One("Account", "account_id"),
    office=One("Office", "office_id"),
    scope=ScopeOf("scope"),
    deputy_for=One("Membership", "deputy_for_id"),
    membership=One("Membership", "becomes_id"),
    region=One("Region", "region_code", "code"),
    department=Coded("DEPARTMENT", "department_code"),
    parent=One("Organization", "parent_id"),
    lines=Coded("DEPARTMENT", "lines"),
    organization=One("Organization", "organization_id"),
    new_organization=One("Organization", "becomes_id"),
    new_office=One("Office", "becomes_id"),
    organizations=Listed("Organization", "id", ("id",), key="organization_ids"),
    issuer=One("Issuer", "issuer_id"),
    new_issuer=One("Issuer", "becomes_id"),
    sign_in=One("SignIn", "becomes_id"),
    code=CodedBy("code_list", "code"),
    follows_limit=One("LimitVersion", "code", "key", version="follows"),
    type=One("AssistanceType", "type_code", "code", version="follows"),
    new_type=One("AssistanceType", "id", "proposal_id"),
    new_limit=One("LimitVersion", "id", "proposal_id"),
    like=CodedBy("code_list", "like_code"),
    successor=CodedBy("code_list", "successor"),
    follows_code=One("CodeVersion", "code", "code", version="follows", beside=(("list", "code_list"),)),
    new_code=One("CodeVersion", "id", "proposal_id"),
    document=One("TrustedDocument", "digest", "digest"),
    concerns=_concerns,
    filters={**CHANGED, **equal("kind", "state", "listed", "code"), "codeList": ("codeList", Is("code_list", "CODE_LIST"))},
    orders=by_moment("AT", "at"),
)

ROOTS = {"proposals": RootRows("Proposal", "AT_DESC")}
