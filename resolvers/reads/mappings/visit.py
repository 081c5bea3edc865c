"""How visits and follow-ups are read.

Source: docs/domain.md 2 and 5.
"""

from db.tables.follow_up import FollowUp
from db.tables.visit import Visit, VisitDraft
from resolvers.planner.mapping import Embedded, HomeOf, Many, Named, One, Placed, Rows, mapping
from resolvers.planner.narrowing import ById, From, HomeIn, Is, Until
from resolvers.reads.mappings.event import EVENTS

VISIT = mapping(
    "Visit",
    Visit,
    categories=Named("TARGET_CATEGORY", "categories"),
    health_categories=Named("TARGET_CATEGORY", "health_categories"),
    notice=Embedded({"basis": "notice_basis"}, unless_null="notice_basis"),
    visitor=One("Account", "visitor_id"),
    consolation=Embedded({"kind": "consolation_kind", "value": "consolation_value"}, unless_null="consolation_kind"),
    no_home_visit_reason=Named("NO_HOME_VISIT_REASON", "no_home_visit_reason"),
    region=HomeOf("region_code"),
    family=One("Family", "family_id"),
    person=One("Person", "person_id"),
    campaign=Placed("Campaign", "campaign_id"),
    needs=Many("Need", "visit_id", ("created_at", "id")),
    events=EVENTS,
    filters={
        "changedAfter": ("updatedAt", From("updated_at")),
        "region": ("region", HomeIn()),
        "number": ("number", Is("number")),
        "atAfter": ("at", From("at")),
        "atBefore": ("at", Until("at")),
        "mode": ("mode", Is("mode")),
        "contactResult": ("contactResult", Is("contact_result")),
        "campaign": ("campaign", ById("campaign_id", "Campaign")),
        "family": ("family", ById("family_id", "Family")),
    },
    orders={"AT": (("at", "id"), False), "AT_DESC": (("at", "id"), True)},
)

FOLLOW_UP = mapping(
    "FollowUp", FollowUp, by=One("Account", "account_id"), referral=One("Referral", "referral_id"), family=One("Family", "family_id")
)

VISIT_DRAFT = mapping("VisitDraft", VisitDraft, orders={"SAVED_DESC": (("saved_at", "id"), True)})

ROOTS = {"visits": Rows("Visit", "AT_DESC"), "visitDrafts": Rows("VisitDraft", "SAVED_DESC")}
