"""How service clients are read.

Source: docs/decisions/038-service-clients.md.
"""

from sqlalchemy import Text, cast
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.client import Client, ClientKey
from resolvers.planner.mapping import Listed, One, RootRows, by_moment, mapping
from resolvers.planner.narrowing import ById, IsNull, NotSince
from resolvers.planner.sql.json import text_literal

CLIENT = mapping(
    "Client",
    Client,
    client_id=lambda row, printing: cast(row.c.id, Text),
    office=One("Office", "office_id"),
    keys=Listed("ClientKey", "client_id", ("created_at", "id")),
    filters={
        "office": ("office", ById("office_id", "Office")),
        "notUsedSince": ("lastUsedAt", NotSince("last_used_at")),
        "standing": ("revokedAt", IsNull("revoked_at")),
    },
    orders=by_moment("CREATED", "created_at"),
)

CLIENT_KEY = mapping(
    "ClientKey",
    ClientKey,
    created_by=One("Account", "created_by"),
    approved_by=One("Account", "approved_by"),
    algorithm=lambda row, printing: cast(row.c.jwk, JSONB).op("->>")(text_literal("alg")),
)

ROOTS = {"clients": RootRows("Client", "CREATED_DESC")}
