"""Shows whole ID and certificate numbers, for the persons that one's own signed referrals name.

Source: docs/domain.md 7; docs/design.md 8. The one payload that no statement reads: numbers are opened here, and only after quota and audit
are committed. It takes no key: a repeat is a new reveal.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random, SystemRandom
from uuid import UUID

from sqlalchemy import select

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
from domain.reveal import DAY, Use, exceeds
from domain.rules.access import Group
from domain.rules.actions import ACTION
from domain.rules.permit import Circumstances, may, permit
from domain.value.code_list import called
from domain.viewer import Viewer
from resolvers.commands.context import Fresh
from resolvers.commands.settle.audit import audited

REASONS = "REVEAL_REASON"


@dataclass(frozen=True)
class RevealedPerson:
    """A person's numbers in full; None where there is none."""

    id: UUID
    id_number: str | None
    certificate_number: str | None


@dataclass(frozen=True)
class Revealed:
    """What is shown for one referral, or why nothing is."""

    persons: tuple[RevealedPerson, ...] = ()
    errors: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Found:
    """A referral of which numbers may be shown, with the persons that it names."""

    referral: Referral
    persons: Sequence[Person]


class Reveal:
    """Shows them. Made by `app.py`, asked by the contract's one field that no statement reads."""

    action = "reveal"

    def __init__(self, database: Database, references: Callable[[], Reference], cipher: Cipher, random: Random | None = None) -> None:
        """Numbers are opened with `cipher`; ids of what is written come from `random`."""
        self.database = database
        self.references = references
        self.cipher = cipher
        self.fresh = Fresh(random or SystemRandom())

    async def reveal(self, targets: Sequence[UUID | None], reason: str | None, viewer: Viewer, trace: str) -> Sequence[Revealed]:
        """One answer for each target, in their order; None is an id of nothing. What refuses the whole is said of each.

        Raises MembershipEnded.
        """
        try:
            found = await self._recorded(dict.fromkeys(targets), reason, viewer, trace)
        except Refusal as refusal:
            return [Revealed(errors=(refusal,)) for _ in targets]
        return [self._opened(found[target]) for target in targets]

    async def _recorded(
        self, targets: Iterable[UUID | None], reason: str | None, viewer: Viewer, trace: str
    ) -> dict[UUID | None, Found | Refusal]:
        """What may be shown of each, counted and audited: nothing is opened before that is committed."""
        reference = self.references()
        may(self.action, viewer)
        if reason is not None and reason not in reference.codes[REASONS]:
            raise Refusal("UNKNOWN_CODE", path=("reason",), list=called("REVEAL_REASON"))
        async with transaction(self.database, viewer) as tx:
            found = {target: await self._judged(tx, target, reason, reference) for target in targets}
            shown = [each for each in found.values() if isinstance(each, Found)]
            if not shown:
                return found
            await tx.apply()
            if await self._exceeds(tx, len(shown), reference):
                tx.session.add(self._exceeded(tx, shown, trace))
                return dict.fromkeys(found, Refusal("QUOTA_EXCEEDED"))
            tx.session.add(RevealUse(id=self.fresh.id(), account_id=tx.viewer.account, at=tx.now, referrals=len(shown)))
            tx.session.add_all(self._audited(tx, each, reason, trace) for each in shown)
            return found

    async def _judged(self, tx: Transaction, target: UUID | None, reason: str | None, reference: Reference) -> Found | Refusal:
        """The referral with its persons, or why nothing of them is shown."""
        if target is None:
            return Refusal("NOT_FOUND")
        try:
            referral = await see(tx.session, Referral, target, ())
            call = Circumstances(tx.viewer, tx.now, reference.limits, reference.names, reference.every_contract)
            permit(ACTION[self.action], referral, call)
            if reason is None and not reference.type_at(referral.type_code, referral.type_version).reveal_foreseen:
                raise Refusal("REASON_NEEDED", path=("reason",))
        except Refusal as refusal:
            return refusal
        return Found(referral, await _named(tx, referral))

    async def _exceeds(self, tx: Transaction, referrals: int, reference: Reference) -> bool:
        """Whether the call goes over the account's quota; two at once do not pass it together."""
        await take_turns(tx.session, f"reveal {tx.viewer.account}")
        used = await tx.session.scalars(
            select(RevealUse).where(RevealUse.account_id == tx.viewer.account, RevealUse.at > tx.now - DAY),
        )
        return exceeds([Use(each.at, each.referrals) for each in used], referrals, tx.now, reference.limits)

    def _exceeded(self, tx: Transaction, asked: Sequence[Found], trace: str) -> AuditRecord:
        """Of which families somebody asked for more than the quota; nothing was shown."""
        families = sorted({each.referral.family_id for each in asked})
        key = self.fresh.id()
        return audited(AuditKind.REFUSED, self.action, tx.viewer, tx.now, key, trace, family_ids=families, reason="QUOTA_EXCEEDED")

    def _audited(self, tx: Transaction, found: Found, reason: str | None, trace: str) -> AuditRecord:
        """Whose numbers were shown to whom, for which referral, and why."""
        referral = found.referral
        return audited(
            AuditKind.REVEAL,
            self.action,
            tx.viewer,
            tx.now,
            self.fresh.id(),
            trace,
            target_type=Referral.__name__,
            target_id=referral.id,
            family_ids=[referral.family_id],
            person_ids=[person.id for person in found.persons],
            groups=[Group.ID_NUMBER],
            version=referral.version,
            reason=reason,
        )

    def _opened(self, found: Found | Refusal) -> Revealed:
        if isinstance(found, Refusal):
            return Revealed(errors=(found,))
        return Revealed(tuple(self._with_numbers(person) for person in found.persons))

    def _with_numbers(self, person: Person) -> RevealedPerson:
        return RevealedPerson(
            person.id,
            self._open(Secret.ID_NUMBER, person.id, person.id_number_cipher),
            self._open(Secret.CERTIFICATE_NUMBER, person.id, person.certificate_number_cipher),
        )

    def _open(self, kind: Secret, owner: UUID, sealed: bytes | None) -> str | None:
        return None if sealed is None else self.cipher.open(kind, owner, sealed)


async def _named(tx: Transaction, referral: Referral) -> Sequence[Person]:
    """The person that the referral is for, or every member of the household, as the viewer sees them."""
    whom = Person.family_id == referral.family_id if referral.person_id is None else Person.id == referral.person_id
    return (await tx.session.scalars(select(Person).where(whom).order_by(Person.created_at, Person.id))).all()
