"""`emergencyView`: shows an office one family of its county for some hours, who they are, where they live and how to reach them.

Source: docs/domain.md 7 (emergency view). It is the one command that looks for what was sent past row security: hence the exact key, the
quota, and that nothing found is written down, told and counted like a family that was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased
from typing_extensions import override

from db.protect.cipher import Secret
from db.session.lock import take_turns
from db.tables.emergency_view import EmergencyView as Row
from db.tables.family import Family
from db.tables.family_access import LEVEL_OF_GROUP, FamilyAccess
from db.tables.person import Person
from domain.emergency import MONTH, OPENED, exceeds, opens_for
from domain.message.refusal import Refusal
from domain.routing import at_level
from domain.value.citizen import IdNumber
from domain.value.number import NumberKind, RowNumber
from domain.value.values import PersonName, ShortText
from domain.viewer import RegionLevel
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class EmergencyPersonInput(Input):
    """A member, by both name and ID number. 成员的姓名与身份证号。"""

    name: Annotated[str, PersonName(), Says("The whole name. 完整姓名。")]
    id_number: Annotated[str, IdNumber(), Says("The ID number. 身份证号。")]


class EmergencyOfInput(Input, one_of=True):
    """Which family, exactly. 准确指明一户家庭。"""

    number: Annotated[str | None, RowNumber((NumberKind.FAMILY,)), Says("The family's number. 家庭编号。")] = None
    person: Annotated[EmergencyPersonInput | None, Says("One of its members. 家庭成员。")] = None


class EmergencyViewInput(Input):
    """Which family, and why at once. 紧急查看的对象与理由。"""

    of: Annotated[EmergencyOfInput, Says("Which family. 家庭。")]
    reason: Annotated[str, CodeOf("EMERGENCY_REASON"), Says("Why; a code. 理由代码。")]
    text: Annotated[str, ShortText(), Says("What has happened. 情况说明。")]


@dataclass(kw_only=True)
class Opening(Aggregate[Row]):
    """The row to be written, the family found, and when the account asked before."""

    asked: Sequence[datetime]


class EmergencyView(Command[Opening, EmergencyViewInput, ColumnElement[bool]]):
    """See one family of the county in an emergency: names, address, contact, for 3 hours; it is told and reviewed. 紧急查看一户家庭。"""

    answers = "EmergencyView"

    @override
    async def find(self, view: View, input: EmergencyViewInput) -> ColumnElement[bool]:
        """Return the condition on the one family that is meant. Raises FORBIDDEN for an office that never sees a family."""
        if not opens_for(view.at.viewer):
            raise Refusal("FORBIDDEN")
        if input.of.person is None:
            numbered = aliased(Family)
            goes_on_as = select(func.coalesce(numbered.merged_into_id, numbered.id)).where(numbered.number == input.of.number)
            return Family.id.in_(goes_on_as)
        indexes = view.at.cipher.indexes(Secret.ID_NUMBER, input.of.person.id_number)
        named = Person.id_number_index.in_(indexes), Person.name == input.of.person.name, Person.merged_into_id.is_(None)
        return Family.id.in_(select(Person.family_id).where(*named))

    @override
    async def load(self, locks: Locks, found: ColumnElement[bool]) -> Opening:
        """Return a new row, with the family where one of the county is meant; the account's other calls wait."""
        at = locks.at
        await take_turns(locks.session, f"emergency view {at.viewer.account}")
        mine = Row.account_id == at.viewer.account, Row.at > at.now - MONTH
        asked = (await locks.session.scalars(select(Row.at).where(*mine))).all()
        county = at_level(at.viewer.region, RegionLevel.COUNTY)
        here = func.left(Family.region_code, int(RegionLevel.COUNTY)) == county[: RegionLevel.COUNTY]
        meant = select(Family).where(found, here).order_by(Family.created_at, Family.id).limit(1)
        family = (await locks.session.scalars(meant.with_for_update(read=True))).first()  # nobody moves it away meanwhile
        row = Row(id=at.fresh.id(), at=at.now, account_id=at.viewer.account, office_id=at.viewer.office, region_code=county)
        return Opening(answer=row, family=family, asked=asked)

    @override
    def apply(self, opening: Opening, input: EmergencyViewInput, at: Moment) -> Change:
        """Write why, and open the family to the office where there is one. Raises QUOTA_EXCEEDED."""
        if exceeds(opening.asked, at.now, at.reference.limits):
            raise Refusal("QUOTA_EXCEEDED")
        row, family = opening.answer, opening.family
        row.reason, row.text = input.reason, input.text
        told = ("EMERGENCY_REASON", [input.reason])
        if family is None:
            return Change(reasons=told, rows=(row,))
        row.family_id, row.until = family.id, at.now + timedelta(hours=at.reference.limits["emergency_view_hours"])
        access = FamilyAccess(
            id=at.fresh.id(),
            family_id=family.id,
            region_code=family.region_code,
            office_id=at.viewer.office,
            department_code=None,  # so that nobody above sees the family by it
            office_region_code=at.viewer.region,
            emergency_view_id=row.id,
            until=row.until,
            **{LEVEL_OF_GROUP[group]: level for group, level in OPENED.items()},
        )
        return Change(reasons=told, rows=(row, access))
