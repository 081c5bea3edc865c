"""What of a family past its time is erased, table by table: rows that go, and columns that are blanked in rows that stay.

Source: docs/domain.md 7 (retention); docs/decisions/053-families-erased.md. What stays tells areas, types, periods, states and sums:
the counts of then stay what they were, and nothing of it tells who it was. A test walks over every column of every table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.family import CertificateStatus, Relation

EMPTY, NOTHING = "''", "'{}'"
NULL = "null"
NOWHERE = "'000000000000'"
"""The division of a family that is erased: in nobody's scope, so that nobody sees it any more."""


@dataclass(frozen=True)
class Erased:
    """A table: `of` says in SQL which rows are the families'; `blanks` what is written into them, None for rows that are removed."""

    table: str
    of: str
    blanks: Mapping[str, str] | None = field(default=None)


def _null(*columns: str) -> dict[str, str]:
    return dict.fromkeys(columns, NULL)


OF_FAMILY = "t.family_id = any(families)"
OF_REFERRAL = "t.referral_id = any(referrals)"

ERASED = (
    Erased("event_text", "t.event_id in (select e.id from event e where e.subject_id = any(subjects))"),
    Erased("import_row", OF_FAMILY),
    Erased("certificate_record", "t.person_id = any(persons)"),
    Erased("entitlement", OF_FAMILY),
    Erased("correction_text", "t.correction_id in (select c.id from correction c where c.family_id = any(families))"),
    Erased("correction", OF_FAMILY),
    Erased("family_access", f"({OF_FAMILY} or {OF_REFERRAL})"),
    Erased("person_match", f"({OF_FAMILY} or t.known_id = any(persons) or t.registered_id = any(persons))"),
    Erased(
        "merge_line",
        "t.merge_id in (select m.id from family_merge m where m.survivor_id = any(families) or m.merged_id = any(families))",
    ),
    Erased("family_hand_over_text", "t.hand_over_id in (select h.id from family_hand_over h where h.family_id = any(families))"),
    Erased("family_merge", "(t.survivor_id = any(families) or t.merged_id = any(families))", {"reason": EMPTY}),
    Erased("family_move_proposal", OF_FAMILY, _null("told_cipher")),
    Erased("family_hand_over", OF_FAMILY, _null("external_reference")),
    Erased("emergency_view", OF_FAMILY, {"text": EMPTY, **_null("note")}),
    Erased(
        "outcome",
        OF_REFERRAL,
        {
            **_null("note", "benefit_channel", "placement_recognition_number", "placement_employer", "placement_post"),
            **_null("placement_region_code", "recognition_status", "recognition_risk_cause", "recognition_helper", "service_provider"),
            **_null("payment_indicator_document", "refusal_text", "refusal_how_to_object"),
            "recognition_measures": NOTHING,
        },
    ),
    Erased("follow_up", OF_REFERRAL, _null("note")),
    Erased("placement_call", OF_REFERRAL, _null("note")),
    Erased(
        "referral",
        OF_FAMILY,
        {
            **_null("external_reference", "request_text", "request_document", "transfer_request_text"),
            **_null("designation_authority", "designation_document"),
        },
    ),
    Erased("assistance_item", OF_FAMILY, _null("request_text", "request_document")),
    Erased("need", OF_FAMILY, {"request_text": EMPTY, **_null("internal_note")}),
    Erased(
        "visit",
        OF_FAMILY,
        {
            **_null("category_text", "hotline_ticket", "companions", "consolation_kind", "income_per_head", "suggestions"),
            **_null("safety_measures", "next_contact_on", "before_cipher"),
            "health_categories": NOTHING,
        },
    ),
    Erased(
        "person",
        OF_FAMILY,
        {
            "name": EMPTY,
            "relation": f"'{Relation.OTHER}'",
            "no_id_reason": "'NOT_AT_HAND'",
            "certificate_status": f"'{CertificateStatus.NONE}'",
            "region_code": NOWHERE,
            **_null("id_number_cipher", "id_number_index", "id_number_masked", "sex", "birth_date", "birth_year"),
            **_null("certificate_number_cipher", "certificate_number_index", "certificate_number_masked", "certificate_issued_on"),
            **_null("disability_category", "disability_level", "guardian_name", "guardian_phone", "deceased_on"),
            **_null("work_told_on", "work_education", "work_employment", "work_not_employed_reason", "work_livelihood"),
            **_null("work_registered_unemployed", "work_wish", "work_hours", "work_distance", "work_at_home", "work_can_do"),
            **_null("work_support", "work_care_duties", "work_zero_employment_household", "work_public_post_months"),
        },
    ),
    Erased(
        "family",
        "t.id = any(families)",
        {
            "display_name": EMPTY,
            **_null("address", "phone", "contact_wish_by", "contact_wish_when", "contact_wish_through", "income_per_head"),
            **_null("next_contact_on", "plan_responsible_id", "head_id"),
            "categories": NOTHING,
            "health_categories": NOTHING,
            "region_code": NOWHERE,
            "registration_region_code": NOWHERE,
            "erased_at": "moment",
        },
    ),
)
"""In the order in which it is done: what refers to other rows goes before them, the family itself comes last."""

LEFT = {
    "event": "ids, codes and days of steps; their texts go",
    "campaign_listing": "how far a campaign came",
    "item_line": "sums and months by township",
    "legal_hold": "nothing is erased that one names",
    "audit_unsealed": "ids and codes, until their block is made",
    "audit_record": "ids and codes; the records that name the family are gone before it",
}
"""Tables that name families, persons or their rows, and are left as they are: why."""
