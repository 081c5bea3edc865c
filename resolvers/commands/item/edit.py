"""What is asked for is changed before it is sent (again).

Source: docs/lifecycle.md (`itemEdit`): after a return a change lets it go to the same office again.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.item import AssistanceItem
from db.tables.person import Person
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import Case
from resolvers.commands.aggregate.draft import write_type
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import ABSENT, Absent, CodeOf, IdOf, Says
from resolvers.commands.item.certificate import find_certified, require_certificate
from resolvers.commands.item.draft import offered
from resolvers.commands.item.living import find_dead, require_living
from resolvers.commands.locks import Locks
from resolvers.commands.target import OnItem
from resolvers.commands.view import View


class ItemEditInput(OnItem):
    """What changes; what is left out stays. 修改内容，未填写的保持不变。"""

    type: Annotated[str | None, CodeOf("ASSISTANCE_TYPE"), Says("The assistance type; a code. 帮扶类型代码。")] = None
    person: Annotated[UUID | Absent | None, IdOf("Person"), Says("For whom; null for the household. 受助成员；为空表示全家。")] = ABSENT
    request_text: Annotated[str | None, FreeText(), Says("What is asked; no name, no illness. 请求内容，不写姓名和病情。")] = None


class ItemEdit(Command[Case, ItemEditInput, tuple[AssistanceItem, Person | None]]):
    """Change what is asked for before it is sent. 修改尚未派出的帮扶事项。"""

    answers = "AssistanceItem"

    @override
    async def find(self, view: View, input: ItemEditInput) -> tuple[AssistanceItem, Person | None]:
        """Return the item, and the person that is named. Raises NOT_FOUND for the item."""
        person = await view.row_if_seen(Person, input.person if isinstance(input.person, UUID) else None, ("person",))
        return await view.aimed_at(AssistanceItem), person

    @override
    async def load(self, locks: Locks, found: tuple[AssistanceItem, Person | None]) -> Case:
        """Return the item's case, locked; the person belongs to its family."""
        item, person = found
        case = await locks.item(item)
        locks.note_stranger(person, item.family_id, ("person",))
        return await find_dead(locks, await find_certified(locks, case))

    @override
    def apply(self, case: Case, input: ItemEditInput, at: Moment) -> Change:
        """Replace what was given. Raises TYPE_NOT_OFFERED, PERSON_DECEASED, CERTIFICATE_NEEDED."""
        item = case.item
        before = (item.type_code, item.person_id, item.request_text)
        if input.type is not None:
            write_type(item, offered(input.type, at))
        if not isinstance(input.person, Absent):
            item.person_id = input.person
            require_living(case, ("person",))
        if input.request_text is not None:
            item.request_text = input.request_text
        if input.type is not None or not isinstance(input.person, Absent):
            require_certificate(case, at, ("person",) if input.type is None else ("type",))
        if item.last_returned_office_id is not None and before != (item.type_code, item.person_id, item.request_text):
            item.changed_since_return = True
        return Change()
