"""The root fields of the schema, and the mappings of its types: all that the planner is given.

Source: docs/design.md 8 (roots), docs/lifecycle.md ("Whom a referral waits for": the inbox).
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, false, or_

from domain.referral import State
from domain.viewer import Kind
from resolvers.planner.mapping import ByIds, Root, Rows, Self, TypeMapping
from resolvers.planner.scope import in_scope
from resolvers.planner.sql.json import text_literal
from resolvers.reads.audit import AUDIT_RECORD
from resolvers.reads.family import CERTIFICATE_RECORD, FAMILY, PERSON
from resolvers.reads.imported import IMPORT
from resolvers.reads.item import ITEM
from resolvers.reads.need import NEED
from resolvers.reads.person_match import PERSON_MATCH
from resolvers.reads.reference import (
    ACCOUNT,
    ASSISTANCE_TYPE,
    CAMPAIGN,
    CODE,
    CONTRACT_LINE,
    MEMBERSHIP,
    OFFICE,
    ORGANIZATION,
    REGION,
    VIEWER,
)
from resolvers.reads.referral import OUTCOME, REFERRAL, REFERRAL_EVENT
from resolvers.reads.visit import FOLLOW_UP, VISIT, VISIT_DRAFT

MAPPINGS: dict[str, TypeMapping] = {
    each.type_name: each
    for each in (
        REFERRAL,
        REFERRAL_EVENT,
        OUTCOME,
        ITEM,
        NEED,
        FAMILY,
        PERSON,
        PERSON_MATCH,
        CERTIFICATE_RECORD,
        VISIT,
        VISIT_DRAFT,
        FOLLOW_UP,
        CAMPAIGN,
        IMPORT,
        REGION,
        ORGANIZATION,
        OFFICE,
        ACCOUNT,
        MEMBERSHIP,
        VIEWER,
        ASSISTANCE_TYPE,
        CONTRACT_LINE,
        CODE,
        AUDIT_RECORD,
    )
}

FEDERATIONS = frozenset({Kind.CADRE, Kind.SUPERIOR_FEDERATION})


def waits_for_me(row: FromClause, draft: Any) -> ColumnElement[bool]:
    """What waits for the viewer's office, or for him: each kind by the partial index of its own."""
    office = and_(row.c.office_id == draft.office, row.c.waits_office)
    match draft.kind:
        case Kind.OFFICE | Kind.SUPERIOR_OFFICE:
            return office
        case Kind.CADRE | Kind.SUPERIOR_FEDERATION:
            return or_(and_(row.c.dispatching_office_id == draft.office, row.c.waits_federation), office)
        case Kind.COMMISSIONER:
            return and_(in_scope(draft, row), row.c.waits_commissioner)
        case Kind.MONITOR:
            return and_(row.c.monitor_office_id == draft.office, row.c.waits_monitor)
        case _:
            return false()


def follow_up_due(row: FromClause, draft: Any) -> ColumnElement[bool]:
    """Completed help of which the family has not yet been asked."""
    completed = row.c.state == text_literal(State.COMPLETED.value)
    if draft.kind in FEDERATIONS:
        return and_(completed, row.c.dispatching_office_id == draft.office)
    return completed if draft.kind is Kind.COMMISSIONER else false()


ROOTS: dict[str, Root] = {
    "viewer": Self("Viewer"),
    "node": ByIds(several=False),
    "nodes": ByIds(several=True),
    "inbox": Rows("Referral", "WORK_DUE", waits_for_me),
    "referrals": Rows("Referral", "CREATED_DESC"),
    "items": Rows("AssistanceItem", "CREATED_DESC"),
    "families": Rows("Family", "CREATED_DESC"),
    "personMatches": Rows("PersonMatch", "CREATED_DESC"),
    "visits": Rows("Visit", "AT_DESC"),
    "visitDrafts": Rows("VisitDraft", "SAVED_DESC"),
    "needs": Rows("Need", "CREATED_DESC"),
    "followUpsDue": Rows("Referral", "WORK_DUE", follow_up_due),
    "campaigns": Rows("Campaign", "CREATED_DESC"),
    "imports": Rows("Import", "AT_DESC"),
    "assistanceTypes": Rows("AssistanceType", "CODE"),
    "codes": Rows("Code", "OFFERED"),
    "regions": Rows("Region", "CODE"),
    "organizations": Rows("Organization", "ID"),
    "auditRecords": Rows("AuditRecord", "AT_DESC"),
}
