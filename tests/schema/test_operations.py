"""The documents of operations.graphql as a department sends them, with the commands that they mean."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from db.reference.read import Reference
from domain.referral import State
from domain.time.deadline import ENDLESS, Deadline
from domain.value.node_id import global_id
from resolvers.commands.runner import Commands
from schema.execute.execute import Request
from tests.builders.case import Case, a_family
from tests.builders.county import CIPHER
from tests.schema.conftest import Stage

OPERATIONS = (Path(__file__).parent.parent.parent / "docs" / "operations.graphql").read_text(encoding="utf-8")
TYPE, OFFICE, BY = "A11", "healthcare-security.330110", "dispatcher.healthcare-security.330110"
"""Help that nobody applies for, the office that decides over it, and who acts there."""


class Department:
    """A department's system: it sends the documents of operations.graphql."""

    def __init__(self, stage: Stage, reference: Reference) -> None:
        self.stage = stage
        self.reference = reference
        self.commands = Commands(stage.database, lambda: reference, CIPHER, allow_synthetic=True)

    async def referred(self, state: State) -> Case:
        """A case with the office, in a state."""
        facts = self.reference.types[TYPE]
        case = a_family(self.stage.world).with_need("LIVING_ASSISTANCE").with_draft(TYPE, type_department_code=facts.lead_department)
        case.referred_to(OFFICE, state, of_type=facts.limit)
        self.stage.world.viewer(BY)
        await self.stage.world.insert(self.stage.addresses.loader)
        return case

    async def send(self, name: str, given: dict[str, Any], deadline: Deadline = ENDLESS) -> Any:
        """The payload of a mutation."""
        executor = self.stage.executor(self.commands)
        answer = await executor.execute(Request(OPERATIONS, name, {"input": given}), self.stage.world.viewer(BY), "trace", deadline)
        assert (answer.errors, answer.causes) == ((), ())
        (payload,) = orjson.loads(answer.data or b"").values()
        return payload


@pytest.fixture
def department(stage: Stage, reference: Reference) -> Department:
    return Department(stage, reference)


def id_of(case: Case) -> str:
    return global_id("Referral", case.referral.id)


async def test_referrals_are_signed_and_shown_as_they_now_stand(department: Department) -> None:
    case = await department.referred(State.DISPATCHED)
    given = {"targets": [{"id": id_of(case), "expectedVersion": case.referral.version}], "externalReference": "SB-1", "idempotencyKey": "k"}
    (signed,) = (await department.send("Sign", given))["results"]
    assert signed["errors"] == []
    assert (signed["referral"]["state"], signed["referral"]["externalReference"]) == ("SIGNED", "SB-1")
    assert signed["referral"]["version"] == case.referral.version + 1
    (again,) = (await department.send("Sign", given))["results"]
    assert again == signed


async def test_a_stale_version_is_a_conflict_at_its_target(department: Department) -> None:
    case = await department.referred(State.DISPATCHED)
    (refused,) = (await department.send("Sign", {"targets": [{"id": id_of(case), "expectedVersion": 99}]}))["results"]
    assert refused["referral"] is None
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [("CONFLICT", ["targets", "0", "expectedVersion"])]


async def test_a_referral_is_returned_with_its_reason(department: Department) -> None:
    case = await department.referred(State.DISPATCHED)
    given = {"targets": [{"id": id_of(case)}], "reason": "NOT_OUR_DUTY", "returnedBy": "NOT_OUR_DUTY"}
    (returned,) = (await department.send("Return", given))["results"]
    assert (returned["errors"], returned["referral"]["state"]) == ([], "RETURNED")


async def test_progress_is_told_and_an_unknown_stage_refused_at_its_path(department: Department) -> None:
    case = await department.referred(State.SIGNED)
    told = await department.send("Progress", {"id": id_of(case), "note": "已联系家庭"})
    assert (told["errors"], told["referral"]["state"]) == ([], "IN_PROGRESS")
    refused = await department.send("Progress", {"id": id_of(case), "stage": {"code": "NONE", "on": "2026-11-24"}})
    assert [(each["code"], each["path"]) for each in refused["errors"]] == [("UNKNOWN_CODE", ["stage", "code"])]


async def test_a_referral_is_completed_with_its_outcome(department: Department) -> None:
    case = await department.referred(State.IN_PROGRESS)
    outcome = {
        "result": "NOT_ELIGIBLE",
        "decidedOn": "2026-11-23",
        "refusal": {
            "code": "INCOME_ABOVE_STANDARD",
            "text": "超过标准",
            "noticeDeliveredOn": "2026-11-23",
            "howToObject": "可申请行政复议",
        },
    }
    completed = await department.send("Complete", {"id": id_of(case), "outcome": outcome})
    assert (completed["errors"], completed["referral"]["state"]) == ([], "COMPLETED")


async def test_a_bulk_command_answers_before_its_request_is_given_up_whoever_holds_its_rows(department: Department) -> None:
    cases = [await department.referred(State.DISPATCHED) for _ in range(3)]
    clock, seconds = asyncio.get_running_loop().time, 5.0
    other = await asyncpg.connect(department.stage.addresses.loader)
    async with other.transaction():
        await other.execute("select from referral where id = $1 for update", cases[1].referral.id)
        async with asyncio.timeout(seconds):
            given = {"targets": [{"id": id_of(case)} for case in cases], "idempotencyKey": "held"}
            results = (await department.send("Sign", given, Deadline(clock(), seconds, clock)))["results"]
    await other.close()
    codes = [[error["code"] for error in each["errors"]] for each in results]
    assert (codes[0], results[0]["referral"]["state"]) == ([], "SIGNED")
    assert codes[1] in (["NOT_TRIED"], ["BUSY"])
    again = (await department.send("Sign", given))["results"]
    assert [each["errors"] for each in again] == [[], [], []]
