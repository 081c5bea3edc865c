"""An account marks a referral as read.

Source: docs/domain.md 3 (unread marks). Only its own mark changes: no version, no event, nothing that anybody else sees.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from typing_extensions import override

from db.session.lock import take_turns
from db.tables.referral import Referral
from db.tables.referral_read import ReferralRead as Mark
from resolvers.commands.aggregate.aggregate import Aggregate
from resolvers.commands.command import Change
from resolvers.commands.context import Moment
from resolvers.commands.inputs.input import Input
from resolvers.commands.locks import Locks
from resolvers.commands.target import RowCommand


@dataclass(kw_only=True)
class Reading(Aggregate[Referral]):
    """A referral, which stays as it is, and the account's own mark on it; None before the first."""

    mark: Mark | None
    remembered = False

    @property
    @override
    def touched(self) -> list[UUID]:
        """The key of the referral's family, for the audit record; a request for funds has none."""
        return [] if self.answer.family_id is None else [self.answer.family_id]


class ReferralReadInput(Input):
    """Nothing beside which referrals. 只需指明转介。"""


class ReferralRead(RowCommand[Reading, ReferralReadInput, Referral]):
    """Mark referrals as read for oneself; changes nothing for anybody else. 将转介标记为本人已读，不影响他人。"""

    bulk = True

    @override
    async def load(self, locks: Locks, found: Referral) -> Reading:
        """Return the referral as it was found, and the account's mark; another reading of the same account waits."""
        account: Any = locks.at.viewer.account
        await take_turns(locks.session, f"read {account} {found.id}")
        return Reading(answer=found, mark=await locks.session.get(Mark, (account, found.id)))

    @override
    def apply(self, reading: Reading, input: ReferralReadInput, at: Moment) -> Change:
        """Move the mark to the last step of the history that was found."""
        last = reading.answer.last_event_id
        if reading.mark is not None:
            reading.mark.event_id = last
            return Change()
        return Change(rows=(Mark(account_id=at.viewer.account, referral_id=reading.answer.id, event_id=last),))
