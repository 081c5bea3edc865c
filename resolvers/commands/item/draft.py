"""Help of one type is asked for a need, to be dispatched later.

Source: docs/lifecycle.md (`itemDraft`); docs/domain.md 3.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.session.lock import lock, share
from db.tables.family import Family
from db.tables.item import AssistanceItem
from db.tables.need import Need
from db.tables.person import Person
from domain.catalogue import TypeFacts
from domain.message.refusal import Refusal
from domain.value.values import FreeText
from resolvers.commands.aggregate.case import FamilyCase
from resolvers.commands.aggregate.draft import begin
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.item.certificate import find_certified, require_certificate
from resolvers.commands.item.living import find_dead, require_living
from resolvers.commands.locks import Locks, of_one_family
from resolvers.commands.view import View


class ItemDraftInput(Input):
    """What help is asked for. 所请求的帮扶。"""

    need: Annotated[UUID, IdOf("Need"), Says("The need. 需求。")]
    type: Annotated[str, CodeOf("ASSISTANCE_TYPE"), Says("The assistance type; a code such as A04. 帮扶类型代码，例如 A04。")]
    person: Annotated[UUID | None, IdOf("Person"), Says("For whom; null for the household. 受助成员；为空表示全家。")] = None
    request_text: Annotated[
        str | None,
        FreeText(),
        Says("What is asked; no name, no illness. The need's own text by default. 请求内容，不写姓名和病情；默认取需求内容。"),
    ] = None


class ItemDraft(Command[FamilyCase, ItemDraftInput, tuple[Need, Person | None]]):
    """Draft a piece of help for a need. 起草帮扶事项。"""

    answers = "AssistanceItem"
    aims_at = "need"

    @override
    async def find(self, view: View, input: ItemDraftInput) -> tuple[Need, Person | None]:
        """Return the need, and the person that is named. Raises NOT_FOUND for the need."""
        person = await view.row_if_seen(Person, input.person, ("person",))
        return await view.aimed_at(Need), person

    @override
    async def load(self, locks: Locks, found: tuple[Need, Person | None]) -> FamilyCase:
        """Return the need with its other items, locked, and a new item that is not yet filled in; the person belongs to the family."""
        seen, person = found
        (family,) = await share(locks.session, Family, Family.id == seen.family_id)
        (need,) = await lock(locks.session, Need, Need.id == seen.id)
        of_one_family(family, need)
        locks.note_stranger(person, family.id, ("person",))
        item = AssistanceItem(id=locks.at.fresh.id(), need_id=need.id)
        case = FamilyCase(judged=need, answer=item, item=item, need=need, family=family)
        await locks.with_near(case)
        return await find_dead(locks, await find_certified(locks, await locks.of_family(case)))

    @override
    def apply(self, case: FamilyCase, input: ItemDraftInput, at: Moment) -> Change:
        """Fill in a draft of the need's federation. Raises TYPE_NOT_OFFERED, PERSON_DECEASED, CERTIFICATE_NEEDED."""
        fill(case.item, case.need, input.type, at)
        case.item.person_id = input.person or case.need.person_id
        require_living(case, ("person",))
        case.item.request_text = input.request_text or case.need.request_text
        require_certificate(case, at, ("type",))
        return Change(rows=(case.item,))


def fill(item: AssistanceItem, need: Need, type_code: str, at: Moment) -> None:
    """Write on a draft what it takes from its need and its type. Raises TYPE_NOT_OFFERED."""
    begin(item, offered(type_code, at), at)
    item.family_id, item.need_id, item.region_code = need.family_id, need.id, need.region_code
    item.need_domain = need.domain
    item.urgency_level, item.urgency_kinds = need.urgency_level, list(need.urgency_kinds)
    item.owner_office_id = need.owner_office_id


def offered(code: str, at: Moment) -> TypeFacts:
    """Return the type in force with this code, of help to a family. Raises TYPE_NOT_OFFERED for pooled help (funds, quotas)."""
    facts = at.reference.types[code]
    if facts.pooled:
        raise Refusal("TYPE_NOT_OFFERED", path=("type",))
    return facts
