"""`codeSet`: a system administrator proposes a new code of a list, or that one is called otherwise, from a day on.

Source: docs/lifecycle.md (`codeSet`); docs/decisions/050-versions.md.
"""

from datetime import date
from typing import Annotated

from typing_extensions import override

from db.tables.reference import CodeName
from domain.code_version import CodeShape, ListName, NameIn
from domain.message.refusal import Refusals
from domain.proposal import ProposalKind
from domain.value.values import NotInPast, ShortText
from resolvers.commands.code.judged import HOLDS, Listed, Listing, against_code
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input, Says
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View


class CodeSetInput(Input):
    """A code of a list, from a day on. 代码的新版本。"""

    list: Annotated[str, ListName(), Says("The list, such as RETURN_REASON. 代码表，例如 RETURN_REASON。")]
    code: Annotated[str, CodeShape(), Says("The code: a new one, or one that is called otherwise. 代码：新增，或变更其名称。")]
    name_zh: Annotated[str, NameIn(english=False), Says("What it is called in Chinese. 中文名称。")]
    name_en: Annotated[str, NameIn(english=True), Says("What it is called in English. 英文名称。")]
    like: Annotated[
        str | None,
        CodeShape(),
        Says("Of a new code: the one of this list that it is like, in what the program asks of a code. 新增时：比照本表的哪一代码处理。"),
    ] = None
    valid_from: Annotated[date, NotInPast("version_ahead_days"), Says("From which day on, which is not today. 生效日期，次日起。")]
    basis: Annotated[str, ShortText(), Says("Where it stands: law, notice, decision. 依据。")]


class CodeSet(Command[Listing, CodeSetInput, Listed]):
    """Propose a code of a list, new or called otherwise; another administrator approves it. 提议新增代码或变更名称，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: CodeSetInput) -> Listed:
        """Return the list."""
        return Listed(await view.rows(CodeName, CodeName.list == input.list, HOLDS), input.valid_from)

    @override
    async def load(self, locks: Locks, found: Listed) -> Listing:
        """Return a new proposal with what was found."""
        return Listing(answer=proposed(ProposalKind.CODE, locks.at), listed=found)

    @override
    def apply(self, listing: Listing, input: CodeSetInput, at: Moment) -> Change:
        """Write what is proposed. Raises what stands against it."""
        row, listed = listing.answer, listing.listed
        row.code_list, row.code, row.follows = input.list, input.code, listed.follows(input.code)
        row.name, row.name_en, row.like_code = input.name_zh, input.name_en, input.like
        row.valid_from, row.basis = input.valid_from, input.basis
        if unfit := [*against_code(row, listed, at.now)]:
            raise Refusals(*unfit)
        return Change(rows=(row,))
