"""`codeEnd`: a system administrator proposes that a code is offered no more, from a day on.

Source: docs/lifecycle.md (`codeEnd`); docs/decisions/050-versions.md.
"""

from datetime import date
from typing import Annotated

from typing_extensions import override

from db.tables.reference import CodeName
from domain.code_version import CodeShape, ListName
from domain.message.refusal import Refusals
from domain.proposal import ProposalKind
from domain.value.values import NotInPast, ShortText
from resolvers.commands.code.judged import HOLDS, Listed, Listing, against_code_end
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View


class CodeEndInput(Input):
    """Which code ends. 拟停用的代码。"""

    list: Annotated[str, ListName(), Says("The list, such as RETURN_REASON. 代码表，例如 RETURN_REASON。")]
    code: Annotated[str, CodeShape(), Says("The code. 代码。")]
    successor: Annotated[str | None, CodeShape(), Says("The code of this list that is used instead. 改用的代码。")] = None
    valid_from: Annotated[date, NotInPast("version_ahead_days"), Says("From which day on, which is not today. 停用日期，次日起。")]
    basis: Annotated[str, ShortText(), Says("Where it stands: law, notice, decision. 依据。")]


class CodeEnd(Command[Listing, CodeEndInput, Listed]):
    """Propose that a code is offered no more; what holds it keeps it. 提议停用代码，由安全管理员审批；已使用的不受影响。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: CodeEndInput) -> Listed:
        """Return the list."""
        return Listed(await view.rows(CodeName, CodeName.list == input.list, HOLDS), input.valid_from)

    @override
    async def load(self, locks: Locks, found: Listed) -> Listing:
        """Return a new proposal with what was found."""
        return Listing(answer=proposed(ProposalKind.CODE_END, locks.at), listed=found)

    @override
    def apply(self, listing: Listing, input: CodeEndInput, at: Moment) -> Change:
        """Write what is proposed. Raises what stands against it."""
        row, listed = listing.answer, listing.listed
        row.code_list, row.code, row.follows = input.list, input.code, listed.follows(input.code)
        row.successor, row.valid_from, row.basis = input.successor, input.valid_from, input.basis
        if unfit := [*against_code_end(row, listed, at.now)]:
            raise Refusals(*unfit)
        return Change(rows=(row,))
