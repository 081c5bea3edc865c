"""Who may do what: every command tried by those who may, and by those who may not. Source: docs/lifecycle.md (Actions)."""

from uuid import uuid4

import pytest

from domain.message.refusal import Path
from domain.rules.action import Subject
from domain.rules.actions import ACTION
from domain.viewer import Kind, Role
from resolvers.commands.all import COMMANDS
from tests.builders.world import CITY, COUNTY, ROLES
from tests.resolvers.commands.conftest import PLAIN_OFFICE, Stage
from tests.resolvers.commands.samples import SAMPLES, Sample

NAMES = [sample.command.action for sample in SAMPLES]
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)
PLACE = {
    "cadre": "federation.330110",
    "monitor": "federation.330110",
    "leader": "federation.330110",
    "commissioner": "federation.330110109200",
    "operator": "federation.3301",
    "dispatcher": PLAIN_OFFICE,
    "handler": PLAIN_OFFICE,
    "viewer": "government.330110",
}


def roles(sample: Sample) -> set[Role]:
    """The roles that have the action."""
    return set().union(*(party.roles for party in ACTION[sample.command.action].by))


def may_never(sample: Sample) -> list[str]:
    """An actor of every role that has no such action at all."""
    return [f"{word}.{PLACE[word]}" for word, role in ROLES.items() if role not in roles(sample)] + ["admin.system", "admin.audit"]


def elsewhere(sample: Sample) -> list[str]:
    """The same actors in the next county, and an office of another line to which nothing of the family was sent."""
    away = [name.replace("330110", "330106") for name in sample.by if "330110" in name]
    if Role.OFFICE_DISPATCHER not in roles(sample):
        return away
    at_county = any(party.includes(Role.OFFICE_DISPATCHER, Kind.OFFICE) for party in ACTION[sample.command.action].by)
    return [*away, f"dispatcher.civil-affairs.{COUNTY if at_county else CITY}"]


def test_every_command_on_a_case_has_a_sample() -> None:
    on_a_case = {command.action for command in COMMANDS if ACTION[command.action].over not in (Subject.NOTHING, Subject.VISIT)}
    assert set(NAMES) == on_a_case


@pytest.mark.parametrize(("sample", "by"), [(sample, by) for sample in SAMPLES for by in sample.by])
async def test_whoever_the_rules_name_may_act(stage: Stage, sample: Sample, by: str) -> None:
    case = await sample.case(stage)
    await stage.done(sample.command, by, sample.target(case), **sample.input(stage.world))


@each_sample
async def test_nobody_else_may_act_and_whoever_does_not_see_the_row_finds_nothing(stage: Stage, sample: Sample) -> None:
    case = await sample.case(stage)
    path: Path = (sample.command.aims_at,)
    expected: dict[str, tuple[str, Path]] = dict.fromkeys(may_never(sample), ("FORBIDDEN", ()))
    expected |= dict.fromkeys(elsewhere(sample), ("NOT_FOUND", path))
    if Role.FEDERATION_CADRE in roles(sample):
        expected["cadre.federation.3301"] = ("FORBIDDEN", ())  # it sees the row, and is not the federation that dispatches it
    given = sample.input(stage.world)
    assert {by: await stage.refused(sample.command, by, sample.target(case), **given) for by in expected} == {
        by: [refusal] for by, refusal in expected.items()
    }
    assert await stage.refused(sample.command, sample.by[0], uuid4(), **given) == [("NOT_FOUND", path)]


@each_sample
async def test_a_stale_version_is_a_conflict_before_the_state_is_looked_at(stage: Stage, sample: Sample) -> None:
    case = await sample.case(stage)
    given = sample.input(stage.world)
    await stage.done(sample.command, sample.by[0], sample.target(case), **given)
    refused = await stage.refused(sample.command, sample.by[0], sample.target(case), version=99, **given)
    assert refused == [("CONFLICT", ("expectedVersion",))]


REPEATABLE = {"itemDraft", "itemEdit", "outcomeCorrect", "referralAssign", "referralProgress"}
"""What may be done again from the state that it leads to."""
OWN_CODE = {
    "referralTake": "HANDLER_SET",
    "referralHandBack": "NOT_YOURS",
    "referralAnswer": "NO_QUESTION",
    "referralAssist": "HAS_IT_ALREADY",
    "referralDelegate": "HAS_IT_ALREADY",
    "correctionPropose": "ASK_OPEN",
    "referralReturnAsk": "ASK_OPEN",
    "referralExtensionAsk": "ASK_OPEN",
    "acceptedOnCorrect": "ASK_OPEN",
    "acceptedOnDecide": "NO_ASK",
    "referralExtensionDecide": "NO_ASK",
    "referralUrge": "ALREADY_URGED",
    "referralReview": "NO_REVIEW",
    "placementCallRecord": "CALL_TOO_EARLY",
    "paymentGiveUp": "NO_FAILED_PAYMENT",
    "recognitionEnd": "RECOGNITION_ENDED",
    "familyTransfer": "TRANSFER_OPEN",
    "familyTransferDecide": "NO_TRANSFER",
}
"""The state stays, and the guard's own code refuses."""


@each_sample
async def test_the_same_action_twice_is_not_allowed_by_the_state_or_has_a_code_of_its_own(stage: Stage, sample: Sample) -> None:
    case = await sample.case(stage)
    given = sample.input(stage.world)
    await stage.done(sample.command, sample.by[0], sample.target(case), **given)
    again = await stage.run(sample.command, sample.by[0], sample.target(case), **given)
    if sample.command.action in REPEATABLE:
        assert again.errors == ()
    else:
        assert [error.code for error in again.errors] == [OWN_CODE.get(sample.command.action, "INVALID_TRANSITION")]


def test_the_commands_stand_in_the_order_of_the_table() -> None:
    assert list(COMMANDS) == sorted(COMMANDS, key=lambda command: [*ACTION].index(command.action))


def test_every_action_has_its_command_and_every_command_its_action() -> None:
    assert {command.action for command in COMMANDS} | {
        *("familySearch", "reveal", "subjectAccessReport", "registerImport", "rosterImport")
    } == set(ACTION)
