"""What does not fit is refused where graphql-core refuses it, and is never a fault of ours: documents and values by chance.

Source: docs/design.md 8 (Errors); GraphQL specification, 6.1.2 and 6.4.1. Both ways: whatever graphql-core takes is taken, too.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
import pytest
import strawberry
from graphql import (
    ExecutionResult,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    execute,
    parse,
    validate,
)
from hypothesis import event, example, given, settings

from db.reference.read import Reference
from db.server.login import Addresses
from domain.message.expected import TEXTS
from domain.message.refusal import Refusal
from domain.viewer import Language, Viewer
from resolvers.commands.access_report.report import AccessReport
from resolvers.commands.all import COMMANDS
from resolvers.commands.context import Done
from resolvers.commands.family.search import FoundFamilies
from schema.build.assemble import graphql_of
from schema.contract import contract
from schema.execute.execute import Answer, Request
from tests.builders.world import World
from tests.schema.conftest import CADRE, Stage
from tests.schema.documents import Asked
from tests.schema.unfit import documents

KINDS = ("VALUE", "NOT_NULL", "ONE_OF", "OBJECT", "NO_SUCH_FIELD", "NO_FIELD", "EXACTLY_ONE", "SHALLOW", "PLAIN")
SCALARS = ("Int", "String", "Boolean", "ID", "DateTime", "Date", "Fen", "RegionCode")
OURS = {"BAD_USER_INPUT", "TOO_COSTLY", "UNKNOWN_CODE", "BAD_DOCUMENT"}
BEGINNINGS = tuple(TEXTS[key].en.split("{")[0] for key in (*KINDS, *SCALARS))
REFUSED_WHOLE, REFUSED_IN_PART, BY_RULES, TAKEN = "refused before execution", "refused in part", "refused by our rules", "taken"


@dataclass(frozen=True)
class Shown:
    """What the stand-in for `reveal` gives."""

    persons: Sequence[Any] = ()
    errors: Sequence[Refusal] = ()


class Refuses:
    """In the place of what runs commands, reveals and searches: nothing is found."""

    async def run(self, *_: Any, **__: Any) -> Done:
        return Done(errors=(Refusal("NOT_FOUND"),))

    async def run_targets(self, *_: Any) -> dict[UUID, Done]:
        return {}

    async def reveal(self, targets: Sequence[UUID | None], *_: Any) -> Sequence[Shown]:
        return [Shown(errors=(Refusal("NOT_FOUND"),)) for _ in targets]

    async def search(self, *_: Any) -> FoundFamilies:
        return FoundFamilies(errors=(Refusal("NOT_FOUND"),))

    async def report(self, *_: Any) -> AccessReport:
        return AccessReport(errors=(Refusal("NOT_FOUND"),))


@pytest.fixture(scope="module")
def bare() -> GraphQLSchema:
    """The same contract without any resolver of ours: what graphql-core alone makes of a document."""
    found = graphql_of(contract.__wrapped__(COMMANDS))  # one of its own
    for of in found.type_map.values():
        if isinstance(of, (GraphQLObjectType, GraphQLInterfaceType)) and not of.name.startswith("__"):
            for field in of.fields.values():
                field.resolve = None
            if isinstance(of, GraphQLInterfaceType):
                of.resolve_type = None
            else:
                of.is_type_of = None
    return found


def something(source: object, info: GraphQLResolveInfo[Any], **_: Any) -> Any:
    """A value of the field's type, whatever it is: nothing is null, so that every selection is looked at."""
    return of_type(info.return_type, info.schema)


def of_type(of: Any, schema: GraphQLSchema) -> Any:
    if isinstance(of, GraphQLNonNull):
        return of_type(of.of_type, schema)
    if isinstance(of, GraphQLList):
        return [of_type(of.of_type, schema)]
    if isinstance(of, GraphQLInterfaceType):
        return {"__typename": schema.get_possible_types(of)[0].name}
    if isinstance(of, GraphQLObjectType):
        return {}
    return next(iter(of.values)) if isinstance(of, GraphQLEnumType) else {"Int": 1, "Fen": 1, "Boolean": True}.get(of.name, "x")


Faults = dict[tuple[str | int, ...], bool]
"""At which fields of the response something does not fit; whether it is below the field, in a directive, and not in its own arguments."""


def by_core(bare: GraphQLSchema, asked: Asked) -> Faults | None:
    """Where graphql-core finds fault; None where it does not even execute."""
    document = parse(asked.text)
    if validate(bare, document):
        return None
    result = execute(bare, document, field_resolver=something, variable_values=dict(asked.variables))
    assert isinstance(result, ExecutionResult)
    found = {tuple(each.path or ()): "Argument 'if'" in each.message for each in result.errors or ()}
    return None if result.data is None and found.get((), True) is False else found


