"""The life cycle holds whatever people do, in whatever order, at whatever time: against the model, in PostgreSQL."""

import os
from asyncio import Runner
from collections.abc import Callable, Iterator
from dataclasses import replace
from inspect import Parameter, signature
from typing import Any

import pytest
import strawberry
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from db.reference.read import Reference
from db.server.embedded import Embedded
from domain.referral import WORKED_ON, State, WaitingFor
from domain.rules.action import Action, Party, Subject
from domain.rules.actions import ACTION, actions_over
from domain.rules.permit import permit
from domain.time.waiting import WAITS
from domain.viewer import Kind, Role
from resolvers.commands import runner
from resolvers.commands.aggregate import case, follow
from resolvers.commands.all import COMMANDS
from resolvers.commands.family.household import Household
from resolvers.commands.households import merging
from resolvers.commands.households.merging import Merging
from resolvers.commands.key import Claim
from resolvers.commands.moving import leaving
from resolvers.commands.moving.leaving import Leaving
from resolvers.commands.person import death_set
from resolvers.commands.settle import record
from resolvers.reads.special import actions
from schema.contract import contract
from tests.conftest import clone
from tests.model.game import Disagreement
from tests.model.inputs import COMMAND, DRAWN
from tests.model.machine import OF_HOUSEHOLDS, TRIED, LifeCycle
from tests.model.people import cast
from tests.model.platform import Platform

Sabotage = Callable[[pytest.MonkeyPatch], None]

GAMES = os.environ.get("LIANBANG_MODEL_EXAMPLES")
"""Set by `make model`, which plays many more than a run of all tests and also takes the minutes to shrink what it finds."""
PHASES = set(Phase) if GAMES else {Phase.explicit, Phase.reuse, Phase.generate}
QUIETLY = settings(deadline=None, suppress_health_check=list(HealthCheck), stateful_step_count=30)
UNTIL_IT_FAILS = settings(QUIETLY, max_examples=120, phases=[Phase.generate], database=None, derandomize=True, report_multiple_bugs=False)


@pytest.fixture(scope="module")
def declared() -> strawberry.Schema:
    """The whole contract."""
    return contract(COMMANDS)


@pytest.fixture(scope="module")
def life_cycle(server: Embedded, template: str, reference: Reference, declared: strawberry.Schema) -> Iterator[type[LifeCycle]]:
    """The machine over one database for the whole run; every game has families of its own in it."""
    with clone(server, template) as addresses, Runner() as loop:
        here = Platform(addresses, reference, declared)
        people = cast(here.world)

        class Here(LifeCycle):
            runner, platform, cast = loop, here, people

        loop.run(here.open())
        loop.run(here.world.insert(addresses.loader))
        yield Here
        loop.run(here.close())


def test_the_platform_agrees_with_the_model_of_the_life_cycle(life_cycle: type[LifeCycle]) -> None:
    run_state_machine_as_test(life_cycle, settings=settings(QUIETLY, max_examples=int(GAMES or 34), phases=PHASES))


@pytest.mark.parametrize("action", TRIED)
def test_whoever_tries_an_action_says_what_it_asks_for(action: str) -> None:
    """Who may not do it at all says it too: games would break off where somebody tries it."""
    command = COMMAND[action]
    asked = {each.name for each in signature(command.input).parameters.values() if each.default is Parameter.empty}
    assert action in DRAWN or asked <= {command.aims_at}


def with_row(action: str, **changed: Any) -> Sabotage:
    """The action's row of the table is changed."""
    return lambda patch: patch.setitem(ACTION, action, replace(ACTION[action], **changed))


def forget_keys(patch: pytest.MonkeyPatch) -> None:
    """No key is looked up or kept: the table of keys would refuse a second one by itself."""

    def never_claimed(*_: object) -> Claim:
        return Claim()

    patch.setattr(runner, "claim", never_claimed)
    patch.setattr(runner, "kept", lambda *_: [])


SABOTAGES: dict[str, Sabotage] = {
    "a guard is dropped": with_row("referralHandBack", guards=()),
    "a state is added": with_row("referralSign", frm=WORKED_ON | {State.DISPATCHED}),
    "whoever sees it may do it": with_row("itemDispatch", by=(Party(frozenset(Role)),)),
    "another state follows": with_row("referralSign", to=State.IN_PROGRESS),
    "a completed referral waits for the office": lambda patch: patch.setitem(WAITS, State.COMPLETED, frozenset({WaitingFor.OFFICE})),
    "no event": lambda patch: patch.setattr(record, "left", lambda *_: iter(())),
    "no event beside the subject's": lambda patch: patch.setattr(case.Case, "subjects", property(lambda each: [each.answer])),
    "the version stands still": lambda patch: patch.setattr(case, "count_version", lambda *_, **__: None),
    "an office that refused is tried again": lambda patch: patch.setattr(follow, "DESIGNATABLE", frozenset()),
    "a version is not asked for": lambda patch: patch.setattr(record, "permit", lambda action, row, call, _: permit(action, row, call)),
    "a key is forgotten": forget_keys,
    "a guard is not printed": lambda patch: patch.setattr(actions, "actions_over", without_guards),
    "what is past moves along": lambda patch: patch.setattr(Household, "is_past", lambda *_: False),
    "an office is given whoever comes": lambda patch: patch.setattr(Merging, "_access", lambda _: None),
    "what has happened stays with the family that goes": lambda patch: patch.setattr(merging, "OTHERS", ()),
    "a death ends no case": lambda patch: patch.setattr(death_set, "end", lambda *_: []),
    "what is asked goes on in the county that is left": lambda patch: patch.setattr(leaving, "end", lambda *_: []),
    "the offices there go on seeing the family": lambda patch: patch.setattr(Leaving, "_access", lambda _: None),
}


OF_CASES = [action for action in TRIED if action not in OF_HOUSEHOLDS]
AROUND = {
    "a state is added": ("itemDraft", "itemDispatch", "referralSign", "referralStart", "referralHandBack"),
    "an office that refused is tried again": ("itemDispatch", "referralSign", "referralReturn"),
    "what is past moves along": ("needClose", "familyMove"),
    "an office is given whoever comes": ("itemDispatch", "familyMerge"),
    "what has happened stays with the family that goes": ("familyMerge",),
    "a death ends no case": ("itemDispatch", "personDeathSet"),
    "what is asked goes on in the county that is left": ("familyMovePropose", "familyMoveDecide"),
    "the offices there go on seeing the family": ("itemDispatch", "familyMovePropose", "familyMoveDecide"),
    "a guard is dropped": ("itemDraft", "itemDispatch", "referralSign", "referralTake", "referralAssign", "referralHandBack"),
}
"""The actions of games that look for what only a rare turn of all of them would meet."""


def without_guards(subject: Subject, role: Role, kind: Kind) -> tuple[Action, ...]:
    """The actions as they would be if nothing but states counted."""
    return tuple(replace(each, guards=()) for each in actions_over(subject, role, kind))


@pytest.mark.parametrize("name", SABOTAGES)
def test_the_model_finds_what_is_broken(life_cycle: type[LifeCycle], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    life_cycle.platform.forget_plans()
    SABOTAGES[name](monkeypatch)
    monkeypatch.setattr(life_cycle, "tried", AROUND.get(name, OF_CASES))
    with pytest.raises(Disagreement):
        run_state_machine_as_test(life_cycle, settings=UNTIL_IT_FAILS)
    life_cycle.platform.forget_plans()
