"""Writes down that referrals were put on paper, and whose names they carry, before anybody gets the paper.

Source: docs/domain.md 7 (audit: searchable by print); docs/decisions/029-referral-sheet.md.
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random, SystemRandom
from uuid import UUID

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.session.engine import Database
from db.session.transaction import transaction
from db.tables.audit import AuditRecord
from db.tables.referral import Referral
from domain.audit import AuditKind
from domain.viewer import Viewer
from resolvers.commands.context import Fresh, Moment
from resolvers.commands.settle.audit import audited
from resolvers.document.ids import decode_id
from resolvers.files.sheets.values import Shown, at

ACTION = "referralSheet"


class Prints:
    """Keeps the records of papers; `app.py` makes the one instance."""

    def __init__(self, database: Database, references: Callable[[], Reference], cipher: Cipher, random: Random | None = None) -> None:
        """`random` gives the ids of the records."""
        self.database = database
        self.references = references
        self.cipher = cipher
        self.fresh = Fresh(random or SystemRandom())

    async def note(self, referrals: Sequence[Shown], viewer: Viewer, trace: str) -> str:
        """Write a record for each referral; return the moment once they are committed. Raises MembershipEnded."""
        async with transaction(self.database, viewer) as tx:
            moment = Moment(tx.now, tx.viewer, self.references(), self.fresh, self.cipher)
            tx.session.add_all(_record(each, moment, trace) for each in referrals)
        return moment.now.isoformat()


def _record(shown: Shown, moment: Moment, trace: str) -> AuditRecord:
    family = at(shown, "family", "id")
    return audited(
        AuditKind.PRINT,
        ACTION,
        moment,
        trace,
        target_type=Referral.__name__,
        target_id=_key(shown["id"]),
        family_ids=None if family is None else [_key(family)],
        person_ids=list(dict.fromkeys(_persons(shown))) or None,
        version=shown["version"],
    )


def _persons(shown: Shown) -> Iterator[UUID]:
    """The members who stand on the paper."""
    for each in (shown["person"], *(at(shown, "family", "members") or ())):
        if each is not None:
            yield _key(each["id"])


def _key(text: str) -> UUID:
    decoded = decode_id(text)
    assert decoded is not None
    return decoded[1]
