"""Makes one family of two: what each keeps, what moves, as whom its members go on, and what offices are given from then on.

Source: docs/domain.md 2 (Family) and 7 (families that were merged); docs/decisions/030-merging.md. No I/O.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from db.protect.cipher import Cipher, Secret
from db.tables.campaign import CampaignListing
from db.tables.correction import Correction, CorrectionText
from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.family_access import FamilyAccess
from db.tables.family_move import FamilyMoveProposal
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person import CertificateRecord, Person
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.campaign import ListingState
from domain.family import CertificateStatus, Relation
from domain.routing import Located
from resolvers.commands.aggregate.follow import route_anew
from resolvers.commands.context import Moment
from resolvers.commands.family.household import OVER, SAID, Household, counted
from resolvers.commands.households.ledger import Ledger

OTHERS: tuple[type[Row], ...] = (Visit, *SAID, Entitlement, Correction, CorrectionText, FamilyMoveProposal)
"""What moves besides members and cases."""
NUMBER = ("id_number_index", "id_number_masked")
ALONG_WITH_NUMBER = ("sex", "birth_date", "birth_year")
CERTIFICATE = (
    "certificate_status",
    "certificate_number_index",
    "certificate_number_masked",
    "certificate_issued_on",
    "disability_category",
    "disability_level",
)
GUARDIAN = ("guardian_name", "guardian_phone")
CONTACT_WISH = ("contact_wish_by", "contact_wish_when", "contact_wish_through")
WORK = tuple(column.key for column in Person.__table__.columns if column.key.startswith("work_"))


def number_index(person: Person, cipher: Cipher) -> bytes | None:
    """Return by what a person's ID number is found today: two who have the same number may have been registered under different keys."""
    return cipher.current_index(Secret.ID_NUMBER, person.id, person.id_number_cipher, person.id_number_index)


