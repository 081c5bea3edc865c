"""`subjectAccessReport`: tells the federation, for a person who asks, which offices were shown what of them, and when.

Source: docs/domain.md 7 (the person's own record); docs/decisions/048-audit-search.md; PIPL 44, 45, 50. It takes no idempotency key: a
repeat is a new report, and each is written to the audit before anything of it is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random, SystemRandom
from typing import Annotated
from uuid import UUID

from sqlalchemy import Uuid, literal, select, text

from db.protect.cipher import Cipher
from db.reference.read import Reference
from db.session.engine import Database
from db.session.lock import see
from db.session.session import direct
from db.session.transaction import Transaction, transaction
from db.tables.family_merge import goes_on_as
from db.tables.organization import Office
from db.tables.person import Person
from domain.access_report import LINES, YEARS, AskedBy
from domain.audit import AuditKind
from domain.message.refusal import Refusal, Refusals
from domain.rules.group import Group
from domain.rules.permit import may
from domain.time.calendar import day_of, start_of
from domain.value.values import NotInFuture
from domain.viewer import Role, Viewer
from resolvers.commands.context import Fresh, Moment
from resolvers.commands.inputs.checked import checked
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.settle.audit import audited

SHOWN = direct(
    text("select on_day, office_id, role, kind, groups, times, first_at, last_at from shown_of_person(:person, :after, :before, :most)")
)


class SubjectAccessReportInput(Input):
    """Of whom, asked by whom, over which days. 查询对象、申请人与期间。"""

    person: Annotated[UUID, IdOf("Person"), Says("The person. 人员。")]
    asked_by: Annotated[AskedBy, Says("Who asks for it. 申请人。")]
    since: Annotated[date | None, NotInFuture(), Says("From this day on; by default three years back. 起始日期；默认为三年前。")] = None
    until: Annotated[date | None, NotInFuture(), Says("Up to this day; by default today. 截止日期；默认为今天。")] = None


@dataclass(frozen=True)
class ShownLine:
    """What one office was shown on one day, by those of one role, in one way: `groups` of fields, so many times, first and last when."""

    on: date
    office: UUID | None
    office_name: str | None
    role: Role | None
    kind: AuditKind
    groups: tuple[Group, ...]
    times: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class AccessReport:
    """What was shown of a person, the newest first; `complete`: whether nothing older within the period was left out."""

    person: UUID | None = None
    at: datetime | None = None
    since: date | None = None
    until: date | None = None
    lines: tuple[ShownLine, ...] = ()
    complete: bool = True
    errors: tuple[Refusal, ...] = ()


class SubjectAccessReport:
    """Reports for the mutation `subjectAccessReport`; `app.py` makes the one instance."""

    action = "subjectAccessReport"

    def __init__(self, database: Database, references: Callable[[], Reference], cipher: Cipher, random: Random | None = None) -> None:
        """`cipher`: part of what every command is given; `random` gives the ids of the records that are written."""
        self.database = database
        self.references = references
        self.cipher = cipher
        self.fresh = Fresh(random or SystemRandom())

    async def report(self, given: SubjectAccessReportInput, viewer: Viewer, trace: str) -> AccessReport:
        """Return what was shown of the person, once it is audited and committed that it was asked for. Raises MembershipEnded."""
        try:
            may(self.action, viewer)
            async with transaction(self.database, viewer) as tx:
                return await self._within(tx, given, trace)
        except Refusal as refusal:
            return AccessReport(errors=(refusal,))
        except Refusals as several:
            return AccessReport(errors=several.refusals)

    async def _within(self, tx: Transaction, given: SubjectAccessReportInput, trace: str) -> AccessReport:
        at = Moment(tx.now, tx.viewer, self.references(), self.fresh, self.cipher)
        asked = checked(given, at.reference.context(tx.now, allow_synthetic=False))
        today = day_of(tx.now)
        until = asked.until or today
        since = asked.since or date(until.year - YEARS, until.month, 1)
        if since > until:
            raise Refusal("ENDS_BEFORE_START", path=("until",))
        key = await tx.session.scalar(select(goes_on_as(literal(asked.person, Uuid()))))
        person = await see(tx.session, Person, key or asked.person, ("person",))
        await tx.apply()
        lines = await _shown(tx, person.id, since, until)
        record = audited(
            AuditKind.READ,
            self.action,
            at,
            trace,
            target_type=Person.__name__,
            target_id=person.id,
            family_ids=[person.family_id],
            person_ids=[person.id],
            groups=[Group.AUDIT],
            reason=asked.asked_by.value,
        )
        tx.session.add(record)
        return AccessReport(person.id, tx.now, since, until, tuple(lines[:LINES]), len(lines) <= LINES)


async def _shown(tx: Transaction, person: UUID, since: date, until: date) -> Sequence[ShownLine]:
    """Return the lines of the days, the newest first, and one more than a report has where there are more."""
    after, before = start_of(since), start_of(until + timedelta(days=1))
    rows = await tx.session.ask(SHOWN, person=person, after=after, before=before, most=LINES + 1)
    keys = {office for _, office, *_ in rows if office is not None}
    names = dict((await tx.session.execute(select(Office.id, Office.name).where(Office.id.in_(keys)))).all()) if keys else {}
    return [
        ShownLine(
            on,
            office,
            names.get(office),
            None if role is None else Role(role),
            AuditKind(kind),
            tuple(Group(each) for each in groups),
            *times,
        )
        for on, office, role, kind, groups, *times in rows
    ]
