"""How reference data is read: divisions, organisations, offices, accounts, campaigns, assistance types.

Source: docs/design.md 8; open to every signed-in account.
"""

from sqlalchemy import ColumnElement, FromClause, exists, false, func, not_, true

from db.tables.account import Account, Membership
from db.tables.authority import Authority
from db.tables.availability import Availability
from db.tables.campaign import Campaign
from db.tables.default_handler import DefaultHandler
from db.tables.organization import Office, Organization
from db.tables.reference import AssistanceType, CodeName, ShareContract
from db.tables.region import Region
from domain.rules.access import KEEPERS
from resolvers.planner.mapping import Coded, Composed, Listed, Many, One, RootRows, ScopeOf, by_moment, mapping
from resolvers.planner.narrowing import CREATED, Is, IsNull, LiesIn, NotSince, Where, equal
from resolvers.planner.printing import Printing
from resolvers.planner.sql.days import last_day
from resolvers.planner.sql.json import LEVEL_NAMES, by_level, text_literal
from resolvers.planner.sql.lookup import begun, in_force, looked_up, name_in
from resolvers.reads.dispatch import can_sign, still_said
from resolvers.reads.special.disclosed import reason_in

REGION = mapping(
    "Region",
    Region,
    parent=One("Region", "parent_code", "code"),
    children=Many("Region", "parent_code", ("code",), key="code"),
    filters={"parent": ("parent", Is("parent_code", "REGION")), "code": ("code", Is("code", "REGION"))},
    orders={"CODE": (("code",), False)},
)

ORGANIZATION = mapping(
    "Organization",
    Organization,
    department=Coded("DEPARTMENT", "department_code"),
    region=One("Region", "region_code", "code"),
    parent=One("Organization", "parent_id"),
    offices=Listed("Office", "organization_id", ("id",)),
    filters={
        **equal("kind"),
        "region": ("region", LiesIn()),
        "department": ("department", Is("department_code", "DEPARTMENT")),
        "standing": ("endedAt", IsNull("ended_at")),
    },
    orders={"ID": (("id",), False)},
)

OFFICE = mapping(
    "Office",
    Office,
    department=Coded("DEPARTMENT", "department_code"),
    region=One("Region", "region_code", "code"),
    organization=One("Organization", "organization_id"),
    can_sign=lambda row, printing: can_sign(printing, row),
    memberships=Many("Membership", "office_id", ("starts_at", "id")),
    default_handlers=Listed("DefaultHandler", "office_id", ("town_code", "type_code", "id")),
    availability=Listed("Availability", "office_id", ("town_code", "type_code", "id")),
    authorities=Listed("Authority", "office_id", ("type_code",)),
    filters={
        **equal("kind"),
        "region": ("region", LiesIn()),
        "department": ("department", Is("department_code", "DEPARTMENT")),
        "standing": ("endedAt", IsNull("ended_at")),
    },
    orders={"ID": (("id",), False)},
)

AVAILABILITY = mapping(
    "Availability",
    Availability,
    only=still_said,
    township=One("Region", "town_code", "code"),
    type=One("AssistanceType", "type_code", "code", newest=("version",), which=lambda row, printing: begun(printing, row)),
    paused_until=last_day("paused_until"),
    reason=Coded("PAUSE_REASON", "pause_reason"),
)

AUTHORITY = mapping(
    "Authority",
    Authority,
    only=lambda row, printing: row.c.document.is_not(None),  # without one the catalogue's levels hold
    type=One("AssistanceType", "type_code", "code", newest=("version",), which=lambda row, printing: begun(printing, row)),
)

DEFAULT_HANDLER = mapping(
    "DefaultHandler",
    DefaultHandler,
    only=lambda row, printing: row.c.handler_id.is_not(None),  # without one the row stands for nobody
    township=One("Region", "town_code", "code"),
    type=One("AssistanceType", "type_code", "code", newest=("version",), which=lambda row, printing: begun(printing, row)),
    handler=One("Account", "handler_id"),
)


