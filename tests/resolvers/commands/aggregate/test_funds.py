"""Random commands on grants and on the requests that ask for them: nothing is asked for twice, and all sums agree at every step.

Source: docs/domain.md 3 (Pooled items); docs/decisions/026-pooled-items.md.
"""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import pytest

from db.tables.item import AssistanceItem
from db.tables.item_line import ItemLine
from db.tables.outcome import Outcome
from db.tables.referral import Referral
from domain.outcome import Result
from domain.referral import LegalBasis, ReturnedBy
from resolvers.commands.aggregate.outcome import DetailInput, OutcomeInput
from resolvers.commands.aggregate.payment import FailedLineInput
from resolvers.commands.command import AnyCommand
from resolvers.commands.item.cancel import ItemCancel
from resolvers.commands.item.discard import ItemDiscard
from resolvers.commands.item.dispatch import ItemDispatch
from resolvers.commands.item.pool import ItemPool
from resolvers.commands.item.receipt_confirm import ReceiptConfirm
from resolvers.commands.outcome.correct import OutcomeCorrect
from resolvers.commands.referral.complete import ReferralComplete
from resolvers.commands.referral.recall import ReferralRecall
from resolvers.commands.referral.reopen import ReferralReopen
from resolvers.commands.referral.return_ import ReferralReturn
from resolvers.commands.referral.sign import ReferralSign
from tests.resolvers.commands.conftest import Stage
from tests.resolvers.commands.item.test_pool import FINANCE, MONTHLY, NOTHING, TREASURER, asking, granted, paid
from tests.resolvers.commands.referral.test_complete import outcome
from tests.resolvers.commands.samples import CADRE, DISPATCHER, HANDLER, WITHDRAWN

MOVES, MOVES_MOST, GRANTS = 40, 400, 4
Move = Callable[[], Awaitable[None]]


