"""Mutations from commands: each command class gives its field, its input and its payload.

Source: docs/design.md 5 and 8. `idempotencyKey`, `expectedVersion` and `targets` belong to no command: they are added here.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import strawberry
from graphql import GraphQLObjectType, get_named_type
from strawberry.annotation import StrawberryAnnotation
from strawberry.tools import create_type
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET
from typing_extensions import override

from domain.rules.access import FIELDS
from domain.value.spelling import snake
from resolvers.commands.command import AnyCommand
from resolvers.commands.inputs.grammar import fields_of
from resolvers.document.selection import Selection
from resolvers.reads.runner import PayloadRow
from schema.build.assemble import description
from schema.build.inputs import Inputs, made
from schema.build.payload import PayloadRowField
from schema.execute.run import run
from schema.subjects import access_report, family_search, reveal
from schema.subjects.action import UserError
from schema.subjects.node import Node


class Mutation(StrawberryField):
    """The field of a command."""

    is_basic_field = False
    command: AnyCommand

    @override
    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """Return the payload."""
        return run(self.command, kwargs["input"], info.context, info.key)


class Mutations:
    """The mutations of commands, as one type of the contract; `nodes`: the types that payloads show, by their names."""

    def __init__(self, nodes: Mapping[str, type[Node]]) -> None:
        self.nodes = nodes
        self.inputs = Inputs(nodes)
        target = [_line("id", strawberry.ID, "Its global id. 全局标识。"), _line("expected_version", *VERSION)]
        self.targets = list[made("TargetInput", "A row aimed at. 操作对象。", target)]  # type: ignore[misc]

    def root(self, commands: Iterable[type[AnyCommand]], *more: StrawberryField) -> type:
        """Return the type of all mutations: one field for each command, and `more`."""
        fields = [*(self.field(each) for each in commands), *more]
        return create_type("Mutation", fields, description="What can be done. 可进行的操作。")

    def field(self, command: type[AnyCommand]) -> StrawberryField:
        """Return the field of a command: one input, a payload that may be null."""
        name = command.__name__
        shown = StrawberryAnnotation(self._payload(command) | None)
        field = Mutation(snake(command.action), command.action, shown, description=description(command))
        field.command = command()
        of = StrawberryAnnotation(made(f"{name}Input", self._description(command), self._lines(command)))
        field.arguments = [StrawberryArgument("input", None, of, description="What is told. 输入内容。")]
        return field

    def _description(self, command: type[AnyCommand]) -> str:
        own = command.input.__name__ == f"{command.__name__}Input"
        return description(command.input) if own else f"The input of {command.action}. {command.action} 的输入。"

    def _lines(self, command: type[AnyCommand]) -> list[tuple[str, Any, StrawberryField]]:
        lines = self.inputs.lines(command.input)
        if command.bulk:
            lines.insert(0, _line("targets", self.targets, TARGETS))
        elif _is_aimed_at_a_version(command):
            lines.append(_line("expected_version", *VERSION))
        return [*lines, _line("idempotency_key", str | None, IDEMPOTENCY)]

    def _payload(self, command: type[AnyCommand]) -> Any:
        name, action = command.__name__, command.action
        of = self.nodes[command.answers]
        assert of.in_payloads, f"{action} answers with {command.answers}, which has no name in payloads"
        row, row_description = of.in_payloads
        shown = [
            PayloadRowField(row, None, StrawberryAnnotation(of | None), description=row_description),
            _shown("errors", list[UserError], "Why it was not done; empty if it was. 未办理的原因；已办理时为空。"),
        ]
        if command.bulk:
            target = _shown("target", strawberry.ID, "The target: the id that was given. 操作对象，即输入的标识。")
            result = f"What became of {action} on one target. {action} 对一个对象的结果。"
            each = create_type(f"{name}Result", [target, *shown], description=result)
            shown = [
                _shown("results", list[each], "One for each target, in their order. 每个对象的结果，与输入的顺序一致。"),  # type: ignore[valid-type]
                _shown("errors", list[UserError], "What is wrong with the input as a whole. 整个输入的问题。"),
            ]
        return create_type(f"{name}Payload", shown, description=f"What became of {action}. {action} 的结果。")


VERSION = (int | None, "The version read; CONFLICT if it has changed since. 读取时的版本号；其间有变更则为 CONFLICT。")
TARGETS = "On which rows, 1 to 100; each is done by itself. 操作对象，1 至 100 个，逐个办理。"
IDEMPOTENCY = "A key of the caller's own; the same key and input are done once. 幂等键：相同的键与输入只办理一次。"


def _is_aimed_at_a_version(command: type[AnyCommand]) -> bool:
    """Whether the input names a row that has a version."""
    return f"{command.answers}.version" in FIELDS and any(each.name == command.aims_at for each in fields_of(command.input))


def asks(commands: Iterable[type[AnyCommand]]) -> dict[str, tuple[str, ...]]:
    """Return action -> names of the inputs it asks for, without the row it is aimed at."""
    of_commands = {each.action: tuple(field.spelled for field in fields_of(each.input) if field.name != each.aims_at) for each in commands}
    return of_commands | {
        "reveal": reveal.ASKS,
        "familySearch": family_search.ASKS,
        "subjectAccessReport": access_report.ASKS,
    }


def payload_rows(run: Selection, place: tuple[str, ...] = ()) -> Iterator[PayloadRow]:
    """Yield every row that the payloads of a mutation select."""
    for each in run:
        of = None if each.definition is None else get_named_type(each.definition.type)
        if isinstance(of, GraphQLObjectType) and of.interfaces:
            yield PayloadRow(of.name, each.nodes, (*place, each.key))
        elif each.below:
            yield from payload_rows(each.fields, (*place, each.key))


def _line(name: str, hint: Any, description: str) -> tuple[str, Any, StrawberryField]:
    return name, hint, StrawberryField(description=description, default=UNSET)


def _shown(name: str, hint: Any, description: str) -> StrawberryField:
    return StrawberryField(name, None, StrawberryAnnotation(hint), description=description)
