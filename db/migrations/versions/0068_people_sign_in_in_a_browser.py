"""People sign in in a browser.

Revision 0068, after 0067. Sessions, sign-ins that have begun and used logout tokens are reached by functions alone, which
`db/protect/functions/sessions.py` makes after every migration; issuers know what we are called there.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0068"
down_revision: str | None = "0067"

FUNCTIONS = (
    "browser_session_begin",
    "browser_session_use",
    "browser_session_choose",
    "browser_session_end",
    "browser_session_end_of",
    "sign_in_begin",
    "sign_in_take",
)


def upgrade() -> None:
    op.create_table(
        "logout_token",
        sa.Column("issuer_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("issuer_id", "digest", name=op.f("pk_logout_token")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("issuer_id", sa.Uuid(), nullable=False),
        sa.Column("nonce", sa.Text(collation="C"), nullable=False),
        sa.Column("verifier", sa.Text(collation="C"), nullable=False),
        sa.Column("forward", sa.Text(collation="C"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name=op.f("fk_sign_in_attempt_issuer_id")),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_expires_at"), "sign_in_attempt", ["expires_at"], unique=False)
    op.create_table(
        "browser_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("issuer_id", sa.Uuid(), nullable=True),
        sa.Column("subject", sa.Text(collation="C"), nullable=False),
        sa.Column("provider_session", sa.Text(collation="C"), nullable=True),
        sa.Column("membership_id", sa.Uuid(), nullable=True),
        sa.Column("acr", sa.Text(collation="C"), nullable=True),
        sa.Column("amr", sa.ARRAY(sa.Text(collation="C")), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at <= began_at + interval '7 days'", name=op.f("ck_browser_session_longest")),
        sa.CheckConstraint("idle_seconds between 60 and 86400", name=op.f("ck_browser_session_idle")),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name=op.f("fk_browser_session_issuer_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_browser_session_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_browser_session_digest")),
    )
    op.create_index(op.f("ix_browser_session_ends_at"), "browser_session", ["ends_at"], unique=False)
    op.create_index(op.f("ix_browser_session_issuer_id_subject"), "browser_session", ["issuer_id", "subject"], unique=False)
    op.add_column("issuer", sa.Column("client_id", sa.Text(collation="C"), nullable=True))


def downgrade() -> None:
    for each in FUNCTIONS:
        op.execute(f"drop function if exists {each}")
    op.drop_column("issuer", "client_id")
    op.drop_index(op.f("ix_browser_session_issuer_id_subject"), table_name="browser_session")
    op.drop_index(op.f("ix_browser_session_ends_at"), table_name="browser_session")
    op.drop_table("browser_session")
    op.drop_index(op.f("ix_sign_in_attempt_expires_at"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("logout_token")
