"""`issuerEnd`: no token of an issuer is taken any more, from the next request on.

Source: docs/lifecycle.md (`issuerEnd`); docs/decisions/035-issuers.md. One administrator does it alone: what is stolen is shut at once.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from typing_extensions import override

from db.session.lock import lock
from db.tables.issuer import Issuer, SignIn
from domain.message.refusal import Refusal
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, IdOf, Input, Says
from resolvers.commands.issuer.judged import has_ended
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


class IssuerEndInput(Input):
    """Which issuer ends and why. 停用外部认证服务。"""

    id: Annotated[UUID, IdOf("Issuer"), Says("The issuer. 外部认证服务。")]
    reason: Annotated[str, CodeOf("ISSUER_END_REASON"), Says("Why; a code. 原因代码。")]


@dataclass(kw_only=True)
class Ending(Aggregate[Issuer]):
    """An issuer with its sign-ins that stand."""

    sign_ins: list[SignIn]


class IssuerEnd(RowCommand[Ending, IssuerEndInput, Issuer]):
    """Take no token of an issuer any more; its sign-ins end with it. 停用外部认证服务及其全部登录标识，立即生效。"""

    answers = "Issuer"

    @override
    async def load(self, locks: Locks, found: Issuer) -> Ending:
        """Return the issuer and its sign-ins, locked."""
        issuer = await locks.locked(found)
        held = await lock(locks.session, SignIn, SignIn.issuer_id == issuer.id)
        return Ending(answer=issuer, sign_ins=[each for each in held if not has_ended(each, locks.at.now)])

    @override
    def apply(self, ending: Ending, input: IssuerEndInput, at: Moment) -> Change:
        """End it now, with its sign-ins. Raises ISSUER_ENDED."""
        if has_ended(ending.answer, at.now):
            raise Refusal("ISSUER_ENDED", path=("id",))
        ending.answer.ends_at = at.now
        for each in ending.sign_ins:
            each.ends_at = at.now
        return Change(reasons=("ISSUER_END_REASON", [input.reason]))