@dataclass
class Merging:
    """Two households that become one. `pairs`: a member of the merged one -> the member of the survivor as whom that goes on.

    `near`: the offices over where the survivor lives and is registered.
    """

    survivor: Household
    merged: Household
    pairs: Mapping[UUID, Person]
    near: Sequence[Located]
    at: Moment
    ledger: Ledger = field(default_factory=Ledger)

    def run(self) -> None:
        """Bring everything to where it belongs."""
        self._access()
        self._values()
        self._members()
        self._cases()
        self._histories()
        self._listings()
        self._end()

    def _as(self, person: UUID | None) -> UUID | None:
        """Return as whom a member of the merged family goes on: themselves, unless they are paired."""
        return self.pairs[person].id if person is not None and person in self.pairs else person

    def _here(self, row: Any) -> dict[str, Any]:
        """Return the values by which a row belongs to the survivor."""
        person = {"person_id": self._as(row.person_id)} if hasattr(row, "person_id") else {}
        return {"family_id": self.survivor.family.id, **person}

    def _move(self, row: Row, **values: Any) -> None:
        """Make a row the survivor's; unless it tells of what is past, it takes the survivor's division."""
        region = {} if self.merged.is_past(row) else self._region
        self.ledger.set(row, **(self._here(row) | region | values))

    @property
    def _region(self) -> dict[str, str]:
        return {"region_code": self.survivor.family.region_code}

    def _access(self) -> None:
        """An office goes on seeing the members that it saw: of whom the other family brings it is given nothing. Calls give nothing more.

        What an ended referral gives stays with the merged family, which stands still.
        """
        for household in (self.survivor, self.merged):
            referrals = {each.id: each for each in household.of(Referral)}
            members = [each.id for each in household.of(Person)]
            for row in household.of(FamilyAccess):
                if row.referral_id is None:
                    self.ledger.set(row, until=min(row.until, self.at.now))
                    continue
                referral = referrals.get(row.referral_id)  # None: it has ended, and its case went to a family that was founded
                stands = referral is not None and referral.visible_until is None
                if household is self.survivor or stands:
                    given = sorted({self._as(each) for each in (members if row.members is None else row.members)}, key=str)
                    self.ledger.set(row, members=given)
                    if referral is not None:
                        self.ledger.set(referral, members=given)
                    if household is self.merged:
                        self._move(row)

    def _values(self) -> None:
        """The survivor's values stand; what it lacks comes from the other; categories are those of both, the next contact the earlier."""
        mine, theirs = self.survivor.family, self.merged.family
        for columns in (("phone",), ("address",), ("income_per_head",), CONTACT_WISH):
            if getattr(mine, columns[0]) is None:
                self._copy(theirs, mine, columns)
        for column in ("categories", "health_categories"):
            self.ledger.set(mine, **{column: [*dict.fromkeys([*getattr(mine, column), *getattr(theirs, column)])]})
        next_contacts = [each for each in (mine.next_contact_on, theirs.next_contact_on) if each is not None]
        self.ledger.set(mine, next_contact_on=min(next_contacts, default=None))

    def _copy(self, source: Row, target: Row, columns: tuple[str, ...]) -> None:
        self.ledger.set(target, **{column: getattr(source, column) for column in columns})

    def _members(self) -> None:
        """Who is paired goes on as the other, who gets what they lack; everybody else moves."""
        for person in self.merged.of(Person):
            twin = self.pairs.get(person.id)
            if twin is None:
                relation = Relation.OTHER if person.relation == Relation.HEAD else person.relation
                self.ledger.set(person, family_id=self.survivor.family.id, relation=relation, **self._region)
            else:
                self._fill(person, twin)
                self.ledger.set(person, merged_into_id=twin.id)
        if self.survivor.family.head_id is None:
            self.ledger.set(self.survivor.family, head_id=self._as(self.merged.family.head_id))

    def _fill(self, person: Person, twin: Person) -> None:
        """Give a member what they lack and the other registration has. Numbers are sealed for their owner, so they are sealed anew."""
        if twin.id_number_cipher is None and person.id_number_cipher is not None:
            self._seal(Secret.ID_NUMBER, "id_number_cipher", person, twin)
            self._copy(person, twin, (*NUMBER, *ALONG_WITH_NUMBER))
            self.ledger.set(twin, id_number_index=number_index(person, self.at.cipher))
            self.ledger.set(twin, no_id_reason=None)
        if twin.certificate_status == CertificateStatus.NONE and twin.disability_category is None:
            self._seal(Secret.CERTIFICATE_NUMBER, "certificate_number_cipher", person, twin)
            self._copy(person, twin, CERTIFICATE)
            sealed, index = person.certificate_number_cipher, person.certificate_number_index
            index = self.at.cipher.current_index(Secret.CERTIFICATE_NUMBER, person.id, sealed, index)
            self.ledger.set(twin, certificate_number_index=index)
        if twin.guardian_name is None:
            self._copy(person, twin, GUARDIAN)
        if twin.work_told_on is None:
            self._copy(person, twin, WORK)

    def _seal(self, kind: Secret, column: str, person: Person, twin: Person) -> None:
        sealed = getattr(person, column)
        self.ledger.set(twin, **{column: None if sealed is None else self._resealed(kind, person.id, twin.id, sealed)})

    def _resealed(self, kind: Secret, owner: UUID, other: UUID, sealed: bytes) -> bytes:
        return self.at.cipher.seal(kind, other, self.at.cipher.open(kind, owner, sealed))

    def _cases(self) -> None:
        """Needs, items and referrals move; those that are not over take the survivor's division. Of two plans the survivor's stands."""
        planned = self.survivor.family.plan_responsible_id is not None
        if not planned:
            self.ledger.set(self.survivor.family, plan_responsible_id=self.merged.family.plan_responsible_id)
        for need in self.merged.of(Need):
            self._move(need)
        for item in self.merged.of(AssistanceItem):
            self._move(item, **({"plan_place": None} if planned else {}))
            if item.state not in OVER:
                route_anew(item, self.survivor.family, self.near, self.merged.of(Referral), self.at)
                counted(item, self.merged.of(Referral), self.at.now)
        for referral in self.merged.of(Referral):
            if referral.id in self.merged.ended and referral.kept_family_id is None:
                self._move(referral, kept_family_id=referral.family_id, kept_person_id=referral.person_id)
            else:
                self._move(referral)

    def _histories(self) -> None:
        """Move everything else; the numbers in the history of certificates are sealed for whom they are now."""
        for kind in OTHERS:
            for row in self.merged.of(kind):
                self._move(row)
        for record in self.merged.of(CertificateRecord):
            owner, sealed = record.person_id, record.number_cipher
            self._move(record)
            if sealed is not None and record.person_id != owner:
                self.ledger.set(record, number_cipher=self._resealed(Secret.CERTIFICATE_NUMBER, owner, record.person_id, sealed))

    def _listings(self) -> None:
        """The places on the lists of campaigns move; where both are listed, one is taken off as listed twice."""
        mine = {each.campaign_id for each in self.survivor.of(CampaignListing)}
        for listing in self.merged.of(CampaignListing):
            if listing.campaign_id not in mine:
                self._move(listing)
            elif listing.state != ListingState.REMOVED:
                self.ledger.set(listing, state=ListingState.REMOVED.value, contact_result=None, removed_reason="DUPLICATE")
            listing.changed(self.at.now)

    def _end(self) -> None:
        """The merged family stands still from here on; its number is told with the survivor."""
        mine, theirs = self.survivor.family, self.merged.family
        self.ledger.set(theirs, merged_into_id=mine.id)
        self.ledger.set(mine, merged_numbers=[*mine.merged_numbers, theirs.number])
        mine.changed(self.at.now)
        theirs.changed(self.at.now)
