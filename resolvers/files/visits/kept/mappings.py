"""Mappings of heads that an office keeps under a name.

Source: docs/decisions/009-import.md.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from db.session.transaction import transaction
from db.tables.import_mapping import ImportMapping
from domain.message.refusal import Refusal
from domain.viewer import Viewer
from resolvers.commands.runner import Commands


async def kept_mapping(commands: Commands, viewer: Viewer, name: str) -> Mapping[str, str | None]:
    """Return the mapping that the viewer's office keeps under a name. Raises UNKNOWN_MAPPING, MembershipEnded."""
    async with transaction(commands.database, viewer) as tx:
        heads = await tx.session.scalar(select(ImportMapping.heads).where(ImportMapping.name == name))
    if heads is None:
        raise Refusal("UNKNOWN_MAPPING")
    return heads


async def keep_mapping(commands: Commands, viewer: Viewer, name: str, heads: Mapping[str, str | None]) -> None:
    """Keep a mapping under a name, in place of the one that was. Raises MembershipEnded."""
    async with transaction(commands.database, viewer) as tx:
        await tx.apply()
        told = {"heads": dict(heads), "account_id": viewer.account, "at": tx.now}
        kept = insert(ImportMapping).values(office_id=viewer.office, name=name, **told)
        await tx.session.execute(kept.on_conflict_do_update(index_elements=["office_id", "name"], set_=told))