def reached(answer: Answer, path: tuple[str | int, ...], below: bool) -> bool:
    """Whether there is a row at all in which something would not fit: nothing is looked for in what is null or empty."""
    value = orjson.loads(answer.data or b"null")
    told = {tuple(each.get("path", ())) for each in answer.errors}
    for step in path:
        if value is None:
            return path in told  # what is null by another error hides this one
        if isinstance(value, list) and len(value) <= int(str(step)):
            return False
        value = value[step]
    return path in told or not (below and value is None)


def codes(answer: Answer) -> set[str]:
    return {each["extensions"]["code"] for each in answer.errors}


def verdict(answer: Answer, core: Faults | None) -> str:
    """Hold the two against each other."""
    assert answer.causes == ()
    assert "INTERNAL" not in codes(answer)
    orjson.loads(answer.body)
    if core is None:
        assert answer.data is None
        assert codes(answer) <= OURS
        return REFUSED_WHOLE
    if core and answer.data is None:  # refused before anything is done: a payload that could not be read, or by a rule of ours beside
        assert codes(answer) <= OURS - {"BAD_DOCUMENT"}
        return REFUSED_IN_PART
    if core:
        assert codes(answer) <= {"BAD_USER_INPUT"}
        assert {tuple(each.get("path", ())) for each in answer.errors} == {
            path for path, below in core.items() if reached(answer, path, below)
        }
        return REFUSED_IN_PART
    if answer.errors:
        assert answer.data is None
        assert codes(answer) <= OURS - {"BAD_DOCUMENT"}
        told = [each["message"].removeprefix("The input is not valid at the place named: ") for each in answer.errors]
        assert [each for each in told if each.startswith(BEGINNINGS) and "database" not in each] == []
        return BY_RULES
    return TAKEN


def test_what_graphql_core_refuses_is_refused_and_nothing_else_and_nothing_is_a_fault_of_ours(
    world: World, module_addresses: Addresses, declared: strawberry.Schema, schema: GraphQLSchema, bare: GraphQLSchema, reference: Reference
) -> None:
    came = Counter[str]()
    viewer = world.viewer(CADRE)
    stage = Stage(module_addresses, reference)
    stage.begin(world, declared)
    executor = stage.executor(Refuses(), Refuses(), Refuses(), Refuses())

    async def ask(asked: Asked, by: Viewer) -> Answer:
        return await executor.execute(Request(asked.text, None, asked.variables), by, "trace")

    with asyncio.Runner() as runner:
        runner.run(world.insert(module_addresses.loader))
        runner.run(stage.database.open())
        english = replace(viewer, language=Language.EN)

        @settings(max_examples=250)
        @given(documents(schema))
        @example(Asked("query ($b: Boolean = true) { viewer { id @skip(if: $b) role } }", {"b": None}))
        @example(Asked("query ($b: Boolean = true) { viewer @include(if: $b) { id } }", {"b": None}))
        @example(Asked("query ($i: ID = 1) { node(id: $i) { id } viewer { id } }", {"i": None}))
        @example(Asked("query ($i: ID = 1) { nodes(ids: [$i]) { id } }", {"i": None}))
        @example(Asked("query ($g: [GroupBy!] = [STATE]) { referrals { groups(by: $g) { count } totalCount } }", {"g": None}))
        @example(Asked("query ($s: ReferralState = SIGNED) { referrals(filter: { state: [$s] }) { totalCount } }", {"s": None}))
        @example(Asked('query ($n: String = "Family") { __type(name: $n) { name } }', {"n": None}))
        @example(Asked("query ($i: ID = 1) { visitDraftBody(id: $i) }", {"i": None}))
        @example(Asked("mutation ($v: ID = 1) { referralSign(input: { targets: [{ id: $v }] }) { results { target } } }", {"v": None}))
        @example(Asked('mutation { familySearch(input: { by: { name: { text: "A01", whole: true } } }) { errors { code } } }', {}))
        @example(Asked('mutation ($b: Boolean = true) { referralTake(input: { id: "x" }) { referral { id @skip(if: $b) } } }', {"b": None}))
        @example(Asked('mutation ($b: Boolean = true) { referralTake(input: { id: "x" }) { errors { code @skip(if: $b) } } }', {"b": None}))
        @example(Asked('mutation ($b: Boolean = true) { referralTake(input: { id: "x" }) @skip(if: $b) { errors { code } } }', {"b": None}))
        def held(asked: Asked) -> None:
            came[verdict(runner.run(ask(asked, english)), by_core(bare, asked))] += 1
            event(str(came))

        held()
        runner.run(stage.database.close())
    assert {REFUSED_WHOLE, REFUSED_IN_PART, TAKEN} <= set(came)  # the drawing finds each
