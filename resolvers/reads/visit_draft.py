"""What a draft of a visit holds: the one thing read that is opened here, and not by the database.

Source: docs/decisions/002-tables.md (a draft is one sealed value). Its author is shown their own input again: nothing of it is audited.
"""

from uuid import UUID

from db.protect.cipher import Cipher, Secret
from db.session.engine import Database
from db.session.transaction import transaction
from db.tables.visit import VisitDraft
from domain.viewer import Viewer


class Drafts:
    """Opens drafts. Made by `app.py`, asked by the contract's one root field that no statement answers."""

    def __init__(self, database: Database, cipher: Cipher) -> None:
        """Drafts were sealed with `cipher`."""
        self.database = database
        self.cipher = cipher

    async def body(self, key: UUID, viewer: Viewer) -> str | None:
        """What its author saved last, as it was; None where the viewer sees no such draft. Raises MembershipEnded, CipherError."""
        async with transaction(self.database, viewer) as tx:
            draft = await tx.session.get(VisitDraft, key)
        return None if draft is None else self.cipher.open(Secret.DRAFT, draft.id, draft.body_cipher)
