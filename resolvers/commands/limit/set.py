"""`limitSet`: a system administrator proposes another number for a limit, from a day on.

Source: docs/lifecycle.md (`limitSet`); docs/decisions/050-versions.md.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from typing_extensions import override

from db.tables.proposal import Proposal
from db.tables.reference import RuleLimit
from domain.limit import LIMIT
from domain.message.refusal import Refusals
from domain.proposal import ProposalKind
from domain.time.limit import Unit
from domain.value.values import Count, NotInPast, ShortText
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says
from resolvers.commands.limit.judged import against_limit, in_place, newest, unit_of
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View


class LimitSetInput(Input):
    """Another number for a limit, from a day on. 时限的新版本。"""

    limit: Annotated[str, CodeOf(LIMIT), Says("The limit; a code. 时限代码。")]
    value: Annotated[int, Count("none_least", "version_most"), Says("How many. 数值。")]
    unit: Annotated[Unit | None, Says("Of what, if it is counted otherwise than before. 单位，与现行不同时填写。")] = None
    valid_from: Annotated[
        date,
        NotInPast("version_ahead_days"),
        Says("From which day on, which is not today: no clock that runs is moved. 生效日期，次日起。"),
    ]
    basis: Annotated[str, ShortText(), Says("Where it stands: law, notice, decision. 依据。")]


@dataclass(kw_only=True)
class Setting(Aggregate[Proposal]):
    """A new proposal, and the version in whose place it is to come."""

    stands: RuleLimit


class LimitSet(Command[Setting, LimitSetInput, RuleLimit]):
    """Propose another number for a limit, from a day on; another administrator approves it. 提议时限的新版本，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: LimitSetInput) -> RuleLimit:
        """Return the version that holds on the day from which on another is to hold."""
        return newest(await view.rows(RuleLimit, in_place(input.limit, input.valid_from)))

    @override
    async def load(self, locks: Locks, found: RuleLimit) -> Setting:
        """Return a new proposal with what was found."""
        return Setting(answer=proposed(ProposalKind.LIMIT, locks.at), stands=found)

    @override
    def apply(self, setting: Setting, input: LimitSetInput, at: Moment) -> Change:
        """Write what is proposed. Raises what stands against it."""
        row, stands = setting.answer, setting.stands
        row.code_list, row.code, row.follows = LIMIT, input.limit, stands.version
        row.value, row.unit, row.valid_from, row.basis = input.value, unit_of(input.unit, stands), input.valid_from, input.basis
        if unfit := [*against_limit(row, stands, at.now)]:
            raise Refusals(*unfit)
        return Change(rows=(row,))
