"""What becomes of a family that goes to another county: what goes with it, and what ends where it lived. No I/O.

Source: docs/decisions/033-moving.md (to another county).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from db.tables.campaign import Campaign
from db.tables.correction import Correction
from db.tables.declare import Row
from db.tables.entitlement import Entitlement
from db.tables.family_access import FamilyAccess
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person import CertificateRecord, Person
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.ask import AskState
from domain.correction import CorrectionState
from domain.routing import at_level
from domain.viewer import RegionLevel
from domain.visit import SPOKEN_TO, VisitState
from resolvers.commands.aggregate.case import FamilyCase
from resolvers.commands.context import Moment
from resolvers.commands.family.household import OVER, Household
from resolvers.commands.family.moving import Moving
from resolvers.commands.handing.told_need import told_need
from resolvers.commands.item.ending import end

MOVED = "MOVED"
"""The reason for which what is open ends."""
ALONG: tuple[type[Row], ...] = (Person, Entitlement, CertificateRecord)
"""What is told of the members and the household: it goes where they go."""


@dataclass
class Leaving:
    """A household that goes to another county, with its cases that are not over, or of which something is to be decided.

    `in_charge`: of the accounts that visit it, or answer for its plan, those that are in charge of families there too.
    """

    household: Household
    cases: Sequence[FamilyCase]
    campaigns: Mapping[UUID, Campaign]
    in_charge: Collection[UUID]
    at: Moment

    @property
    def county(self) -> str:
        """The county, or the city without counties, in which the family lives now."""
        return at_level(self.household.family.region_code, RegionLevel.COUNTY)

    def run(self, village: str, address: str | None, registration: str | None) -> list[Row]:
        """Bring the family to its village, and end what it leaves; return the needs that are new."""
        end([case for case in self.cases if case.item.state not in OVER], MOVED, self.at)
        self._access()
        self._corrections(village)
        self._callbacks()
        self._settle_there(village, address, registration)
        Moving(self.household, (), self.campaigns, self.in_charge, self.at).listings()
        return [*self._untaken()]

    def _settle_there(self, village: str, address: str | None, registration: str | None) -> None:
        """Let the family live in its village, with its members, what they receive and every need that is not closed.

        Whoever took it on owns the needs, is its contact person, and contacts it at once.
        """
        family = self.household.family
        family.region_code, family.address = village, address
        family.registration_region_code = registration or family.registration_region_code
        family.next_contact_on = self.at.today
        family.contact_person_id = self.at.viewer.account
        if family.plan_responsible_id not in self.in_charge:
            family.plan_responsible_id = None
        along: list[Any] = [row for kind in ALONG for row in self.household.of(kind)]
        for row in along:
            row.region_code = village
        for need in self.household.of(Need):
            if not self.household.is_past(need):
                need.region_code, need.owner_office_id = village, self.at.viewer.office
        for item in self.household.of(AssistanceItem):
            item.plan_place = None
        family.changed(self.at.now)

    def _untaken(self) -> Iterator[Need]:
        """Yield a need for each that an office has told of and nobody decided on: the county that is left cannot decide on it any more."""
        family = self.household.family
        dead = {each.id for each in self.household.of(Person) if each.deceased_on is not None}
        for referral in self.household.of(Referral):
            if referral.transfer_open_at is None:
                continue
            assert referral.transfer_domain is not None
            assert referral.transfer_request_text is not None
            referral.transfer_state, referral.transfer_open_at = AskState.GRANTED, None
            said = (referral.transfer_domain, referral.transfer_request_text)
            person = None if referral.person_id in dead else referral.person_id
            yield told_need(family.id, family.region_code, self.at.viewer.office, *said, self.at, person)

    def _access(self) -> None:
        """Let what was given of the family end: an office keeps the history of its referral, which shows no family any more."""
        for row in self.household.of(FamilyAccess):
            if row.referral_id is None:
                row.until = min(row.until, self.at.now)
            else:
                row.family_id = row.person_id = row.members = None

    def _corrections(self, village: str) -> None:
        """Refuse what offices propose: whoever could look into it does not see the family any more. What a person asks for goes along."""
        for each in self.household.of(Correction):
            if each.state != CorrectionState.OPEN:
                continue
            if each.received_on is not None:
                each.region_code = village
                for said in self.household.texts([each]):
                    said.region_code = village
            else:
                each.state, each.refusal = CorrectionState.REFUSED, MOVED
                each.decided_at, each.decided_by = self.at.now, self.at.viewer.account
            each.changed(self.at.now)

    def _callbacks(self) -> None:
        """Let nobody be called back from where the family lived: whoever took it on contacts it."""
        for visit in self.household.of(Visit):
            if visit.callback_due_at is not None and not self._was_spoken_to(visit.at):
                visit.callback_due_at = None
                visit.changed(self.at.now)

    def _was_spoken_to(self, since: datetime) -> bool:
        """Return whether somebody of the family was spoken to after a moment."""
        stands = [each for each in self.household.of(Visit) if each.state == VisitState.RECORDED and each.contact_result in SPOKEN_TO]
        return any(each.at > since for each in stands)
