"""What a person can do, wants and needs at work is told anew.

Source: docs/domain.md 2 (Work profile); docs/lifecycle.md (`personWorkSet`).
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.person import Person
from domain.message.refusal import Refusals
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.person.work import WorkProfileInput, refusals, write
from resolvers.commands.target import RowCommand


class PersonWorkSetInput(Input):
    """Whose work profile is told. 登记就业情况。"""

    id: Annotated[UUID, IdOf("Person"), Says("The person. 成员。")]
    work: Annotated[WorkProfileInput, Says("The whole profile, in place of the one before. 完整的就业情况，替代原有内容。")]


class PersonWorkSet(RowCommand[Aggregate[Person], PersonWorkSetInput, Person]):
    """Set what a person can do, wants and needs at work. 登记成员的就业情况。"""

    answers = "Person"

    @override
    async def load(self, locks: Locks, found: Person) -> Aggregate[Person]:
        """Return the person with their family, locked."""
        family = await locks.family_of(found)
        return Aggregate(answer=await locks.locked(found), family=family)

    @override
    def apply(self, aggregate: Aggregate[Person], input: PersonWorkSetInput, at: Moment) -> Change:
        """Write the profile and count the family's version. Raises Refusals (NOT_EXPECTED)."""
        if wrong := [each.below("work") for each in refusals(input.work, at.reference)]:
            raise Refusals(*wrong)
        assert aggregate.family is not None
        write(aggregate.answer, input.work, at.today)
        aggregate.family.changed(at.now)
        return Change()
