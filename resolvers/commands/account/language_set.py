"""`accountLanguageSet`: whoever is signed in says in which language they are spoken to where a request names none.

Source: docs/lifecycle.md (`accountLanguageSet`).
"""

from typing import Annotated

from typing_extensions import override

from db.tables.account import Account
from domain.viewer import Language
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.view import View


class AccountLanguageSetInput(Input):
    """In which language. 语言偏好。"""

    language: Annotated[Language, Says("The language of names and messages. 名称与消息所用的语言。")]


class AccountLanguageSet(Command[Aggregate[Account], AccountLanguageSetInput, Account]):
    """Say in which language one is spoken to where a request names none. 设置本人账号的默认语言。"""

    answers = "Account"

    @override
    async def find(self, view: View, input: AccountLanguageSetInput) -> Account:
        """Return the viewer's own account."""
        return await view.row(Account, view.at.viewer.account, ())

    @override
    async def load(self, locks: Locks, found: Account) -> Aggregate[Account]:
        """Return the account, locked."""
        return Aggregate(answer=await locks.locked(found))

    @override
    def apply(self, own: Aggregate[Account], input: AccountLanguageSetInput, at: Moment) -> Change:
        """Write the language."""
        own.answer.language = input.language.value
        return Change()
