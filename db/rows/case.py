"""The statements that read and lock a case: an item, with its need and its family; referrals of items; items of needs.

Source: docs/decisions/005-commands.md (the order of locks); docs/decisions/057-fewer-statements.md.
"""

from sqlalchemy import ARRAY, Uuid, and_, bindparam, func, select, text
from sqlalchemy.orm import aliased

from db.session.session import direct, direct_rows
from db.session.viewer import OF_COMMANDS
from db.tables.entitlement import Entitlement
from db.tables.family import Family
from db.tables.family_access import FamilyAccess
from db.tables.follow_up import FollowUp
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.outcome import Outcome
from db.tables.referral import Referral

KEYS = ARRAY(Uuid())

PLACES = direct(
    select(AssistanceItem.id, AssistanceItem.family_id, AssistanceItem.need_id)
    .prefix_with(OF_COMMANDS)
    .where(AssistanceItem.id == func.any(bindparam("items", type_=KEYS)))
)
"""The family and the need of each of some items; null of a request for funds."""

OF_ITEM = direct_rows(
    select(Family, Need, AssistanceItem)
    .select_from(AssistanceItem)
    .prefix_with(OF_COMMANDS)
    .join(Need, Need.id == AssistanceItem.need_id)
    .join(Family, Family.id == AssistanceItem.family_id)
    .where(AssistanceItem.id == bindparam("item"))
    .with_for_update(read=True, of=Family)
    .suffix_with(text("for update of need, assistance_item"))
)
"""An item with its need and its family: PostgreSQL locks the rows in the order in which the clauses name their tables."""

LATEST = aliased(Outcome)
LATEST_VERSION = select(func.max(LATEST.version)).where(LATEST.referral_id == Referral.id).scalar_subquery()
REFERRALS = direct_rows(
    select(Referral, FamilyAccess, Outcome)
    .select_from(Referral)
    .prefix_with(OF_COMMANDS)
    .outerjoin(FamilyAccess, FamilyAccess.referral_id == Referral.id)
    .outerjoin(Outcome, and_(Outcome.referral_id == Referral.id, Outcome.version == LATEST_VERSION))
    .where(Referral.item_id == func.any(bindparam("items", type_=KEYS)))
    .order_by(Referral.id)
    .with_for_update(of=Referral)
)
"""The referrals of items that are locked, each with what it gives and what was decided last: nobody changes these without its item."""

ENTITLEMENTS = direct_rows(select(Entitlement).where(Entitlement.referral_id == func.any(bindparam("referrals", type_=KEYS))))
"""What referrals gave."""

OF_NEEDS = direct(
    select(
        AssistanceItem.need_id,
        AssistanceItem.id,
        AssistanceItem.state,
        *(
            select(of.result).where(of.referral_id == AssistanceItem.lead_id).order_by(by.desc()).limit(1).scalar_subquery()
            for of, by in ((Outcome, Outcome.version), (FollowUp, FollowUp.at))
        ),
    )
    .prefix_with(OF_COMMANDS)
    .where(AssistanceItem.need_id == func.any(bindparam("needs", type_=KEYS)))
)
"""The items of needs: need, key, state, the latest result of the lead's office, the latest answer of the family."""
