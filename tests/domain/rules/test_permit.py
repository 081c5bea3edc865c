"""Refusals come in their order, guards are judged over the row, NULL holds nothing. Source: docs/lifecycle.md (Guards and answers)."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from domain.disclosure import Contract
from domain.item import ItemState
from domain.message.refusal import Refusal
from domain.message.text import Text
from domain.need import NeedStatus
from domain.referral import Part, State
from domain.rules.actions import ACTION
from domain.rules.group import Group, Level
from domain.rules.permit import Circumstances, gives, may, permit
from domain.viewer import Kind, OrganizationKind, Role, Viewer
from tests.builders.limits import WEEKDAYS

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
OFFICE, FEDERATION, ELSEWHERE, FAMILY = uuid4(), uuid4(), uuid4(), uuid4()
ACCOUNT = uuid4()
LIMITS = {"reopen_times": 2, "extension_times": 1, "extension_ask_before": 1}
GIVEN: Contract = {"BEFORE": {}, "AFTER": {"ID_NUMBER": Level.MASKED}}
KEPT: Contract = {"BEFORE": {"ID_NUMBER": Level.MASKED}, "AFTER": {"ID_NUMBER": Level.HIDDEN}}
CONTRACTS = {("A11", 1): GIVEN, ("A14", 1): KEPT}
NAMES = {
    "STATE": {state.value: Text(f"状态{state}", f"The state {state}") for state in (*State, *ItemState)},
    "NEED_STATUS": {status.value: Text(f"需求{status}", f"The need {status}") for status in NeedStatus},
}


@dataclass(frozen=True)
class Row:
    """The columns of a referral that actors and guards read."""

    state: str = State.DISPATCHED
    version: int = 7
    office_id: UUID = OFFICE
    dispatching_office_id: UUID = FEDERATION
    family_id: UUID | None = FAMILY
    monitor_office_id: UUID | None = None
    delegating_office_id: UUID | None = None
    office_region_code: str = "330110000000"
    part: Part = Part.LEAD
    returnable: bool | None = True
    return_due_at: datetime | None = NOW + HOUR
    return_ask_state: str | None = None
    return_ask_until: datetime | None = None
    extension_state: str | None = None
    extension_until: datetime | None = None
    extension_count: int = 0
    acceptance_ask_state: str | None = None
    acceptance_ask_until: datetime | None = None
    accepted_on: date | None = None
    finish_due_at: datetime = NOW + timedelta(days=9)
    handler_id: UUID | None = None
    completed_by: UUID | None = None
    reopen_count: int | None = 0
    reopen_until: datetime | None = NOW + HOUR
    question_open: bool = False
    urged_for: datetime | None = None
    type_code: str | None = "A11"
    contract_version: int | None = 1
    work_due_at: datetime = field(default=NOW + HOUR)


def viewer(role: Role, office: UUID = OFFICE) -> Viewer:
    return Viewer(uuid4(), ACCOUNT, role, office, OrganizationKind.DEPARTMENT, "CIVIL_AFFAIRS", "330110000000", ("330110000000",))


def refused(name: str, row: object, by: Viewer, version: int | None = None) -> Refusal | None:
    try:
        permit(ACTION[name], row, Circumstances(by, NOW, WEEKDAYS, LIMITS, NAMES, CONTRACTS), version)
    except Refusal as refusal:
        return refusal
    return None


def code(name: str, row: object, by: Viewer, version: int | None = None) -> str | None:
    refusal = refused(name, row, by, version)
    return refusal.code if refusal else None


DISPATCHER, HANDLER = viewer(Role.OFFICE_DISPATCHER), viewer(Role.OFFICE_HANDLER)
CADRE, STRANGER = viewer(Role.FEDERATION_CADRE, FEDERATION), viewer(Role.FEDERATION_CADRE, ELSEWHERE)


def test_what_is_allowed_is_not_refused() -> None:
    assert code("referralReturn", Row(), DISPATCHER) is None
    assert code("referralReturn", Row(), DISPATCHER, version=7) is None


def test_refusals_come_in_their_order() -> None:
    """Everything is wrong at first; what comes first is mended, and the next refusal shows."""
    row = Row(state=State.COMPLETED, returnable=False, return_due_at=NOW)
    stranger = replace(DISPATCHER, office=ELSEWHERE)
    assert code("referralReturn", row, stranger, version=6) == "FORBIDDEN"
    assert code("referralReturn", row, DISPATCHER, version=6) == "CONFLICT"
    assert code("referralReturn", row, DISPATCHER, version=7) == "INVALID_TRANSITION"
    row = replace(row, state=State.SIGNED)
    assert code("referralReturn", row, DISPATCHER, version=7) == "NOT_RETURNABLE"
    row = replace(row, returnable=True)
    assert code("referralReturn", row, DISPATCHER, version=7) == "RETURN_TOO_LATE"
    row = replace(row, return_due_at=NOW + timedelta(milliseconds=1))
    assert code("referralReturn", row, DISPATCHER, version=7) is None


def test_without_a_version_nothing_conflicts() -> None:
    assert code("referralSign", Row(version=99), DISPATCHER) is None


def test_a_stale_version_is_told_at_its_place_in_the_input() -> None:
    refusal = refused("referralSign", Row(), DISPATCHER, version=6)
    assert refusal is not None
    assert refusal.path == ("expectedVersion",)


def test_a_state_that_does_not_allow_it_is_told_by_its_name_with_those_that_do_in_their_order() -> None:
    refusal = refused("referralComplete", Row(state=State.COMPLETED), DISPATCHER)
    assert refusal is not None
    assert refusal.facts == {
        "state": Text("状态COMPLETED", "The state COMPLETED"),
        "allowed": Text(
            "状态SIGNED、状态IN_PROGRESS、状态SUSPENDED、状态REOPENED",
            "The state SIGNED, The state IN_PROGRESS, The state SUSPENDED, The state REOPENED",
        ),
    }


@pytest.mark.parametrize("role", Role)
def test_a_role_without_the_action_is_refused_before_any_row_is_looked_at(role: Role) -> None:
    signs = {Role.OFFICE_DISPATCHER, Role.FEDERATION_CADRE}
    if role in signs:
        assert may("referralSign", viewer(role)) is ACTION["referralSign"]
        return
    with pytest.raises(Refusal, match="FORBIDDEN"):
        may("referralSign", viewer(role))


def test_the_offices_own_people_act_and_nobody_elses() -> None:
    assert code("referralSign", Row(), HANDLER) == "FORBIDDEN"
    assert code("referralSign", Row(), replace(DISPATCHER, office=ELSEWHERE)) == "FORBIDDEN"
    assert code("referralStart", Row(state=State.SIGNED), HANDLER) is None
    assert code("referralStart", Row(state=State.SIGNED), DISPATCHER) is None


def test_any_cadre_of_the_dispatching_federation_acts_and_another_federations_does_not() -> None:
    assert code("referralRecall", Row(), CADRE) is None
    assert code("referralRecall", Row(), STRANGER) == "FORBIDDEN"


def test_a_cadre_is_dispatcher_and_handler_in_the_federations_own_office() -> None:
    own = Row(state=State.SIGNED, office_id=FEDERATION)
    assert code("referralAssign", own, CADRE) is None
    assert code("referralStart", own, CADRE) is None
    assert code("referralStart", Row(state=State.SIGNED), CADRE) == "FORBIDDEN"


def test_a_monitor_urges_what_its_office_monitors_and_nobody_monitors_a_null() -> None:
    monitor = viewer(Role.FEDERATION_MONITOR, ELSEWHERE)
    assert code("referralUrge", Row(monitor_office_id=ELSEWHERE), monitor) is None
    assert code("referralUrge", Row(), monitor) == "FORBIDDEN"


def test_a_commissioner_edits_an_item_only_while_it_is_a_draft() -> None:
    @dataclass(frozen=True)
    class Item:
        state: str
        version: int = 1
        owner_office_id: UUID = FEDERATION
        family_id: UUID | None = FAMILY

    commissioner = viewer(Role.COMMISSIONER, ELSEWHERE)
    assert code("itemEdit", Item("DRAFT"), commissioner) is None
    assert code("itemEdit", Item("TO_DISPATCH"), commissioner) == "FORBIDDEN"
    assert code("itemEdit", Item("TO_DISPATCH"), CADRE) is None


def test_a_need_is_closed_over_no_completed_item() -> None:
    @dataclass(frozen=True)
    class Need:
        completed_items: int
        status: str = "IN_HAND"
        version: int = 1
        owner_office_id: UUID = FEDERATION

    assert code("needClose", Need(0), CADRE) is None
    assert code("needClose", Need(1), CADRE) == "FOLLOW_UP_OPEN"
    closed = refused("needClose", Need(0, status="CLOSED"), CADRE)
    assert closed is not None
    assert (closed.code, closed.facts["state"]) == ("INVALID_TRANSITION", NAMES["NEED_STATUS"]["CLOSED"])


def test_whoever_completed_a_referral_neither_follows_it_up_nor_reopens_it() -> None:
    mine = Row(state=State.COMPLETED, completed_by=ACCOUNT)
    for name in ("followUpRecord", "referralReopen"):
        assert code(name, mine, CADRE) == "COMPLETED_BY_YOU"
        assert code(name, replace(mine, completed_by=uuid4()), CADRE) is None
        assert code(name, replace(mine, completed_by=None), CADRE) is None


def test_a_referral_is_reopened_within_its_limits() -> None:
    done = Row(state=State.CONFIRMED)
    assert code("referralReopen", done, CADRE) is None
    assert code("referralReopen", replace(done, reopen_count=2), CADRE) == "REOPEN_LIMIT"
    assert code("referralReopen", replace(done, reopen_until=NOW), CADRE) == "REOPEN_WINDOW_OVER"


def test_a_referral_is_taken_where_nobody_has_it_and_handed_back_by_whoever_has_it() -> None:
    signed = Row(state=State.SIGNED)
    mine, anothers = replace(signed, handler_id=ACCOUNT), replace(signed, handler_id=uuid4())
    assert [code("referralTake", row, HANDLER) for row in (signed, mine, anothers)] == [None, "HANDLER_SET", "HANDLER_SET"]
    assert [code("referralHandBack", row, HANDLER) for row in (signed, mine, anothers)] == ["NOT_YOURS", None, "NOT_YOURS"]


def test_numbers_are_shown_to_an_office_whose_contract_gives_them_after_signing_and_to_the_federation_that_has_them_anyway() -> None:
    given, kept = Row(state=State.SIGNED), Row(state=State.SIGNED, type_code="A14")
    assert [code("reveal", row, HANDLER) for row in (given, kept)] == [None, "NOT_SHARED"]
    own = replace(kept, office_id=FEDERATION)
    assert code("reveal", own, CADRE) is None
    assert code("reveal", own, replace(CADRE, scope=("330100000000",))) == "NOT_SHARED"
    assert code("reveal", replace(given, contract_version=2), HANDLER) == "NOT_SHARED"
    assert code("reveal", replace(kept, state=State.DISPATCHED), HANDLER) == "INVALID_TRANSITION"


def test_nobody_above_the_county_and_nobody_apart_from_cases_knows_numbers() -> None:
    knowing = set()
    for role, scope in product(Role, ("330110000000", "330100000000")):
        by = replace(viewer(role), scope=(scope,))
        if gives(Group.ID_NUMBER, Row(), Circumstances(by, NOW, WEEKDAYS, LIMITS, NAMES, CONTRACTS)) > Level.HIDDEN:
            knowing.add(by.kind)
    assert knowing == {Kind.COMMISSIONER, Kind.OPERATOR, Kind.CADRE, Kind.OFFICE, Kind.SUPERIOR_OFFICE}


def test_a_due_moment_is_urged_once() -> None:
    assert code("referralUrge", Row(), CADRE) is None
    assert code("referralUrge", Row(urged_for=NOW + HOUR), CADRE) == "ALREADY_URGED"
    assert code("referralUrge", Row(urged_for=NOW), CADRE) is None


def test_a_question_is_answered_where_one_is_open() -> None:
    asked = Row(state=State.IN_PROGRESS, question_open=True)
    assert code("referralAnswer", asked, CADRE) is None
    assert code("referralAnswer", replace(asked, question_open=False), CADRE) == "NO_QUESTION"


def test_a_party_of_leads_acts_on_no_referral_beside_one() -> None:
    assert code("referralReturn", Row(part=Part.DELEGATE), DISPATCHER) == "FORBIDDEN"
    assert code("referralDelegateReturn", Row(), DISPATCHER) == "FORBIDDEN"
    assert code("referralDelegateReturn", Row(part=Part.DELEGATE), DISPATCHER) is None


@pytest.mark.parametrize(
    ("division", "refused"),
    [
        ("330110000000", None),
        ("441900000000", None),
        ("330100000000", "NOT_AT_COUNTY"),
        ("330110109000", "NOT_AT_COUNTY"),
        ("330000000000", "NOT_AT_COUNTY"),
    ],
)
def test_counties_and_cities_in_their_place_delegate(division: str, refused: str | None) -> None:
    assert code("referralDelegate", Row(state=State.SIGNED, office_region_code=division), DISPATCHER) == refused
