"""The tables of the first version.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from db.migrations.columns import computed, in_region

revision: str = "0001"
down_revision: str | None = None

TABLES = (
    "account", "assistance_type", "audit_block", "audit_record", "calendar_day", "calendar_override", "code_name", "organization",
    "reference_file", "region", "rule_limit", "share_contract", "audit_seal", "family", "office", "reveal_use", "visit_draft", "campaign",
    "membership", "person", "certificate_record", "command_key", "visit", "import_row", "need", "assistance_item", "referral",
    "family_access", "follow_up", "outcome", "referral_event", "referral_text",
)  # fmt: skip
"""In the order in which they are made."""
PHONE_MASKED = (
    "case when length(phone) = 11 and left(phone, 1) = '1' then left(phone, 3) || '****' || right(phone, 4)"
    " when length(phone) >= 7 then '****' || right(phone, 2) when length(phone) < 7 then '****' end"
)
SURNAME = (
    "case when length({name}) < 2 then '*' when length({name}) > 2 and left({name}, 2) in ('欧阳', '上官', '司马', '诸葛', '东方', '皇甫', '尉迟', '公孙', '慕容', '令狐', '司徒', '夏侯', '端木', '百里', '南宫', '轩辕')"
    " then left({name}, 2) else left({name}, 1) end"
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(collation="C"), nullable=False),
        sa.CheckConstraint("language in ('zh', 'en')", name=op.f("ck_account_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("subject", name=op.f("uq_account_subject")),
    )
    op.create_table(
        "assistance_type",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("lead_department", sa.Text(collation="C"), nullable=False),
        sa.Column("co_departments", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("domains", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("applies_by", sa.Text(collation="C"), nullable=True),
        sa.Column("accepted_at", sa.Text(collation="C"), nullable=False),
        sa.Column("decided_at", sa.Text(collation="C"), nullable=False),
        sa.Column("needs_application", sa.Boolean(), nullable=False),
        sa.Column("urgency_applies", sa.Boolean(), nullable=False),
        sa.Column("needs_certificate", sa.Boolean(), nullable=False),
        sa.Column("pooled", sa.Boolean(), nullable=False),
        sa.Column("reveal_foreseen", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("outcome_kind", sa.Text(collation="C"), nullable=False),
        sa.Column("stages", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("limit_value", sa.SmallInteger(), nullable=False),
        sa.Column("limit_unit", sa.Text(collation="C"), nullable=False),
        sa.Column("limit_from", sa.Text(collation="C"), nullable=False),
        sa.Column("extension_max", sa.SmallInteger(), nullable=True),
        sa.Column("publicity_days", sa.SmallInteger(), nullable=True),
        sa.Column("binding", sa.Text(collation="C"), nullable=False),
        sa.Column("source_zh", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_assistance_type")),
    )
    op.create_table(
        "audit_block",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_block")),
    )
    op.create_table(
        "audit_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("action", sa.Text(collation="C"), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=True),
        sa.Column("target_type", sa.Text(collation="C"), nullable=True),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("family_ids", sa.ARRAY(sa.Uuid()), nullable=True),
        sa.Column("person_ids", sa.ARRAY(sa.Uuid()), nullable=True),
        sa.Column("groups", sa.ARRAY(sa.Text(collation="C")), nullable=True),
        sa.Column("from_state", sa.Text(collation="C"), nullable=True),
        sa.Column("to_state", sa.Text(collation="C"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(collation="C"), nullable=True),
        sa.Column("trace", sa.Text(collation="C"), nullable=False),
        sa.CheckConstraint("kind in ('COMMAND', 'REVEAL', 'READ')", name=op.f("ck_audit_record_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_record")),
    )
    op.create_index(op.f("ix_audit_record_account_id_at"), "audit_record", ["account_id", "at"], unique=False)
    op.create_index(op.f("ix_audit_record_at_id"), "audit_record", ["at", "id"], unique=False)
    op.create_index("ix_audit_record_family_ids", "audit_record", ["family_ids"], unique=False, postgresql_using="gin")
    op.create_table(
        "calendar_day",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version", "day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_override",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_override")),
    )
    op.create_table(
        "code_name",
        sa.Column("list", sa.Text(collation="C"), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("list", "code", "version", name=op.f("pk_code_name")),
    )
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department_code", sa.Text(collation="C"), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        *in_region(),
        sa.CheckConstraint(
            "kind in ('FEDERATION', 'DEPARTMENT', 'TOWNSHIP', 'COMMUNITY', 'GOVERNMENT')", name=op.f("ck_organization_kind")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organization.id"], name=op.f("fk_organization_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_table(
        "reference_file",
        sa.Column("name", sa.Text(collation="C"), nullable=False),
        sa.Column("digest", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("loaded_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reference_file")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("parent_code", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_code", sa.Text(collation="C"), nullable=True),
        sa.CheckConstraint("code ~ '^[0-9]{12}$'", name=op.f("ck_region_code")),
        sa.CheckConstraint("level between 1 and 5", name=op.f("ck_region_level")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_index(op.f("ix_region_parent_code"), "region", ["parent_code"], unique=False)
    op.create_table(
        "rule_limit",
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(collation="C"), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_rule_limit")),
    )
    op.create_table(
        "share_contract",
        sa.Column("type_code", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("half", sa.Text(collation="C"), nullable=False),
        sa.Column("group", sa.Text(collation="C"), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("reason_zh", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("type_code", "version", "half", "group", name=op.f("pk_share_contract")),
    )
    op.create_index(op.f("ix_share_contract_type_code_version_half"), "share_contract", ["type_code", "version", "half"], unique=False)
    op.create_table(
        "audit_seal",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["block"], ["audit_block.number"], name=op.f("fk_audit_seal_block")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_audit_seal")),
    )
    op.create_table(
        "family",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("registration_region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=False),
        computed("display_name_masked", sa.Text(), f"({SURNAME.format(name='display_name')}) || '**'"),
        computed("display_name_coarse", sa.Text(), SURNAME.format(name="display_name")),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        computed("phone_masked", sa.Text(), PHONE_MASKED),
        sa.Column("contact_wish_by", sa.Text(collation="C"), nullable=True),
        sa.Column("contact_wish_when", sa.Text(), nullable=True),
        sa.Column("contact_wish_through", sa.Text(collation="C"), nullable=True),
        sa.Column("categories", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("income_per_head", sa.BigInteger(), nullable=True),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        *in_region(),
        sa.CheckConstraint(
            "contact_wish_by in ('PHONE', 'HOME_VISIT', 'MESSAGE', 'DO_NOT_CONTACT')", name=op.f("ck_family_contact_wish_by")
        ),
        sa.CheckConstraint("contact_wish_through in ('PERSON', 'GUARDIAN', 'COMMISSIONER')", name=op.f("ck_family_contact_wish_through")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_family_created_by")),
        sa.ForeignKeyConstraint(
            ["head_id"], ["person.id"], name=op.f("fk_family_head_id"), initially="DEFERRED", deferrable=True, use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
        sa.UniqueConstraint("number", name=op.f("uq_family_number")),
    )
    op.create_index(op.f("ix_family_city_code_id"), "family", ["city_code", "id"], unique=False)
    op.create_index(op.f("ix_family_county_code_id"), "family", ["county_code", "id"], unique=False)
    op.create_index(op.f("ix_family_town_code_id"), "family", ["town_code", "id"], unique=False)
    op.create_index(op.f("ix_family_village_code_id"), "family", ["village_code", "id"], unique=False)
    op.create_table(
        "office",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("department_code", sa.Text(collation="C"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), server_default="false", nullable=False),
        *in_region(),
        sa.CheckConstraint("kind in ('FEDERATION', 'DEPARTMENT', 'TOWNSHIP', 'COMMUNITY', 'GOVERNMENT')", name=op.f("ck_office_kind")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_office_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint(
            "organization_id", "department_code", name=op.f("uq_office_organization_id_department_code"), postgresql_nulls_not_distinct=True
        ),
    )
    op.create_table(
        "reveal_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("referrals", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reveal_use_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveal_use")),
    )
    op.create_index(op.f("ix_reveal_use_account_id_at"), "reveal_use", ["account_id", "at"], unique=False)
    op.create_table(
        "visit_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_cipher", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_visit_draft_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_draft")),
    )
    op.create_index(op.f("ix_visit_draft_author_id_saved_at"), "visit_draft", ["author_id", "saved_at"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("document_number", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("categories", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *in_region(),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_campaign_period")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_campaign_office_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["campaign.id"], name=op.f("fk_campaign_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("number", name=op.f("uq_campaign_number")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(collation="C"), nullable=False),
        sa.Column("scope", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role in ('COMMISSIONER', 'HOTLINE_OPERATOR', 'FEDERATION_CADRE', 'FEDERATION_MONITOR', 'FEDERATION_LEADER', 'OFFICE_DISPATCHER', 'OFFICE_HANDLER', 'GOVERNMENT_VIEWER', 'SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN')",
            name=op.f("ck_membership_role"),
        ),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_membership_ends")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_membership_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_account_id"), "membership", ["account_id"], unique=False)
    op.create_index(op.f("ix_membership_office_id_account_id"), "membership", ["office_id", "account_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        computed("name_masked", sa.Text(), f"({SURNAME.format(name='name')}) || '**'"),
        computed("name_coarse", sa.Text(), SURNAME.format(name="name")),
        sa.Column("id_number_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_masked", sa.Text(), nullable=True),
        sa.Column("no_id_reason", sa.Text(collation="C"), nullable=True),
        sa.Column("sex", sa.Text(collation="C"), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("birth_year", sa.SmallInteger(), nullable=True),
        sa.Column("certificate_status", sa.Text(collation="C"), nullable=False),
        sa.Column("certificate_number_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("certificate_number_index", sa.LargeBinary(), nullable=True),
        sa.Column("certificate_number_masked", sa.Text(), nullable=True),
        sa.Column("disability_category", sa.Text(collation="C"), nullable=True),
        sa.Column("disability_level", sa.SmallInteger(), nullable=True),
        sa.Column("guardian_name", sa.Text(), nullable=True),
        sa.Column("guardian_phone", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *in_region(),
        sa.CheckConstraint("certificate_status in ('CERTIFIED', 'APPLYING', 'NONE', 'EXPIRED')", name=op.f("ck_person_certificate_status")),
        sa.CheckConstraint(
            "relation in ('HEAD', 'SPOUSE', 'CHILD', 'PARENT', 'GRANDPARENT', 'GRANDCHILD', 'SIBLING', 'OTHER')",
            name=op.f("ck_person_relation"),
        ),
        sa.CheckConstraint("sex in ('MALE', 'FEMALE')", name=op.f("ck_person_sex")),
        sa.CheckConstraint("(id_number_cipher is null) = (id_number_index is null)", name=op.f("ck_person_id_number")),
        sa.CheckConstraint("disability_level between 1 and 4", name=op.f("ck_person_disability_level")),
        sa.CheckConstraint("id_number_cipher is not null or no_id_reason is not null", name=op.f("ck_person_no_id_reason")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_person_family_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_family_id"), "person", ["family_id"], unique=False)
    op.create_index(op.f("ix_person_id_number_index"), "person", ["id_number_index"], unique=False)
    op.create_table(
        "certificate_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("number_cipher", sa.LargeBinary(), nullable=True),
        sa.Column("number_index", sa.LargeBinary(), nullable=True),
        sa.Column("disability_category", sa.Text(collation="C"), nullable=True),
        sa.Column("disability_level", sa.SmallInteger(), nullable=True),
        *in_region(),
        sa.CheckConstraint("status in ('CERTIFIED', 'APPLYING', 'NONE', 'EXPIRED')", name=op.f("ck_certificate_record_status")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_certificate_record_family_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_certificate_record_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_record")),
    )
    op.create_index(op.f("ix_certificate_record_person_id_at"), "certificate_record", ["person_id", "at"], unique=False)
    op.create_table(
        "command_key",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("target", sa.Text(collation="C"), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(collation="C"), nullable=False),
        sa.Column("input_hash", sa.LargeBinary(), nullable=False),
        sa.Column("done", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_command_key_membership_id")),
        sa.PrimaryKeyConstraint("account_id", "key", "target", name=op.f("pk_command_key")),
    )
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("visitor_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.Text(collation="C"), nullable=False),
        sa.Column("channel", sa.Text(collation="C"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_result", sa.Text(collation="C"), nullable=False),
        sa.Column("categories", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("category_text", sa.Text(), nullable=True),
        sa.Column("no_difficulty", sa.Boolean(), nullable=False),
        sa.Column("notice_basis", sa.Text(collation="C"), nullable=True),
        sa.Column("no_home_visit_reason", sa.Text(collation="C"), nullable=True),
        sa.Column("hotline_ticket", sa.Text(), nullable=True),
        sa.Column("callback_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("companions", sa.Text(), nullable=True),
        sa.Column("led_by_leading_cadre", sa.Boolean(), nullable=False),
        sa.Column("consolation_kind", sa.Text(), nullable=True),
        sa.Column("consolation_value", sa.Integer(), nullable=True),
        sa.Column("income_per_head", sa.Integer(), nullable=True),
        sa.Column("suggestions", sa.Text(), nullable=True),
        sa.Column("safety_measures", sa.Text(), nullable=True),
        sa.Column("dynamic_update_year", sa.SmallInteger(), nullable=True),
        sa.Column("next_contact_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *in_region(),
        sa.CheckConstraint(
            "channel in ('CAMPAIGN_VISIT', 'ROUTINE_VISIT', 'HOTLINE_12385', 'HOTLINE_12345', 'DYNAMIC_UPDATE', 'SELF_APPLICATION', 'DEPARTMENT_TRANSFER', 'COMMUNITY_REPORT')",
            name=op.f("ck_visit_channel"),
        ),
        sa.CheckConstraint("contact_result in ('MET', 'NOT_HOME', 'REFUSED', 'MOVED', 'DECEASED')", name=op.f("ck_visit_contact_result")),
        sa.CheckConstraint("mode in ('HOME_VISIT', 'PHONE', 'VIDEO_OR_MESSAGE', 'COMMUNITY_POINT')", name=op.f("ck_visit_mode")),
        sa.CheckConstraint("notice_basis in ('WRITTEN', 'ORAL', 'GUARDIAN')", name=op.f("ck_visit_notice_basis")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_visit_campaign_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_visit_family_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_visit_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_visit_person_id")),
        sa.ForeignKeyConstraint(["visitor_id"], ["account.id"], name=op.f("fk_visit_visitor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("number", name=op.f("uq_visit_number")),
    )
    op.create_index(op.f("ix_visit_county_code_at_id"), "visit", ["county_code", "at", "id"], unique=False)
    op.create_index(op.f("ix_visit_family_id_at"), "visit", ["family_id", "at"], unique=False)
    op.create_index(op.f("ix_visit_village_code_at_id"), "visit", ["village_code", "at", "id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("household", sa.LargeBinary(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_import_row_family_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_import_row_office_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_import_row_visit_id")),
        sa.PrimaryKeyConstraint("office_id", "digest", name=op.f("pk_import_row")),
    )
    op.create_index(op.f("ix_import_row_office_id_household"), "import_row", ["office_id", "household"], unique=False)
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("owner_office_id", sa.Uuid(), nullable=False),
        sa.Column("domain", sa.Text(collation="C"), nullable=False),
        sa.Column("urgency_level", sa.Text(collation="C"), nullable=False),
        sa.Column("urgency_kinds", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("request_text", sa.Text(), nullable=False),
        sa.Column("internal_note", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(collation="C"), nullable=False),
        sa.Column("completed_items", sa.SmallInteger(), nullable=False),
        sa.Column("close_reason", sa.Text(collation="C"), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *in_region(),
        sa.CheckConstraint("status in ('OPEN', 'IN_HAND', 'MET', 'UNMET', 'CLOSED')", name=op.f("ck_need_status")),
        sa.CheckConstraint("urgency_level in ('EMERGENCY', 'URGENT', 'NORMAL')", name=op.f("ck_need_urgency_level")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_need_family_id")),
        sa.ForeignKeyConstraint(["owner_office_id"], ["office.id"], name=op.f("fk_need_owner_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_need_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_need_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("number", name=op.f("uq_need_number")),
    )
    op.create_index(op.f("ix_need_county_code_created_at_id"), "need", ["county_code", "created_at", "id"], unique=False)
    op.create_index(op.f("ix_need_family_id"), "need", ["family_id"], unique=False)
    op.create_index(op.f("ix_need_village_code_created_at_id"), "need", ["village_code", "created_at", "id"], unique=False)
    op.create_table(
        "assistance_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=True),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("need_domain", sa.Text(collation="C"), nullable=False),
        sa.Column("type_code", sa.Text(collation="C"), nullable=False),
        sa.Column("type_version", sa.Integer(), nullable=False),
        sa.Column("type_department_code", sa.Text(collation="C"), nullable=False),
        sa.Column("urgency_level", sa.Text(collation="C"), nullable=False),
        sa.Column("urgency_kinds", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("request_text", sa.Text(), nullable=False),
        sa.Column("owner_office_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("lead_office_id", sa.Uuid(), nullable=True),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("first_dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_returned_office_id", sa.Uuid(), nullable=True),
        sa.Column("changed_since_return", sa.Boolean(), nullable=False),
        sa.Column("designatable", sa.Boolean(), nullable=False),
        sa.Column("cancel_reason", sa.Text(collation="C"), nullable=True),
        sa.Column("reopen_count", sa.SmallInteger(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *in_region(),
        sa.CheckConstraint(
            "path in ('FEDERATION_SELF', 'DEPARTMENT_COORDINATION', 'POLICY_PROMOTION', 'POLICY_SUPERVISION')",
            name=op.f("ck_assistance_item_path"),
        ),
        sa.CheckConstraint(
            "state in ('DRAFT', 'TO_DISPATCH', 'DISPATCHED', 'SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'CANCELLED', 'ARCHIVED')",
            name=op.f("ck_assistance_item_state"),
        ),
        sa.CheckConstraint("urgency_level in ('EMERGENCY', 'URGENT', 'NORMAL')", name=op.f("ck_assistance_item_urgency_level")),
        sa.ForeignKeyConstraint(["drafted_by"], ["account.id"], name=op.f("fk_assistance_item_drafted_by")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_assistance_item_family_id")),
        sa.ForeignKeyConstraint(["last_returned_office_id"], ["office.id"], name=op.f("fk_assistance_item_last_returned_office_id")),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["referral.id"], name=op.f("fk_assistance_item_lead_id"), initially="DEFERRED", deferrable=True, use_alter=True
        ),
        sa.ForeignKeyConstraint(["lead_office_id"], ["office.id"], name=op.f("fk_assistance_item_lead_office_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_assistance_item_need_id")),
        sa.ForeignKeyConstraint(["owner_office_id"], ["office.id"], name=op.f("fk_assistance_item_owner_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assistance_item_person_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["assistance_item.id"], name=op.f("fk_assistance_item_previous_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistance_item")),
        sa.UniqueConstraint("number", name=op.f("uq_assistance_item_number")),
    )
    op.create_index(op.f("ix_assistance_item_city_code_created_at_id"), "assistance_item", ["city_code", "created_at", "id"], unique=False)
    op.create_index(
        op.f("ix_assistance_item_county_code_created_at_id"), "assistance_item", ["county_code", "created_at", "id"], unique=False
    )
    op.create_index(op.f("ix_assistance_item_family_id"), "assistance_item", ["family_id"], unique=False)
    op.create_index(op.f("ix_assistance_item_need_id"), "assistance_item", ["need_id"], unique=False)
    op.create_index(
        op.f("ix_assistance_item_village_code_created_at_id"), "assistance_item", ["village_code", "created_at", "id"], unique=False
    )
    op.create_table(
        "referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("state_before", sa.Text(collation="C"), nullable=True),
        sa.Column("part", sa.Text(collation="C"), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("department_code", sa.Text(collation="C"), nullable=False),
        sa.Column("office_region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("office_county_id", sa.Uuid(), nullable=True),
        sa.Column("dispatching_office_id", sa.Uuid(), nullable=False),
        sa.Column("monitor_office_id", sa.Uuid(), nullable=True),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("external_reference", sa.Text(), nullable=True),
        sa.Column("type_code", sa.Text(collation="C"), nullable=False),
        sa.Column("type_version", sa.Integer(), nullable=False),
        sa.Column("contract_version", sa.Integer(), nullable=False),
        sa.Column("need_domain", sa.Text(collation="C"), nullable=False),
        sa.Column("urgency_level", sa.Text(collation="C"), nullable=False),
        sa.Column("urgency_kinds", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("urgency_applies", sa.Boolean(), nullable=False),
        sa.Column("needs_application", sa.Boolean(), nullable=False),
        sa.Column("request_text", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(collation="C"), nullable=False),
        sa.Column("apply_region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("case_level", sa.SmallInteger(), nullable=False),
        sa.Column("returnable", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.Text(collation="C"), nullable=True),
        sa.Column("stage_on", sa.Date(), nullable=True),
        sa.Column("question_open", sa.Boolean(), nullable=False),
        sa.Column("missing", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("return_reason", sa.Text(collation="C"), nullable=True),
        sa.Column("returned_by", sa.Text(collation="C"), nullable=True),
        sa.Column("suggested_office_id", sa.Uuid(), nullable=True),
        sa.Column("cancel_reason", sa.Text(collation="C"), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("completed_by", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("attempted_on", sa.Date(), nullable=True),
        sa.Column("reopen_count", sa.SmallInteger(), nullable=False),
        sa.Column("open_assisting", sa.SmallInteger(), nullable=False),
        sa.Column("first_dispatched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_until", sa.Date(), nullable=True),
        sa.Column("suspended_days", sa.SmallInteger(), nullable=False),
        sa.Column("suspended_seconds", sa.BigInteger(), nullable=False),
        sa.Column("suspensions", sa.SmallInteger(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_payment_on", sa.Date(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopen_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visible_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("urged_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("return_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finish_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("yellow_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("work_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("waits_office", sa.Boolean(), nullable=False),
        sa.Column("waits_federation", sa.Boolean(), nullable=False),
        sa.Column("waits_commissioner", sa.Boolean(), nullable=False),
        sa.Column("waits_monitor", sa.Boolean(), nullable=False),
        *in_region(),
        sa.CheckConstraint(
            "legal_basis in ('STATUTORY_DUTY', 'GOVERNMENT_ENTRUSTED', 'SEPARATE_CONSENT', 'EMERGENCY')",
            name=op.f("ck_referral_legal_basis"),
        ),
        sa.CheckConstraint("part in ('LEAD', 'ASSISTING', 'DELEGATE')", name=op.f("ck_referral_part")),
        sa.CheckConstraint(
            "returned_by in ('NOT_OUR_DUTY', 'NOT_OUR_AREA', 'FAMILY_DECLINED', 'INFORMATION_MISSING')",
            name=op.f("ck_referral_returned_by"),
        ),
        sa.CheckConstraint(
            "state in ('DISPATCHED', 'SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'RETURNED', 'CANCELLED', 'ARCHIVED')",
            name=op.f("ck_referral_state"),
        ),
        sa.CheckConstraint(
            "state_before in ('DISPATCHED', 'SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'RETURNED', 'CANCELLED', 'ARCHIVED')",
            name=op.f("ck_referral_state_before"),
        ),
        sa.CheckConstraint("urgency_level in ('EMERGENCY', 'URGENT', 'NORMAL')", name=op.f("ck_referral_urgency_level")),
        sa.ForeignKeyConstraint(["completed_by"], ["account.id"], name=op.f("fk_referral_completed_by")),
        sa.ForeignKeyConstraint(["dispatching_office_id"], ["office.id"], name=op.f("fk_referral_dispatching_office_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_referral_family_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["account.id"], name=op.f("fk_referral_handler_id")),
        sa.ForeignKeyConstraint(["item_id"], ["assistance_item.id"], name=op.f("fk_referral_item_id")),
        sa.ForeignKeyConstraint(["monitor_office_id"], ["office.id"], name=op.f("fk_referral_monitor_office_id")),
        sa.ForeignKeyConstraint(["office_county_id"], ["office.id"], name=op.f("fk_referral_office_county_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_referral_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_referral_person_id")),
        sa.ForeignKeyConstraint(["previous_id"], ["referral.id"], name=op.f("fk_referral_previous_id")),
        sa.ForeignKeyConstraint(["suggested_office_id"], ["office.id"], name=op.f("fk_referral_suggested_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("number", name=op.f("uq_referral_number")),
    )
    op.create_index(op.f("ix_referral_city_code_dispatched_at_id"), "referral", ["city_code", "dispatched_at", "id"], unique=False)
    op.create_index(op.f("ix_referral_county_code_dispatched_at_id"), "referral", ["county_code", "dispatched_at", "id"], unique=False)
    op.create_index(
        "ix_referral_county_due",
        "referral",
        ["county_code", "work_due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state in ('DISPATCHED', 'IN_PROGRESS', 'REOPENED', 'SIGNED', 'SUSPENDED')"),
    )
    op.create_index(
        op.f("ix_referral_department_code_dispatched_at_id"), "referral", ["department_code", "dispatched_at", "id"], unique=False
    )
    op.create_index(
        op.f("ix_referral_dispatching_office_id_dispatched_at_id"),
        "referral",
        ["dispatching_office_id", "dispatched_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_referral_family_id"), "referral", ["family_id"], unique=False)
    op.create_index(op.f("ix_referral_handler_id"), "referral", ["handler_id"], unique=False)
    op.create_index(
        "ix_referral_inbox_commissioner",
        "referral",
        ["village_code", "work_due_at", "id"],
        unique=False,
        postgresql_where=sa.text("waits_commissioner"),
    )
    op.create_index(
        "ix_referral_inbox_federation",
        "referral",
        ["dispatching_office_id", "work_due_at", "id"],
        unique=False,
        postgresql_where=sa.text("waits_federation"),
    )
    op.create_index(
        "ix_referral_inbox_monitor",
        "referral",
        ["monitor_office_id", "work_due_at", "id"],
        unique=False,
        postgresql_where=sa.text("waits_monitor"),
    )
    op.create_index(
        "ix_referral_inbox_office", "referral", ["office_id", "work_due_at", "id"], unique=False, postgresql_where=sa.text("waits_office")
    )
    op.create_index(op.f("ix_referral_item_id"), "referral", ["item_id"], unique=False)
    op.create_index(op.f("ix_referral_office_id_dispatched_at_id"), "referral", ["office_id", "dispatched_at", "id"], unique=False)
    op.create_index(op.f("ix_referral_town_code_dispatched_at_id"), "referral", ["town_code", "dispatched_at", "id"], unique=False)
    op.create_index(op.f("ix_referral_village_code_dispatched_at_id"), "referral", ["village_code", "dispatched_at", "id"], unique=False)
    op.create_index("uq_referral_external_reference", "referral", ["office_id", "external_reference"], unique=True)
    op.create_index(
        "uq_referral_open_lead",
        "referral",
        ["item_id"],
        unique=True,
        postgresql_where=sa.text("part = 'LEAD' and state in ('DISPATCHED', 'IN_PROGRESS', 'REOPENED', 'SIGNED', 'SUSPENDED')"),
    )
    op.create_table(
        "family_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("department_code", sa.Text(collation="C"), nullable=True),
        sa.Column("office_region_code", sa.Text(collation="C"), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("visit_id", sa.Uuid(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("identity_level", sa.SmallInteger(), nullable=False),
        sa.Column("id_number_level", sa.SmallInteger(), nullable=False),
        sa.Column("contact_level", sa.SmallInteger(), nullable=False),
        sa.Column("address_level", sa.SmallInteger(), nullable=False),
        sa.Column("birth_level", sa.SmallInteger(), nullable=False),
        sa.Column("disability_level", sa.SmallInteger(), nullable=False),
        sa.Column("health_level", sa.SmallInteger(), nullable=False),
        sa.Column("income_level", sa.SmallInteger(), nullable=False),
        sa.Column("work_level", sa.SmallInteger(), nullable=False),
        *in_region(),
        sa.CheckConstraint("(referral_id is null) <> (visit_id is null)", name=op.f("ck_family_access_cause")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_family_access_family_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_family_access_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_family_access_person_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_family_access_referral_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_family_access_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_access")),
    )
    op.create_index(
        "ix_family_access_family_office",
        "family_access",
        ["family_id", "office_id"],
        unique=False,
        postgresql_include=[
            "until",
            "person_id",
            "department_code",
            "office_region_code",
            "identity_level",
            "id_number_level",
            "contact_level",
            "address_level",
            "birth_level",
            "disability_level",
            "health_level",
            "income_level",
            "work_level",
        ],
    )
    op.create_index(op.f("ix_family_access_office_id_family_id"), "family_access", ["office_id", "family_id"], unique=False)
    op.create_index(op.f("ix_family_access_referral_id_office_id"), "family_access", ["referral_id", "office_id"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("dispatching_office_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.Text(collation="C"), nullable=False),
        sa.Column("satisfaction", sa.Text(collation="C"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        *in_region(),
        sa.CheckConstraint(
            "result in ('SOLVED', 'PARTLY', 'NOT_SOLVED', 'REFUSAL_UNDERSTOOD', 'NO_ANSWER')", name=op.f("ck_follow_up_result")
        ),
        sa.CheckConstraint(
            "satisfaction in ('SATISFIED', 'MOSTLY_SATISFIED', 'NOT_SATISFIED', 'NOT_ASKED')", name=op.f("ck_follow_up_satisfaction")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_follow_up_account_id")),
        sa.ForeignKeyConstraint(["dispatching_office_id"], ["office.id"], name=op.f("fk_follow_up_dispatching_office_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_follow_up_family_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_follow_up_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_referral_id_at"), "follow_up", ["referral_id", "at"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("dispatching_office_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.Text(collation="C"), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("benefit_amount", sa.BigInteger(), nullable=True),
        sa.Column("benefit_per", sa.Text(collation="C"), nullable=True),
        sa.Column("benefit_from", sa.Date(), nullable=True),
        sa.Column("benefit_until", sa.Date(), nullable=True),
        sa.Column("benefit_first_payment_on", sa.Date(), nullable=True),
        sa.Column("benefit_channel", sa.Text(), nullable=True),
        sa.Column("placement_recognition_number", sa.Text(), nullable=True),
        sa.Column("placement_employer", sa.Text(), nullable=True),
        sa.Column("placement_post", sa.Text(), nullable=True),
        sa.Column("placement_region_code", sa.Text(collation="C"), nullable=True),
        sa.Column("placement_from", sa.Date(), nullable=True),
        sa.Column("placement_until", sa.Date(), nullable=True),
        sa.Column("placement_hours", sa.Integer(), nullable=True),
        sa.Column("placement_pay", sa.BigInteger(), nullable=True),
        sa.Column("placement_insured", sa.Boolean(), nullable=True),
        sa.Column("recognition_status", sa.Text(), nullable=True),
        sa.Column("recognition_from", sa.Date(), nullable=True),
        sa.Column("recognition_risk_cause", sa.Text(), nullable=True),
        sa.Column("recognition_helper", sa.Text(), nullable=True),
        sa.Column("service_provider", sa.Text(), nullable=True),
        sa.Column("service_delivered_on", sa.Date(), nullable=True),
        sa.Column("refusal_code", sa.Text(collation="C"), nullable=True),
        sa.Column("refusal_text", sa.Text(), nullable=True),
        sa.Column("refusal_notice_delivered_on", sa.Date(), nullable=True),
        sa.Column("refusal_how_to_object", sa.Text(), nullable=True),
        *in_region(),
        sa.CheckConstraint("benefit_per in ('ONCE', 'MONTH', 'YEAR')", name=op.f("ck_outcome_benefit_per")),
        sa.CheckConstraint(
            "result in ('GRANTED', 'PARTIALLY_GRANTED', 'NOT_ELIGIBLE', 'SERVICE_REFERRED', 'WITHDRAWN', 'DECEASED', 'MOVED_AWAY', 'UNREACHABLE', 'POLICY_GAP', 'ALREADY_RECEIVING', 'WAITING_LIST', 'OFFER_REFUSED')",
            name=op.f("ck_outcome_result"),
        ),
        sa.ForeignKeyConstraint(["dispatching_office_id"], ["office.id"], name=op.f("fk_outcome_dispatching_office_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_outcome_family_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_outcome_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    op.create_index(op.f("ix_outcome_referral_id_version"), "outcome", ["referral_id", "version"], unique=True)
    op.create_table(
        "referral_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("office_id", sa.Uuid(), nullable=False),
        sa.Column("dispatching_office_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.Text(collation="C"), nullable=False),
        sa.Column("from_state", sa.Text(collation="C"), nullable=True),
        sa.Column("to_state", sa.Text(collation="C"), nullable=False),
        sa.Column("reason_list", sa.Text(collation="C"), nullable=True),
        sa.Column("reason", sa.Text(collation="C"), nullable=True),
        sa.Column("stage", sa.Text(collation="C"), nullable=True),
        sa.Column("stage_on", sa.Date(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        *in_region(),
        sa.CheckConstraint(
            "from_state in ('DISPATCHED', 'SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'RETURNED', 'CANCELLED', 'ARCHIVED')",
            name=op.f("ck_referral_event_from_state"),
        ),
        sa.CheckConstraint(
            "to_state in ('DISPATCHED', 'SIGNED', 'IN_PROGRESS', 'SUSPENDED', 'COMPLETED', 'CONFIRMED', 'REOPENED', 'RETURNED', 'CANCELLED', 'ARCHIVED')",
            name=op.f("ck_referral_event_to_state"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_referral_event_account_id")),
        sa.ForeignKeyConstraint(["dispatching_office_id"], ["office.id"], name=op.f("fk_referral_event_dispatching_office_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_referral_event_family_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_referral_event_office_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_event_referral_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_event")),
    )
    op.create_index(op.f("ix_referral_event_referral_id_at_id"), "referral_event", ["referral_id", "at", "id"], unique=False)
    op.create_table(
        "referral_text",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("dispatching_office_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        *in_region(),
        sa.ForeignKeyConstraint(["dispatching_office_id"], ["office.id"], name=op.f("fk_referral_text_dispatching_office_id")),
        sa.ForeignKeyConstraint(["family_id"], ["family.id"], name=op.f("fk_referral_text_family_id")),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name=op.f("fk_referral_text_referral_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_referral_text")),
    )
    op.create_foreign_key(
        op.f("fk_family_head_id"), "family", "person", ["head_id"], ["id"], initially="DEFERRED", deferrable=True, use_alter=True
    )
    op.create_foreign_key(
        op.f("fk_assistance_item_lead_id"),
        "assistance_item",
        "referral",
        ["lead_id"],
        ["id"],
        initially="DEFERRED",
        deferrable=True,
        use_alter=True,
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_assistance_item_lead_id"), "assistance_item", type_="foreignkey")
    op.drop_constraint(op.f("fk_family_head_id"), "family", type_="foreignkey")
    for table in reversed(TABLES):
        op.drop_table(table)
