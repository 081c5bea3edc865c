"""Mutations from commands: each command class gives its field, its input and its payload; running one is a command, then a read.

Source: docs/design.md 5 and 8. `idempotencyKey`, `expectedVersion` and `targets` belong to no command: they are added here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
import strawberry
from graphql import FieldNode, GraphQLObjectType, get_named_type
from strawberry.annotation import StrawberryAnnotation
from strawberry.tools import create_type
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET
from typing_extensions import override

from domain.message.refusal import Refusal
from domain.rules.access import FIELDS
from domain.rules.permit import may
from domain.value.spelling import camel, snake
from resolvers.commands.command import Acts, Envelope, Input
from resolvers.document.selection import Selection
from schema.build.assemble import description
from schema.build.inputs import Inputs, fields, made, strawberry_line
from schema.execute.bulk import several
from schema.execute.context import RequestContext, Result, check_targets
from schema.subjects import reveal
from schema.subjects.action import UserError
from schema.subjects.node import Node

KEY_CHARACTERS = 200
"""Characters of an idempotency key."""

Given = Mapping[str, Any]


class Row(StrawberryField):
    """The row of a payload, read when the command is done; null where nothing was done, and where it has gone from the viewer's sight."""

    is_basic_field = False

    @override
    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """The row, as the viewer sees it now."""
        if source.subject is None:
            return None
        if source.rows is None:
            return self._read(source.subject, source.type_name, info)
        read = source.rows[info.place]
        return read if isinstance(read, BaseException) else orjson.loads(read)["row"]

    async def _read(self, key: UUID, type_name: str, info: Any) -> Any:
        return orjson.loads(await info.context.row(type_name, key, info.nodes, info.place))["row"]


class Mutation(StrawberryField):
    """The field of a command."""

    is_basic_field = False
    command: Acts[Any, Any]
    inputs: Inputs

    @override
    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """The payload."""
        return run(self.command, self.inputs, kwargs["input"], info.context, info.key)


async def run(command: Acts[Any, Any], inputs: Inputs, given: Given, context: RequestContext, at: str) -> Result:
    """Read the input, run the command, and tell what became of it, under the key `at` of the response. Raises MembershipEnded."""
    try:
        may(command.action, context.viewer)  # before anything of the input is looked at: whoever may not act learns nothing of it
    except Refusal as refusal:
        return _refused(command, given, context.error(refusal))
    refusals: list[Refusal] = []
    input: Input = inputs.read(command.input, given, (), refusals)
    key = _key(given, refusals)
    targets = given.get("targets")
    if targets is not None and (wrong := check_targets(targets)):
        refusals.append(wrong)
    if refusals:
        return Result([context.error(each) for each in refusals])
    envelope = Envelope(context.trace, key, given.get("expectedVersion"))
    if targets is None:
        return await _done(command, input, context, envelope)
    return Result([], results=await several(command, input, context, envelope, targets, at))


def _refused(command: Acts[Any, Any], given: Given, error: UserError) -> Result:
    """The whole is refused: told of each target, where there are as many as may be."""
    targets = given.get("targets", ())
    if check_targets(targets):
        return Result([error])
    return Result([], results=[Result([error], target=each["id"]) for each in targets])


async def _done(command: Acts[Any, Any], input: Input, context: RequestContext, envelope: Envelope) -> Result:
    done = await context.commands.run(command, input, context.viewer, envelope)
    return Result([context.error(each) for each in done.errors], None if done.errors else done.subject, command.answers)


def _key(given: Given, refusals: list[Refusal]) -> str | None:
    key = given.get("idempotencyKey")
    if key is not None and not (key and len(key) <= KEY_CHARACTERS and key.isprintable()):
        code = "TEXT_TOO_LONG" if len(key) > KEY_CHARACTERS else "TEXT_CHARACTERS"
        refusals.append(Refusal(code, path=("idempotencyKey",), most=KEY_CHARACTERS))
    return None if key is None else str(key)


