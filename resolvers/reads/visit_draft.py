"""Opens drafts of visits, which are encrypted: all other fields are read by the planner's statements.

Source: docs/decisions/002-tables.md. A draft is shown to its author alone, so that its reading is not audited.
"""

from uuid import UUID

from db.protect.cipher import Cipher, Secret
from db.session.engine import Database
from db.session.transaction import transaction
from db.tables.visit import VisitDraft
from domain.viewer import Viewer


class Drafts:
    """Opens drafts, for the root field `visitDraftBody`."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        """`cipher`: with which the drafts were sealed."""
        self.database = database
        self.cipher = cipher

    async def body(self, key: UUID, viewer: Viewer) -> str | None:
        """The text that its author saved last; None where the viewer sees no such draft. Raises MembershipEnded, CipherError."""
        async with transaction(self.database, viewer) as tx:
            draft = await tx.session.get(VisitDraft, key)
        return None if draft is None else self.cipher.open(Secret.DRAFT, draft.id, draft.body_cipher)
