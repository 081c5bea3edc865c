"""`officeAvailabilitySet`: what an office says of its room for more, by township and type: open places, or a pause.

Source: docs/domain.md 3. It is told to whoever dispatches, counts nothing down and hinders nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from sqlalchemy import select
from typing_extensions import override

from db.session.lock import take_turns
from db.tables.availability import Availability
from db.tables.organization import Office
from domain.message.refusal import Refusal
from domain.time.calendar import end_of
from domain.value.values import Count, NotInPast, RegionAt
from domain.viewer import RegionLevel
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class PauseInput(Input):
    """That nothing is taken for a while. 暂停接收。"""

    until: Annotated[date, NotInPast("pause_ahead_days"), Says("The last day. 暂停至（含当日）。")]
    reason: Annotated[str, CodeOf("PAUSE_REASON"), Says("Why; a code. 暂停原因代码。")]


class OfficeAvailabilitySetInput(Input):
    """What one's own office has room for; neither places nor a pause: nothing is said any more. 本办公室的接收能力。"""

    township: Annotated[
        str | None,
        RegionAt(RegionLevel.TOWNSHIP, below=False),
        Says("Of families living in this township; null for all. 家庭居住的乡镇；空为全部。"),
    ] = None
    type: Annotated[str | None, CodeOf("ASSISTANCE_TYPE"), Says("Of this type of help; null for all. 帮扶类型代码；空为全部。")] = None
    places: Annotated[
        int | None, Count("none_least", "places_most"), Says("How many places are open today: posts, beds, places in care. 今日空余名额。")
    ] = None
    pause: Annotated[PauseInput | None, Says("That nothing is taken for a while. 暂停接收。")] = None


@dataclass(kw_only=True)
class Room(Aggregate[Office]):
    """The viewer's office, and what it has said of its room so far, by township and type."""

    said: dict[tuple[str | None, str | None], Availability]


class OfficeAvailabilitySet(Command[Room, OfficeAvailabilitySetInput, Office]):
    """Say how many places the own office has, or that it takes nothing for a while. 设置本办公室的空余名额或暂停接收。"""

    answers = "Office"

    @override
    async def find(self, view: View, input: OfficeAvailabilitySetInput) -> Office:
        """Return the viewer's office."""
        return await view.row(Office, view.at.viewer.office, ())

    @override
    async def load(self, locks: Locks, found: Office) -> Room:
        """Return what the office has said so far; its other changes wait."""
        await take_turns(locks.session, f"availability {found.id}")
        known = await locks.session.scalars(select(Availability).where(Availability.office_id == found.id))
        return Room(answer=found, said={(each.town_code, each.type_code): each for each in known})

    @override
    def apply(self, room: Room, input: OfficeAvailabilitySetInput, at: Moment) -> Change:
        """Write what is said of this township and type. Raises NOT_EXPECTED."""
        if input.places is not None and input.pause is not None:
            raise Refusal("NOT_EXPECTED", path=("places",))
        known = room.said.get((input.township, input.type))
        said = known or Availability(id=at.fresh.id(), office_id=room.answer.id, town_code=input.township, type_code=input.type)
        said.said_on, said.places = at.today, input.places
        said.paused_until = None if input.pause is None else end_of(input.pause.until)
        said.pause_reason = None if input.pause is None else input.pause.reason
        return Change(rows=() if known is not None else (said,))
