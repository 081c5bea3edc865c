"""`signInEnd`: an account signs in under a subject of an issuer no more, from the next request on.

Source: docs/lifecycle.md (`signInEnd`); docs/decisions/035-issuers.md.
"""

from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.tables.issuer import SignIn
from domain.message.refusal import Refusal
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.issuer.judged import has_ended
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class SignInEndInput(Input):
    """Which sign-in ends and why. 停用外部登录标识。"""

    id: Annotated[UUID, IdOf("SignIn"), Says("The sign-in. 登录标识。")]
    reason: Annotated[str, CodeOf("ISSUER_END_REASON"), Says("Why; a code. 原因代码。")]


class SignInEnd(RowCommand[Aggregate[SignIn], SignInEndInput, SignIn]):
    """Let nobody sign in under a subject of an issuer any more. 停用账号的外部登录标识，立即生效。"""

    answers = "SignIn"

    @override
    async def load(self, locks: Locks, found: SignIn) -> Aggregate[SignIn]:
        """Return the sign-in, locked."""
        return Aggregate(answer=await locks.locked(found))

    @override
    def apply(self, ending: Aggregate[SignIn], input: SignInEndInput, at: Moment) -> Change:
        """End it now. Raises ISSUER_ENDED."""
        if has_ended(ending.answer, at.now):
            raise Refusal("ISSUER_ENDED", path=("id",))
        ending.answer.ends_at = at.now
        return Change(reasons=("ISSUER_END_REASON", [input.reason]))