class Mutations:
    """The mutations of commands, as one type of the contract; `nodes`: the types that payloads show, by their names."""

    def __init__(self, nodes: Mapping[str, type[Node]]) -> None:
        self.nodes = nodes
        self.inputs = Inputs()
        target = [_line("id", strawberry.ID, "Its global id. 全局标识。"), _line("expected_version", *VERSION)]
        self.targets = list[made("TargetInput", "A row aimed at. 操作对象。", target)]  # type: ignore[misc]

    def root(self, commands: Iterable[type[Acts[Any, Any]]], *more: StrawberryField) -> type:
        """The type of all mutations; `more`: those that are no commands in this sense."""
        fields = [*(self.field(each) for each in commands), *more]
        return create_type("Mutation", fields, description="What can be done. 可进行的操作。")

    def field(self, command: type[Acts[Any, Any]]) -> StrawberryField:
        """The field of a command: one input, a payload that may be null."""
        name = command.__name__
        shown = StrawberryAnnotation(self._payload(command) | None)
        field = Mutation(snake(command.action), command.action, shown, description=description(command))
        field.command, field.inputs = command(), self.inputs
        of = StrawberryAnnotation(made(f"{name}Input", self._says(command), self._lines(command)))
        field.arguments = [StrawberryArgument("input", None, of, description="What is told. 输入内容。")]
        return field

    def _says(self, command: type[Acts[Any, Any]]) -> str:
        own = command.input.__name__ == f"{command.__name__}Input"
        return description(command.input) if own else f"The input of {command.action}. {command.action} 的输入。"

    def _lines(self, command: type[Acts[Any, Any]]) -> list[tuple[str, Any, StrawberryField]]:
        lines = [strawberry_line(each) for each in self.inputs.lines(command.input)]
        if command.bulk:
            lines.insert(0, _line("targets", self.targets, TARGETS))
        elif _is_aimed_at_a_version(command):
            lines.append(_line("expected_version", *VERSION))
        return [*lines, _line("idempotency_key", str | None, IDEMPOTENCY)]

    def _payload(self, command: type[Acts[Any, Any]]) -> Any:
        name, action = command.__name__, command.action
        of = self.nodes[command.answers]
        assert of.in_payloads, f"{action} answers with {command.answers}, which has no name in payloads"
        row, says = of.in_payloads
        shown = Row(row, None, StrawberryAnnotation(of | None), description=says)
        whole = f"What became of {action}. {action} 的结果。"
        if not command.bulk:
            errors = _shown("errors", list[UserError], "Why it was not done; empty if it was. 未办理的原因；已办理时为空。")
            return create_type(f"{name}Payload", [shown, errors], description=whole)
        result = create_type(
            f"{name}Result",
            [
                _shown("target", strawberry.ID, "The target: the id that was given. 操作对象，即输入的标识。"),
                shown,
                _shown("errors", list[UserError], "Why it was not done; empty if it was. 未办理的原因；已办理时为空。"),
            ],
            description=f"What became of {action} on one target. {action} 对一个对象的结果。",
        )
        results = [
            _shown("results", list[result], "One for each target, in their order. 每个对象的结果，与输入的顺序一致。"),  # type: ignore[valid-type]
            _shown("errors", list[UserError], "What is wrong with the input as a whole. 整个输入的问题。"),
        ]
        return create_type(f"{name}Payload", results, description=whole)


VERSION = (int | None, "The version read; CONFLICT if it has changed since. 读取时的版本号；其间有变更则为 CONFLICT。")
TARGETS = "On which rows, 1 to 100; each is done by itself. 操作对象，1 至 100 个，逐个办理。"
IDEMPOTENCY = "A key of the caller's own; the same key and input are done once. 幂等键：相同的键与输入只办理一次。"


def _is_aimed_at_a_version(command: type[Acts[Any, Any]]) -> bool:
    """Whether the input names a row of which the caller may have read a version."""
    return f"{command.answers}.version" in FIELDS and any(each.name == command.aims_at for each in fields(command.input))


def asks(commands: Iterable[type[Acts[Any, Any]]]) -> dict[str, tuple[str, ...]]:
    """Action -> the names of the inputs that it asks for, beside the row that it is aimed at."""
    of_commands = {each.action: tuple(camel(field.name) for field in fields(each.input) if field.name != each.aims_at) for each in commands}
    return of_commands | reveal.ASKS


def payload_rows(run: Selection, place: tuple[str, ...] = ()) -> Iterator[tuple[str, Sequence[FieldNode], tuple[str, ...]]]:
    """The rows that the payloads of a mutation's fields show: each with its type, its selection, its place."""
    for each in run:
        of = None if each.definition is None else get_named_type(each.definition.type)
        if isinstance(of, GraphQLObjectType) and of.interfaces:
            yield of.name, each.nodes, (*place, each.key)
        elif each.below:
            yield from payload_rows(each.fields, (*place, each.key))


def _line(name: str, hint: Any, says: str) -> tuple[str, Any, StrawberryField]:
    return name, hint, StrawberryField(description=says, default=UNSET)


def _shown(name: str, hint: Any, says: str) -> StrawberryField:
    return StrawberryField(name, None, StrawberryAnnotation(hint), description=says)
