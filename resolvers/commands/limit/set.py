"""`limitSet`: a system administrator proposes another number for a limit, from a day on.

Source: docs/lifecycle.md (`limitSet`); docs/decisions/050-versions.md.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from typing_extensions import override

from db.tables.proposal import Proposal
from domain.limit import LIMIT, LimitKey
from domain.message.refusal import Refusal, Refusals
from domain.proposal import ProposalKind
from domain.time.limit import Unit
from domain.value.code_list import ASSISTANCE_TYPE
from domain.value.values import Count, NotInPast, ShortText
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change, Command
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import CodeOf, Input, Says
from resolvers.commands.limit.judged import Stands, against_limit, in_place, newest, unit_of
from resolvers.commands.locks import Locks
from resolvers.commands.proposal.proposed import proposed
from resolvers.commands.view import View


class LimitSetInput(Input):
    """Another number for a limit, from a day on. 时限的新版本。"""

    limit: Annotated[str, CodeOf(LIMIT), Says("The limit; a code. 时限代码。")]
    type: Annotated[
        str | None,
        CodeOf(ASSISTANCE_TYPE),
        Says(
            "Of `finish_type` alone: of which type of help; it holds for items drafted from that day on. 帮扶类型，仅用于按类型的办理时限。"
        ),
    ] = None
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

    stands: Stands | None


class LimitSet(Command[Setting, LimitSetInput, Stands | None]):
    """Propose another number for a limit, from a day on; another administrator approves it. 提议时限的新版本，由安全管理员审批。"""

    answers = "Proposal"

    @override
    async def find(self, view: View, input: LimitSetInput) -> Stands | None:
        """Return what holds on the day from which on another is to hold; None where no type is named of which it is, or one of no type."""
        if (input.limit == LimitKey.FINISH_TYPE) is not bool(input.type):
            return None
        return newest(await view.rows(*in_place(input.limit, input.type, input.valid_from)))

    @override
    async def load(self, locks: Locks, found: Stands | None) -> Setting:
        """Return a new proposal with what was found."""
        return Setting(answer=proposed(ProposalKind.LIMIT, locks.at), stands=found)

    @override
    def apply(self, setting: Setting, input: LimitSetInput, at: Moment) -> Change:
        """Write what is proposed. Raises what stands against it."""
        row, stands = setting.answer, setting.stands
        if stands is None and input.type is None:
            raise Refusal("REQUIRED", path=("type",))
        if stands is None:
            raise Refusal("TYPE_NOT_OFFERED" if input.limit == LimitKey.FINISH_TYPE else "LIMIT_OF_ALL_TYPES", path=("type",))
        row.code_list, row.code, row.type_code, row.follows = LIMIT, input.limit, input.type, stands.version
        row.value, row.unit, row.valid_from, row.basis = input.value, unit_of(input.unit, stands), input.valid_from, input.basis
        if unfit := [*against_limit(row, stands, at.now)]:
            raise Refusals(*unfit)
        return Change(rows=(row,))
