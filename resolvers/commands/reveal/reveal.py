"""`reveal`: shows whole ID and certificate numbers of the persons that referrals are for, to the office that signed these.

Source: docs/domain.md 7; docs/design.md 8. Numbers are decrypted only after the use of the quota and the audit record are committed. It
takes no idempotency key: a repeat is a new reveal.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random, SystemRandom
from uuid import UUID

from sqlalchemy import and_, select

from db.protect.cipher import Cipher, Secret
from db.reference.read import Reference
from db.session.engine import Database
from db.session.lock import see, take_turns
from db.session.transaction import Transaction, transaction
from db.tables.audit import AuditRecord, RevealUse
from db.tables.person import Person
from db.tables.referral import Referral
from domain.audit import AuditKind
from domain.message.refusal import Refusal
from domain.reveal import DAY, RevealCall, exceeds
from domain.rules.actions import ACTION
from domain.rules.group import Group
from domain.rules.permit import may, permit
from domain.value.code_list import called
from domain.viewer import Viewer
from resolvers.commands.context import Fresh, Moment
from resolvers.commands.settle.audit import audited

REASONS = "REVEAL_REASON"


@dataclass(frozen=True)
class RevealedPerson:
    """A person's numbers in full; None for a number that the person does not have."""

    id: UUID
    id_number: str | None
    certificate_number: str | None


@dataclass(frozen=True)
class Revealed:
    """The persons shown for one referral, or why none are."""

    persons: tuple[RevealedPerson, ...] = ()
    errors: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Found:
    """A referral whose persons' numbers may be shown, and these persons: the one it is for, or the whole household."""

    referral: Referral
    persons: Sequence[Person]


class Reveal:
    """Reveals numbers for the mutation `reveal`; `app.py` makes the one instance."""

    action = "reveal"

    def __init__(self, database: Database, references: Callable[[], Reference], cipher: Cipher, random: Random | None = None) -> None:
        """`cipher` opens the numbers; `random` gives the ids of the rows that are written."""
        self.database = database
        self.references = references
        self.cipher = cipher
        self.fresh = Fresh(random or SystemRandom())

    async def reveal(self, targets: Sequence[UUID | None], reason: str | None, viewer: Viewer, trace: str) -> Sequence[Revealed]:
        """Return what is shown for each target, in their order; a refusal of the whole call stands at each. None: no referral's id.

        Raises MembershipEnded.
        """
        try:
            found = await self._recorded(dict.fromkeys(targets), reason, viewer, trace)
        except Refusal as refusal:
            found = dict.fromkeys(targets, refusal)
        return [_opened(found[target], self.cipher) for target in targets]

    async def _recorded(
        self, targets: Iterable[UUID | None], reason: str | None, viewer: Viewer, trace: str
    ) -> dict[UUID | None, Found | Refusal]:
        """Return, by target, what may be shown or why not; it is counted, audited and committed by then. Raises FORBIDDEN, UNKNOWN_CODE."""
        reference = self.references()
        may(self.action, viewer)
        if reason is not None and reason not in reference.codes[REASONS]:
            raise Refusal("UNKNOWN_CODE", path=("reason",), list=called(REASONS))
        async with transaction(self.database, viewer) as tx:
            at = Moment(tx.now, tx.viewer, reference, self.fresh, self.cipher)
            found = {target: await _judged(tx, target, reason, at) for target in targets}
            shown = [each for each in found.values() if isinstance(each, Found)]
            if not shown:
                return found
            await tx.apply()
            if await _exceeds(tx, len(shown), reference):
                families = sorted({each.referral.family_id for each in shown if each.referral.family_id is not None})
                tx.session.add(audited(AuditKind.REFUSED, self.action, at, trace, family_ids=families, reason="QUOTA_EXCEEDED"))
                return dict.fromkeys(found, Refusal("QUOTA_EXCEEDED"))
            tx.session.add(RevealUse(id=self.fresh.id(), account_id=tx.viewer.account, at=tx.now, referrals=len(shown)))
            tx.session.add_all(_audited(each, reason, at, trace) for each in shown)
            return found


async def _judged(tx: Transaction, target: UUID | None, reason: str | None, at: Moment) -> Found | Refusal:
    """Return the referral with the persons it is for, as the viewer sees them, or why nothing of them is shown."""
    if target is None:
        return Refusal("NOT_FOUND")
    try:
        referral = await see(tx.session, Referral, target, ())
        permit(ACTION[Reveal.action], referral, at.circumstances)
        if reason is None and not at.reference.type_at(referral.type_code, referral.type_version).reveal_foreseen:
            raise Refusal("REASON_NEEDED", path=("reason",))
    except Refusal as refusal:
        return refusal
    whom = Person.family_id == referral.family_id if referral.person_id is None else Person.id == referral.person_id
    if referral.members is not None:
        whom = and_(whom, Person.id.in_(referral.members))
    return Found(referral, (await tx.session.scalars(select(Person).where(whom).order_by(Person.created_at, Person.id))).all())


async def _exceeds(tx: Transaction, referrals: int, reference: Reference) -> bool:
    """Return whether so many referrals more go over the account's quota. Its other calls wait until the transaction ends."""
    await take_turns(tx.session, f"reveal {tx.viewer.account}")
    used = await tx.session.scalars(select(RevealUse).where(RevealUse.account_id == tx.viewer.account, RevealUse.at > tx.now - DAY))
    return exceeds([RevealCall(each.at, each.referrals) for each in used], referrals, tx.now, reference.limits)


def _audited(found: Found, reason: str | None, at: Moment, trace: str) -> AuditRecord:
    """Return the record of whose numbers were shown, for which referral and why."""
    referral = found.referral
    return audited(
        AuditKind.REVEAL,
        Reveal.action,
        at,
        trace,
        target_type=Referral.__name__,
        target_id=referral.id,
        family_ids=[referral.family_id],
        person_ids=[person.id for person in found.persons],
        groups=[Group.ID_NUMBER],
        version=referral.version,
        reason=reason,
    )


def _opened(found: Found | Refusal, cipher: Cipher) -> Revealed:
    """Return the persons' numbers, decrypted, or the refusal."""
    if isinstance(found, Refusal):
        return Revealed(errors=(found,))

    def number(kind: Secret, person: Person, sealed: bytes | None) -> str | None:
        return None if sealed is None else cipher.open(kind, person.id, sealed)

    return Revealed(
        tuple(
            RevealedPerson(
                each.id,
                number(Secret.ID_NUMBER, each, each.id_number_cipher),
                number(Secret.CERTIFICATE_NUMBER, each, each.certificate_number_cipher),
            )
            for each in found.persons
        )
    )
