"""What the token endpoint asks the database: a client's keys, and whether an assertion was used before; what it gives is audited.

Source: docs/decisions/038-service-clients.md. No viewer is set there: keys are found as memberships are, before anybody is known.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from db.session.engine import Database
from db.session.viewer import APPLY
from domain.audit import AuditKind

KEYS = """
select k.id, k.jwk from client_key k join client c on c.id = k.client_id
where c.id = $1 and k.approved_at <= $2
    and (k.revoked_at is null or k.revoked_at > $2) and (c.revoked_at is null or c.revoked_at > $2) order by k.id
"""
MODE = text("select set_config('app.mode', :mode, true)")
FORGET = text("delete from client_assertion where client_id = :client and expires_at < :now")
USE = text(
    "insert into client_assertion (client_id, digest, expires_at) values (:client, :digest, :expires)"
    " on conflict do nothing returning client_id"
)

AUDIT = text(
    "insert into audit_unsealed (id, at, kind, action, client_id, office_id, trace)"
    " select gen_random_uuid(), :now, :kind, 'token', id, office_id, :trace from client where id = :client"
)


async def keys_of_client(database: Database, client: UUID, now: datetime) -> dict[UUID, str]:
    """Return the keys of a client that are in force, as JWKs; none for a client that there is not, or that is revoked."""
    async with database.reader() as connection:
        return {row["id"]: row["jwk"] for row in await connection.fetch(KEYS, client, now)}


async def use_assertion(database: Database, client: UUID, digest: bytes, expires: datetime, now: datetime, trace: str) -> bool:
    """Note that a client used an assertion, and in the audit that it signs in; return whether it is the first time, else nothing is noted.

    What has expired is forgotten.
    """
    async with database.engine.begin() as connection:
        await connection.execute(MODE, {"mode": APPLY})
        await connection.execute(FORGET, {"client": client, "now": now})
        used = await connection.execute(USE, {"client": client, "digest": digest, "expires": expires})
        if used.first() is None:
            return False
        await connection.execute(AUDIT, {"client": client, "now": now, "kind": AuditKind.SIGN_IN, "trace": trace})
        return True
