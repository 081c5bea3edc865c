"""One family's case in a world: the household, its members, a visit, needs, items, referrals and what came of them.

Source: docs/domain.md 2 and 3. `a_family(world, in_="330110109200").with_need("LIVING_ASSISTANCE").referred_to("civil-affairs.330110")`.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, Self

from db.tables.event import Event, EventText
from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.follow_up import FollowUp
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.organization import Office
from db.tables.outcome import Outcome
from db.tables.person import CertificateRecord, Person
from db.tables.referral import Referral
from db.tables.visit import Visit
from domain.event import SubjectType
from domain.family import CertificateStatus, Relation, Sex
from domain.follow_up import FollowUpResult, Satisfaction
from domain.item import ItemState, ResolutionPath, item_state
from domain.need import NeedStatus
from domain.outcome import Result
from domain.referral import DESIGNATABLE, TAKEN_ON, Part, State, UrgencyLevel
from domain.rules.group import Group, Level
from domain.time.limit import TypeLimit
from domain.value.number import NumberKind, draw
from domain.visit import ContactResult, IntakeChannel, NoticeBasis, VisitMode
from tests.builders.limits import AFTER_SIGNING, ALWAYS, BEFORE_SIGNING, PLAIN, RETAINED
from tests.builders.referral import a_referral
from tests.builders.world import VILLAGE, World, code

PHONES: Iterator[int] = count(16000000000)


class Case:
    """A family with what happened to it. Every step returns the case; the newest row of a kind stands under its name."""

    def __init__(self, world: World, in_: str, head: str, **columns: Any) -> None:
        """`in_` is the residence, a code of any level; the county's federation owns what is asked for the family."""
        self.world = world
        self.at: datetime = world.now - timedelta(days=1)
        self.region = code(in_)
        self.federation = world.office(f"federation.{self.region[:6]}")
        self.cadre = world.viewer(f"cadre.federation.{self.region[:6]}")
        given = {
            "number": self._number(NumberKind.FAMILY),
            "registration_region_code": self.region,
            "display_name": head,
            "address": "1号",
            "phone": str(next(PHONES)),
            "created_at": self.at,
            "created_by": self.cadre.account,
            "contact_person_id": self.cadre.account,
        }
        self.family = world.add(Family(id=world.key(), region_code=self.region, **(given | columns)))
        self.members: list[Person] = []
        self.referrals: list[Referral] = []
        self.with_member(head, Relation.HEAD)
        self.family.head_id = self.head.id
        self.visit: Visit
        self.need: Need
        self.item: AssistanceItem
        self.access: FamilyAccess

    @property
    def head(self) -> Person:
        """The head of the household."""
        return self.members[0]

    @property
    def referral(self) -> Referral:
        """The newest referral."""
        return self.referrals[-1]

    @property
    def lead(self) -> Referral:
        """The newest referral that the item follows."""
        return next(each for each in reversed(self.referrals) if each.part == Part.LEAD)

    def with_member(self, name: str, relation: Relation = Relation.CHILD, **columns: Any) -> Self:
        """One more member; without an ID number unless `columns` give one."""
        given = {
            "no_id_reason": "NOT_AT_HAND",
            "sex": Sex.FEMALE,
            "birth_date": date(1968, 5, 20),
            "birth_year": 1968,
            "certificate_status": CertificateStatus.NONE,
            "created_at": self.at,
        }
        person = Person(
            id=self.world.key(), family_id=self.family.id, region_code=self.region, name=name, relation=relation, **(given | columns)
        )
        self.members.append(self.world.add(person))
        return self

    def with_certificate(self, category: str = "4", level: int = 1) -> Self:
        """The newest member is certified, with a line in the certificate's history."""
        person = self.members[-1]
        person.certificate_status, person.disability_category, person.disability_level = CertificateStatus.CERTIFIED, category, level
        self.world.add(
            CertificateRecord(
                id=self.world.key(),
                family_id=self.family.id,
                person_id=person.id,
                region_code=self.region,
                at=self.at,
                status=CertificateStatus.CERTIFIED,
                disability_category=category,
                disability_level=level,
            )
        )
        return self

    def visited(self, by: str | None = None, **columns: Any) -> Self:
        """A visit; `by` names a viewer of the world, the county's cadre by default."""
        visitor = self.world.viewer(by) if by else self.cadre
        given = {
            "number": self._number(NumberKind.VISIT),
            "person_id": self.head.id,
            "mode": VisitMode.HOME_VISIT,
            "channel": IntakeChannel.ROUTINE_VISIT,
            "at": self.at,
            "contact_result": ContactResult.MET,
            "notice_basis": NoticeBasis.ORAL,
            "created_at": self.at,
        }
        owner = {"family_id": self.family.id, "region_code": self.region, "visitor_id": visitor.account, "office_id": visitor.office}
        self.visit = self.world.add(Visit(id=self.world.key(), **(owner | given | columns)))
        return self

    def called(self, operator: str, until: datetime | None = None) -> Self:
        """A hotline call, which gives the operator's office access to the family."""
        self.visited(operator, mode=VisitMode.PHONE, channel=IntakeChannel.HOTLINE_12385)
        caller = self.world.viewer(operator)
        self._share(caller.office, caller.department, caller.region, until or self.world.now + RETAINED, {}, visit_id=self.visit.id)
        return self

    def with_need(self, domain: str, urgency: UrgencyLevel = UrgencyLevel.NORMAL, **columns: Any) -> Self:
        """A need of a domain, found at the last visit (one is made where there was none)."""
        if not hasattr(self, "visit"):
            self.visited()
        given = {
            "number": self._number(NumberKind.NEED),
            "person_id": self.head.id,
            "request_text": "请求帮助",
            "internal_note": "内部备注",
            "status": NeedStatus.OPEN,
            "created_at": self.at,
        }
        owner = {"family_id": self.family.id, "region_code": self.region, "visit_id": self.visit.id}
        self.need = self.world.add(
            Need(id=self.world.key(), owner_office_id=self.federation.id, domain=domain, urgency_level=urgency, **(owner | given | columns))
        )
        return self

    def with_draft(self, type_: str = "A01", **columns: Any) -> Self:
        """A draft of an item for the newest need."""
        given = {
            "number": self._number(NumberKind.ITEM),
            "state": ItemState.DRAFT,
            "person_id": self.need.person_id,
            "type_version": 1,
            "type_department_code": "CIVIL_AFFAIRS",
            "request_text": self.need.request_text,
            "drafted_by": self.cadre.account,
            "created_at": self.at,
        }
        owner = {
            "family_id": self.family.id,
            "region_code": self.region,
            "need_id": self.need.id,
            "need_domain": self.need.domain,
            "urgency_level": self.need.urgency_level,
            "urgency_kinds": [],
            "route_offices": [],
            "fitting_offices": [],
            "owner_office_id": self.federation.id,
        }
        self.item = self.world.add(AssistanceItem(id=self.world.key(), type_code=type_, **(owner | given | columns)))
        self.need.status = NeedStatus.IN_HAND
        return self

    def referred_to(
        self,
        office: str,
        state: State = State.SIGNED,
        *,
        sees: Mapping[Group, Level] | None = None,
        of_type: TypeLimit = PLAIN,
        **columns: Any,
    ) -> Self:
        """The item (the newest draft, or a new one) sent to an office of the world, such as `civil-affairs.330110`.

        `sees`: the levels of the office, by default those before or after signing; `columns` of the referral win.
        """
        if not hasattr(self, "item") or self.item.lead_id is not None:
            self.with_draft()
        self._lead(self.sent(self.world.office(office), state, sees, of_type, columns))
        return self.with_event("itemDispatch", at=self.referral.dispatched_at, office_id=self.federation.id, after=State.DISPATCHED)

    def sent(
        self, to: Office, state: State, sees: Mapping[Group, Level] | None, of_type: TypeLimit, columns: Mapping[str, Any]
    ) -> Referral:
        """A new referral of the newest item to an office, with what that sees of the family."""
        number = columns.get("number") or self._number(NumberKind.REFERRAL)
        columns = {"id": self.world.key()} | {name: value for name, value in columns.items() if name != "number"}
        referral = self.world.add(a_referral(self.item, to, state, self.at, of_type, number=number, **columns))
        self.referrals.append(referral)
        levels = (AFTER_SIGNING if state in TAKEN_ON else BEFORE_SIGNING) if sees is None else sees
        until = referral.visible_until or self.world.now + ALWAYS
        self._share(to.id, referral.department_code, to.region_code, until, levels, referral_id=referral.id)
        return referral

    def with_event(self, action: str, text: str | None = None, **columns: Any) -> Self:
        """A line in the history of the newest referral, with the text somebody wrote."""
        referral = self.referral
        given = {
            "at": self.at + timedelta(minutes=10),
            "office_id": referral.office_id,
            "account_id": self.cadre.account,
            "before": None,
            "after": referral.state,
        }
        of_office = {"subject_office_id": referral.office_id, "subject_delegating_id": referral.delegating_office_id}
        event = self.world.add(Event(id=self.world.key(), action=action, **(self._as_subject() | of_office | given | columns)))
        referral.last_event_id, referral.last_event_by = event.id, event.account_id
        if text is not None:
            self.world.add(EventText(event_id=event.id, body=text, **self._as_subject()))
        return self

    def with_outcome(self, result: Result = Result.NOT_ELIGIBLE, **columns: Any) -> Self:
        """What the office of the newest referral decided."""
        given = {"version": 1, "at": self.at, "decided_on": date(2026, 11, 20)}
        self.world.add(Outcome(id=self.world.key(), result=result, **(self._of_referral() | given | columns)))
        return self

    def followed_up(self, result: FollowUpResult = FollowUpResult.SOLVED, **columns: Any) -> Self:
        """What the family says of the newest referral."""
        given = {"at": self.at, "satisfaction": Satisfaction.SATISFIED, "account_id": self.cadre.account}
        self.world.add(FollowUp(id=self.world.key(), result=result, **(self._of_referral() | given | columns)))
        return self

    def _as_subject(self) -> dict[str, Any]:
        of_referral = self._of_referral()
        return {"subject_type": SubjectType.REFERRAL, "subject_id": of_referral.pop("referral_id"), **of_referral}

    def _of_referral(self) -> dict[str, Any]:
        referral = self.referral
        return {
            "referral_id": referral.id,
            "family_id": referral.family_id,
            "dispatching_office_id": referral.dispatching_office_id,
            "region_code": referral.region_code,
        }

    def _lead(self, referral: Referral) -> None:
        item = self.item
        item.state = item_state(State(referral.state), recalled=referral.cancel_reason == "RECALLED")
        item.lead_id, item.lead_office_id, item.path = referral.id, referral.office_id, ResolutionPath.DEPARTMENT_COORDINATION
        item.first_dispatched_at = referral.dispatched_at
        item.monitor_office_id = referral.monitor_office_id
        if referral.state == State.RETURNED:
            item.last_returned_office_id, item.designatable = referral.office_id, referral.return_reason in DESIGNATABLE

    def _share(
        self, office: object, line: str | None, office_region: str, until: datetime, levels: Mapping[Group, Level], **cause: object
    ) -> None:
        self.access = self.world.add(
            FamilyAccess(
                id=self.world.key(),
                family_id=self.family.id,
                region_code=self.region,
                office_id=office,
                department_code=line,
                office_region_code=office_region,
                until=until,
                **{LEVEL_OF_GROUP[group]: level for group, level in levels.items()},
                **cause,
            )
        )

    def _number(self, kind: NumberKind) -> str:
        return draw(kind, self.at.year, self.world.random)


def a_family(world: World, in_: str = VILLAGE, head: str = "王小明", **columns: Any) -> Case:
    """A family of one, living in a division of the world."""
    return Case(world, in_, head, **columns)