class Game:
    """A few grants of one office, and what becomes of the requests for them."""

    def __init__(self, stage: Stage, random: Random) -> None:
        self.stage, self.random = stage, random
        self.moves = 0
        self.done: Counter[str] = Counter()
        self.corrected = 0
        self.decided_anew = set[UUID]()
        """The grants that were once decided to give nothing any more: what failed before is not missed by them."""
        self.paid: dict[UUID, int] = {}
        """The lines that were once seen paid, with their sums."""

    @property
    def has_gone_far(self) -> bool:
        """Whether some requests were drafted and one was completed and corrected."""
        return self.done["itemPool"] > 1 and self.done["referralComplete"] > 0 and self.corrected > 0

    async def start(self) -> None:
        """Grant help to some families."""
        self.stage.world.staffed(FINANCE)
        self.grants = [await granted(self.stage, replace(MONTHLY, amount=1000 * 2**place)) for place in range(GRANTS)]

    async def try_(self, command: type[AnyCommand], by: str, target: UUID | None, **given: Any) -> None:
        """A command, which may be refused."""
        assert target is not None
        done = await self.stage.run(command, by, target, **given)
        self.done[command.action] += not done.errors

    async def move(self) -> None:
        """One random move: draft, or a step on a random request, or on a random grant."""
        self.moves += 1
        drawn = self.random.random()
        if drawn < 0.25:
            some = self.random.sample(self.grants, self.random.randint(1, GRANTS))
            await self.try_(ItemPool, DISPATCHER, NOTHING, **asking(*some, period=self.random.choice(("2026-10", "2026-11"))))
        elif drawn < 0.88:
            await self.on_request()
        else:
            await self.on_grant()

    async def on_request(self) -> None:
        """The next step of a request, or one that ends it."""
        mine = await self.stage.rows(ItemLine, ItemLine.granted_id.in_([case.item.id for case in self.grants]))
        keys = {line.item_id for line in mine}
        items = await self.stage.rows(AssistanceItem, AssistanceItem.id.in_(keys), AssistanceItem.state != "CANCELLED")
        if not items:
            return
        item = self.random.choice(sorted(items, key=lambda each: each.id))
        if item.lead_id is None:
            end = ItemDiscard if item.state == "DRAFT" else ItemCancel
            if self.random.random() < 0.2:
                await self.try_(end, DISPATCHER, item.id, **({} if end is ItemDiscard else {"reason": "MISTAKE"}))
            else:
                given = {"legal_basis": LegalBasis.STATUTORY_DUTY, "preview_seen": True}
                await self.try_(ItemDispatch, DISPATCHER, item.id, **given)
            return
        steps: dict[str, list[Move]] = {
            "DISPATCHED": [
                lambda: self.try_(ReferralSign, TREASURER, item.lead_id),
                lambda: self.try_(ReferralSign, TREASURER, item.lead_id),
                lambda: self.try_(ReferralRecall, DISPATCHER, item.lead_id, reason="WRONG_OFFICE"),
                lambda: self.try_(ReferralReturn, TREASURER, item.lead_id, reason="NO_BASIS", returned_by=ReturnedBy.INFORMATION_MISSING),
            ],
            "SIGNED": [lambda: self.complete(item)],
            "COMPLETED": [lambda: self.confirm(item), lambda: self.correct(item), lambda: self.correct(item)],
        }
        if item.state in steps:
            await self.random.choice(steps[item.state])()

    async def complete(self, item: AssistanceItem) -> None:
        """Pay some of the open lines, fail to pay some, leave some; or refuse."""
        lines = await self.stage.rows(ItemLine, ItemLine.item_id == item.id, ItemLine.state == "OPEN")
        fates = {line.id: self.random.choice(("paid", "paid", "failed", "unpaid")) for line in sorted(lines, key=lambda line: line.id)}
        failed = tuple(FailedLineInput(line=key, reason="OTHER") for key, fate in fates.items() if fate == "failed")
        unpaid = tuple(key for key, fate in fates.items() if fate == "unpaid")
        sum_ = sum(line.sum for line in lines if fates[line.id] == "paid")
        told: OutcomeInput = paid(sum_, Result.PARTIALLY_GRANTED if unpaid else Result.GRANTED, failed=failed, unpaid=unpaid)
        if self.random.random() < 0.15:
            told = WITHDRAWN
        await self.try_(ReferralComplete, TREASURER, item.lead_id, outcome=told)

    async def decided(self, item: AssistanceItem) -> Outcome:
        """The outcome in force of a completed request."""
        return max(await self.stage.rows(Outcome, Outcome.referral_id == item.lead_id), key=lambda each: each.version)

    async def correct(self, item: AssistanceItem) -> None:
        """Find that other lines failed, or that the whole request was to be withdrawn."""
        lines = await self.stage.rows(ItemLine, ItemLine.item_id == item.id, ItemLine.state.in_(("PAID", "FAILED")))
        again = await self.stage.rows(ItemLine, ItemLine.granted_id.in_([line.granted_id for line in lines]), ItemLine.item_id != item.id)
        asked = {(line.granted_id, line.due) for line in again if line.state in {"PAID", "OPEN"}}
        free = [
            line for line in sorted(lines, key=lambda line: line.id) if line.state == "PAID" or (line.granted_id, line.due) not in asked
        ]
        fates = {line.id: self.random.choice(("paid", "failed")) for line in free}
        failed = tuple(FailedLineInput(line=key, reason="OTHER") for key, fate in fates.items() if fate == "failed")
        before = await self.decided(item)
        result = Result(before.result) if before.payment_paid is not None else Result.GRANTED
        told = paid(sum(line.sum for line in free if fates[line.id] == "paid"), result, failed=failed)
        done = self.done["outcomeCorrect"]
        await self.try_(OutcomeCorrect, TREASURER, item.lead_id, reason="SUM_WRONG", outcome=self.random.choice((told, told, WITHDRAWN)))
        if self.done["outcomeCorrect"] > done:
            self.corrected += 1
            self.paid = {key: sum_ for key, sum_ in self.paid.items() if key not in {line.id for line in lines}}

    async def confirm(self, item: AssistanceItem) -> None:
        """Confirm the receipt of what was paid."""
        decided = await self.decided(item)
        await self.try_(ReceiptConfirm, DISPATCHER, item.lead_id, received_on=date(2026, 11, 24) if decided.payment_paid else None)

    async def on_grant(self) -> None:
        """Correct a grant, reopen it, cancel it, grant it once more; or turn to a new one."""
        place = self.random.randrange(GRANTS)
        case = self.grants[place]
        over = case.referral.id in self.decided_anew or (await self.stage.again(case.item)).state == "CANCELLED"
        if over or self.random.random() < 0.2:
            self.grants[place] = await granted(self.stage, replace(MONTHLY, amount=1000 * 2**place))
            return
        amount = self.random.choice((500, 1500))
        again = outcome(Result.GRANTED, detail=DetailInput(benefit=replace(MONTHLY, amount=amount)))
        moves: list[Move] = [
            lambda: self.try_(OutcomeCorrect, HANDLER, case.referral.id, reason="SUM_WRONG", outcome=again),
            lambda: self.try_(OutcomeCorrect, HANDLER, case.referral.id, reason="RESULT_WRONG", outcome=WITHDRAWN),
            lambda: self.try_(ReferralReopen, CADRE, case.referral.id, reason="NOT_DELIVERED"),
            lambda: self.try_(ReferralComplete, HANDLER, case.referral.id, outcome=again),
            lambda: self.try_(ItemCancel, CADRE, case.item.id, reason="MISTAKE"),
        ]
        await self.random.choice(moves)()
        now = await self.stage.again(case.referral)
        decided = await self.stage.rows(Outcome, Outcome.referral_id == now.id, Outcome.result == "WITHDRAWN")
        if decided:
            self.decided_anew.add(now.id)

    async def look(self) -> None:
        """All sums agree, nothing is asked for twice, what is open is owed, and what is paid stays paid."""
        lines = await self.stage.rows(ItemLine)
        items = {each.id: each for each in await self.stage.rows(AssistanceItem)}
        referrals = {each.id: each for each in await self.stage.rows(Referral)}
        asked = Counter((line.granted_id, line.due) for line in lines if line.state in {"OPEN", "PAID"})
        assert max(asked.values(), default=0) <= 1
        by_item = defaultdict(list)
        for line in lines:
            by_item[line.item_id].append(line)
            item = items[line.item_id]
            assert item.family_id is None
            assert line.referral_id == item.lead_id
            assert not (line.state == "OPEN" and item.state in {"CANCELLED", "COMPLETED", "CONFIRMED"})
            assert not (line.state == "OPEN" and items[line.granted_id].state == "CANCELLED")
            if line.state == "PAID":
                self.paid.setdefault(line.id, line.sum)
        assert {line.id: line.sum for line in lines if line.state == "PAID"} == self.paid
        for key, item in items.items():
            if item.family_id is not None:
                continue
            of = [line for line in by_item[key] if line.state != "VOID"]
            sums = {state: sum(line.sum for line in of if line.state == state) for state in ("PAID", "OPEN", "FAILED")}
            expected = (sum(line.persons for line in of), sum(sums.values()), *sums.values())
            rows: list[AssistanceItem | Referral] = [item, *([referrals[item.lead_id]] if item.lead_id else [])]
            for row in rows:
                assert (row.line_persons, row.line_sum, row.line_paid, row.line_outstanding, row.line_failed) == expected
        for case in self.grants:
            failed, asked_for = (
                {line.due for line in lines if line.granted_id == case.item.id and line.state in states}
                for states in ({"FAILED"}, {"OPEN", "PAID"})
            )
            now = referrals[case.referral.id]
            if now.state == "COMPLETED" and now.id not in self.decided_anew:
                assert (now.payment_failed_on is not None, now.waits_office) == (bool(failed - asked_for),) * 2
        latest = {each.referral_id: each for each in sorted(await self.stage.rows(Outcome), key=lambda each: each.version)}
        for decided in latest.values():
            if decided.payment_paid is None:
                continue
            assert decided.payment_paid == sum(
                line.sum for line in lines if line.state == "PAID" and line.referral_id == decided.referral_id
            )


@pytest.mark.parametrize("seed", [3, 5])
async def test_sums_agree_and_nothing_is_asked_for_twice_whatever_happens(stage: Stage, seed: int) -> None:
    game = Game(stage, Random(seed))
    await game.start()
    while game.moves < MOVES or (game.moves < MOVES_MOST and not game.has_gone_far):
        await game.move()
        await game.look()
    assert game.has_gone_far
