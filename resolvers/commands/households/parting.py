"""Makes two families again of one that was merged: gives back what a merger wrote, as far as nobody has changed it since.

Source: docs/decisions/030-merging.md (parting). No I/O.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import inspect

from db.protect.cipher import Secret
from db.protect.sealed import NUMBERS
from db.tables.campaign import CampaignListing
from db.tables.correction import Correction
from db.tables.declare import Row, came_to_be
from db.tables.entitlement import Entitlement
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person import CertificateRecord, Person
from db.tables.person_match import PersonMatch
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.message.refusal import Refusal
from domain.referral import OPEN
from domain.routing import Located
from resolvers.commands.aggregate.follow import route_anew
from resolvers.commands.context import Moment
from resolvers.commands.family.household import OVER, Household, Members, counted
from resolvers.commands.households.ledger import Written
from resolvers.commands.households.merging import ALONG_WITH_NUMBER, CERTIFICATE, CONTACT_WISH, GUARDIAN, NUMBER, WORK

R = TypeVar("R", bound=Row)

WHERE = frozenset({"family_id", "person_id", "region_code", "kept_family_id", "kept_person_id", "merged_into_id"})
"""The columns that say whose a row is, and where: they are given back, whatever else has become of the row."""
SEALED = frozenset({"id_number_cipher", "certificate_number_cipher"})
"""Numbers as they are sealed: a change of keys seals them anew, and is no change of the number."""
TOGETHER = (
    frozenset({"id_number_cipher", "no_id_reason", *NUMBER, *ALONG_WITH_NUMBER}),
    frozenset({"certificate_number_cipher", *CERTIFICATE}),
    frozenset(GUARDIAN),
    frozenset(WORK),
    frozenset(CONTACT_WISH),
    frozenset({"state", "contact_result", "removed_reason"}),
    frozenset({"decision", "decided_at", "decided_by"}),
)
"""Columns that were written together: they are given back together, or not at all."""
LATER: tuple[type[Row], ...] = (Visit, Entitlement, Correction, CertificateRecord)
"""What came later and goes with the person whom it is of, beside needs."""


@dataclass
class Parting:
    """A household, and the one that was merged into it at a moment. `lines`: what the merger wrote.

    `named`: needs found since that go back as well.
    """

    survivor: Household
    merged: Household
    merged_at: datetime
    lines: Mapping[Row, Written]
    named: frozenset[UUID]
    matches: tuple[PersonMatch, ...]
    near: Sequence[Located]
    at: Moment

    @cached_property
    def back(self) -> frozenset[UUID]:
        """The members of the merged family who had moved."""
        return frozenset(each.id for each in self.survivor.of(Person) if "family_id" in self.lines.get(each, ()))

    @cached_property
    def before(self) -> Mapping[UUID, UUID]:
        """As whom a member of the survivor was registered in the merged family, of those who had been paired."""
        return {self.lines[each]["merged_into_id"][1]: each.id for each in self.merged.of(Person) if each in self.lines}

    @cached_property
    def since(self) -> frozenset[UUID]:
        """The needs found since that go back: those named, of who goes back, and what was found at a visit to them."""
        visits = {each.id for each in self._came_since(Visit) if each.person_id in self.back}
        found = {
            each.id
            for each in self._came_since(Need)
            if each.person_id in self.back or (each.person_id is None and each.visit_id in visits)
        }
        return frozenset(found | self.named)

    @cached_property
    def later(self) -> tuple[Row, ...]:
        """What came since and goes back: of cases that go, and of the members who go."""
        needs = {each.id for each in self.survivor.of(Need) if each in self.lines} | self.since
        of_cases = [each for each in self.survivor.cases(needs) if each not in self.lines]
        return (*of_cases, *(each for each in self._of_persons() if each not in of_cases))

    def _of_persons(self) -> Iterator[Row]:
        """Yield what came since of who goes back and of visits that go, with the texts of corrections."""
        moved = {each.id for each in self.survivor.of(Visit) if each in self.lines}
        visits = moved | {each.id for each in self._came_since(Visit) if each.person_id in self.back}
        for kind in LATER:
            rows: list[Any] = self._came_since(kind)
            own = [each for each in rows if each.person_id in self.back or getattr(each, "visit_id", None) in visits]
            yield from own
            if kind is Correction:
                yield from self.survivor.texts(own)

    def _came_since(self, kind: type[R]) -> list[R]:
        """Return what came since of one table: what the survivor had before is its own, whomever it names."""
        return [each for each in self.survivor.of(kind) if each not in self.lines and came_to_be(vars(each)) > self.merged_at]

    def unfit(self) -> Iterator[Refusal]:
        """Yield OF_WHO_STAYS for a need that would go without its member, and each item in work that its member would part from.

        TAKEN_OVER for what an office works on only since then.
        """
        later = self.later
        for row in later:
            if isinstance(row, Need) and row.person_id not in {*self.back, *self.before, None}:
                yield Refusal("OF_WHO_STAYS", path=("needs",), row=("Need", row.id))
            if isinstance(row, Referral) and row.state in OPEN:
                yield Refusal("TAKEN_OVER", path=("mergedNumber",), row=("Referral", row.id))
        for item in self.survivor.of(AssistanceItem):
            goes, person = item in self.lines or item in later, item.person_id
            is_parted = person not in {*self.back, *self.before} if goes else person in self.back
            if person is not None and is_parted and not self.survivor.is_done(item, self.at):
                yield Refusal("OF_WHO_STAYS", path=("needs",), row=("AssistanceItem", item.id))

    def run(self) -> None:
        """Bring everything back to where it belongs, then count versions."""
        later = self.later
        going = [each for each in (*self.lines, *later) if isinstance(each, AssistanceItem)]
        for row, written in self.lines.items():
            self._give_back(row, written)
        for row in later:
            self._follow(row)
        self._matches()
        referrals = self.survivor.of(Referral)
        for item in going:
            route_anew(item, self.merged.family, self.near, referrals, self.at)
            if item.state not in OVER:
                counted(item, referrals, self.at.now)
        for listing in (each for each in self.lines if isinstance(each, CampaignListing)):
            listing.changed(self.at.now)
        self.survivor.family.changed(self.at.now)
        self.merged.family.changed(self.at.now)

    def _give_back(self, row: Row, written: Written) -> None:
        """Give a row back what stood there: where it belongs, and each value that nobody has changed since."""
        if isinstance(row, CertificateRecord) and "number_cipher" in written:
            self._seal_back(row, *written["number_cipher"])
        columns = {name for name in written if name != "number_cipher"}
        for name in columns & WHERE:
            setattr(row, name, written[name][0])
        if "family_id" in columns and "region_code" not in columns and not self.survivor.is_past(row):
            self._bring_home(row)
        for together in _groups(columns - WHERE):
            if all(self._stands(row, name) == written[name][1] for name in together - SEALED):
                for name in together:
                    setattr(row, name, written[name][0])

    def _stands(self, row: Any, column: str) -> object:
        """Return what stands in a column; the index of a number as by the key that writes, as lines tell it."""
        for kind, sealed, index in NUMBERS:
            if column == index:
                return self.at.cipher.current_index(kind, row.id, getattr(row, sealed), getattr(row, index))
        return getattr(row, column)

    def _bring_home(self, row: Any) -> None:
        """Take a row that has moved since with the survivor back to where the merged family lives."""
        if getattr(row, "region_code", None) == self.survivor.family.region_code:
            row.region_code = self.merged.family.region_code

    def _seal_back(self, record: CertificateRecord, before: str | bytes, after: str | bytes) -> None:
        """Give a line of a certificate's history its number as it was sealed; one that new keys sealed since is sealed anew."""
        if record.number_cipher == after:
            record.number_cipher = bytes(before) if isinstance(before, bytes) else None
        elif record.number_cipher is not None:
            number = self.at.cipher.open(Secret.CERTIFICATE_NUMBER, record.person_id, record.number_cipher)
            record.number_cipher = self.at.cipher.seal(Secret.CERTIFICATE_NUMBER, self.before[record.person_id], number)

    def _follow(self, row: Any) -> None:
        """Give back what came since, of whom it was registered as there."""
        self.survivor.give(row, self.merged.family, self._given)
        if row.family_id == self.merged.family.id and getattr(row, "person_id", None) is not None:
            row.person_id = self.before.get(row.person_id, row.person_id)

    def _given(self, members: Members) -> list[UUID]:
        """Return of whom an office is given anything from now on: those who go back of whom it was."""
        given = [each.id for each in self.survivor.of(Person)] if members is None else members
        return sorted((self.before.get(each, each) for each in given if each in self.before or each in self.back), key=str)

    def _matches(self) -> None:
        """Let matches found since that name a member who goes back name the merged family."""
        for match in self.matches:
            if match not in self.lines and match.known_id in self.back:
                match.family_id = self.merged.family.id


def _groups(columns: set[str]) -> Iterator[frozenset[str]]:
    """Yield the columns by those that belong together; any other alone."""
    rest = set(columns)
    for together in TOGETHER:
        if found := frozenset(together & rest):
            yield found
            rest -= found
    yield from (frozenset({each}) for each in rest)


def key_of(row: Row) -> tuple[str, UUID]:
    """Return what a line of a merger calls a row."""
    return row.__tablename__, inspect(row).mapper.primary_key_from_instance(row)[0]