def _works(row: FromClause, printing: Printing, does: bool) -> ColumnElement[bool]:
    """Whether a membership of an account runs, or none does."""
    held = printing.table(Membership, "h")
    runs = exists().where(held.c.account_id == row.c.id, held.c.starts_at <= printing.now, held.c.ends_at > printing.now)
    return runs if does else not_(runs)


def _to_keepers(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Nobody but the three administrators is listed accounts."""
    return true() if printing.kind in KEEPERS else false()


ACCOUNT = mapping(
    "Account",
    Account,
    memberships=Many("Membership", "account_id", ("starts_at", "id")),
    language=lambda row, printing: func.upper(row.c.language),
    filters={**equal("subject"), "notUsedSince": ("lastUsedAt", NotSince("last_used_at")), "working": ("memberships", Where(_works))},
    orders={"SUBJECT": (("subject", "id"), False)},
)

MEMBERSHIP = mapping(
    "Membership",
    Membership,
    account=One("Account", "account_id"),
    office=One("Office", "office_id"),
    scope=ScopeOf("scope"),
    deputy_for=One("Membership", "deputy_for_id"),
)

VIEWER = mapping(
    "Viewer",
    Membership,
    membership=One("Membership", "id"),
    account=One("Account", "account_id"),
    office=One("Office", "office_id"),
    scope=Listed("Region", "code", ("code",), key="scope"),
    language=lambda row, printing: text_literal(printing.viewer.language.value.upper()),
    only=lambda row, printing: row.c.id == printing.membership,
)

CAMPAIGN = mapping(
    "Campaign",
    Campaign,
    categories=Coded("TARGET_CATEGORY", "categories"),
    region=One("Region", "region_code", "code"),
    office=One("Office", "office_id"),
    parent=One("Campaign", "parent_id"),
    listings=Many("CampaignListing", "campaign_id", ("listed_at", "id"), crowded=True),
    filters={
        "region": ("region", LiesIn()),
        **CREATED,
    },
    orders=by_moment("CREATED", "created_at"),
)

ASSISTANCE_TYPE = mapping(
    "AssistanceType",
    AssistanceType,
    name=lambda row, printing: name_in(printing, row),
    lead_department=Coded("DEPARTMENT", "lead_department"),
    domains=Coded("NEED_DOMAIN", "domains"),
    stages=Coded("STAGE", "stages"),
    limit=Composed("limit_"),
    source="source_zh",
    contract=Listed("ContractLine", "type_code", ("half", "group"), key="code"),
    only=lambda row, printing: in_force(printing, row),
    filters={
        "code": ("code", Is("code", "ASSISTANCE_TYPE")),
        "domain": ("domains", Is("domains", "NEED_DOMAIN")),
        "department": ("leadDepartment", Is("lead_department", "DEPARTMENT")),
    },
    orders={"CODE": (("code",), False)},
)

CODE = mapping(
    "Code",
    CodeName,
    name=lambda row, printing: name_in(printing, row),
    only=lambda row, printing: in_force(printing, row),
    filters={"list": ("list", Is("list", "CODE_LIST"))},
    orders={"OFFERED": (("list", "position", "code"), False)},
)


def _is_newest(row: FromClause, printing: Printing) -> ColumnElement[bool]:
    """Whether a line belongs to the newest version of its type's contract, which a dispatch would pin."""
    other = printing.table(ShareContract, "s")
    return row.c.version == looked_up(func.max(other.c.version), other, other.c.type_code == row.c.type_code)


CONTRACT_LINE = mapping(
    "ContractLine",
    ShareContract,
    level=lambda row, printing: by_level(row.c.level, LEVEL_NAMES),
    reason=lambda row, printing: reason_in(printing, row),
    only=_is_newest,
)

ROOTS = {
    "campaigns": RootRows("Campaign", "CREATED_DESC"),
    "assistanceTypes": RootRows("AssistanceType", "CODE"),
    "codes": RootRows("Code", "OFFERED"),
    "regions": RootRows("Region", "CODE"),
    "organizations": RootRows("Organization", "ID"),
    "offices": RootRows("Office", "ID"),
    "accounts": RootRows("Account", "SUBJECT", _to_keepers),
}
