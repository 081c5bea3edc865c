"""`familyContactPersonSet`: names who is the family's contact person at the federation.

Source: docs/domain.md 2 (contact person 联系人): whoever registered the family is, until another is named.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.account import Account
from db.tables.family import Family
from domain.message.refusal import Refusal
from domain.viewer import lies_in
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import IdOf, Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class FamilyContactPersonSetInput(Input):
    """Who is the family's contact person at the federation. 指定家庭的残联联系人。"""

    id: Annotated[UUID, IdOf("Family"), Says("The family. 家庭。")]
    contact_person: Annotated[
        UUID, IdOf("Account"), Says("A commissioner or cadre in charge of where it lives. 负责其居住地的专职委员或残联干部。")
    ]


@dataclass(kw_only=True)
class Contacted(Aggregate[Family]):
    """A family, and of what divisions the account that is named is in charge."""

    scopes: list[tuple[str, ...]]


class FamilyContactPersonSet(Command[Contacted, FamilyContactPersonSetInput, tuple[Family, UUID]]):
    """Name who is the family's contact person at the federation. 指定家庭的残联联系人。"""

    answers = "Family"

    @override
    async def find(self, view: View, input: FamilyContactPersonSetInput) -> tuple[Family, UUID]:
        """Return the family and the account. Raises NOT_FOUND."""
        family = await view.row(Family, input.id, ("id",))
        return family, (await view.row(Account, input.contact_person, ("contactPerson",))).id

    @override
    async def load(self, locks: Locks, found: tuple[Family, UUID]) -> Contacted:
        """Return the family, locked, and what the account is in charge of."""
        family, account = found
        scopes = await locks.in_charge_of(account)
        locked = await locks.locked(family)
        return Contacted(answer=locked, family=locked, scopes=scopes)

    @override
    def apply(self, contacted: Contacted, input: FamilyContactPersonSetInput, at: Moment) -> Change:
        """Write who it is. Raises NOT_IN_CHARGE_THERE, VALUE_STANDS."""
        family = contacted.answer
        if not any(lies_in(family.region_code, scope) for scope in contacted.scopes):
            raise Refusal("NOT_IN_CHARGE_THERE", path=("contactPerson",), row=("Account", input.contact_person))
        if family.contact_person_id == input.contact_person:
            raise Refusal("VALUE_STANDS", path=("contactPerson",))
        family.contact_person_id = input.contact_person
        family.changed(at.now)
        return Change()
