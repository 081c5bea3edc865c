"""A client with its keys, and how a new key is made.

Source: docs/decisions/038-service-clients.md.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.tables.client import Client, ClientKey
from domain.message.refusal import Refusal
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.context import Moment
from resolvers.commands.locks import Locks


@dataclass(kw_only=True)
class Keyed(Aggregate[Client]):
    """A client and all keys that it has had."""

    keys: Sequence[ClientKey]

    def in_force(self, kid: str) -> ClientKey:
        """Return the key of a name that is not revoked. Raises NOT_FOUND."""
        for each in self.keys:
            if each.kid == kid and each.revoked_at is None:
                return each
        raise Refusal("NOT_FOUND", path=("kid",))


async def keyed(locks: Locks, found: Client) -> Keyed:
    """Return a client, locked, with its keys."""
    client = await locks.locked(found)
    of_client = select(ClientKey).where(ClientKey.client_id == client.id).order_by(ClientKey.id)
    return Keyed(answer=client, keys=(await locks.session.scalars(of_client)).all())


def standing(client: Client) -> None:
    """Check that a client stands. Raises CLIENT_REVOKED."""
    if client.revoked_at is not None:
        raise Refusal("CLIENT_REVOKED", path=("id",))


def made(client: Client, jwk: str, at: Moment) -> ClientKey:
    """Return a new key of a client, which waits for its approval."""
    kid = json.loads(jwk)["kid"]
    by = {"created_at": at.now, "created_by": at.viewer.account}
    return ClientKey(id=at.fresh.id(), client_id=client.id, office_id=client.office_id, kid=kid, jwk=jwk, **by)
