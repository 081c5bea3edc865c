"""A bulk command: each target by itself, in the order of the input, with its row read at once; what there is no time for is NOT_TRIED.

Source: docs/design.md 5 and 8; docs/decisions/005-commands.md.
"""

import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.message.refusal import Path, Refusal
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Done, Envelope
from resolvers.commands.inputs.input import Input
from schema.build.inputs import key_of
from schema.execute.context import RequestContext, Result

OF_THE_TARGET = frozenset({("id",), ("expectedVersion",)})
"""Paths of refusals that are told at the target's place in the input."""

Given = Mapping[str, Any]


async def run_bulk(
    command: AnyCommand, input: Input, context: RequestContext, envelope: Envelope, targets: Sequence[Given], below: str
) -> list[Result]:
    """Run a command on each target, in their order; return a result for each. Raises MembershipEnded."""
    refusals: list[Refusal] = []
    keys = [key_of(command.answers, str(each["id"]), ("id",), refusals) for each in targets]
    named = tuple(dict.fromkeys(key for key in keys if key is not None))
    results = []
    async with context.turns.take(context.deadline) as turn:
        for place, (target, key) in enumerate(zip(targets, keys, strict=True)):
            done = Done(errors=(Refusal("NOT_FOUND", path=("id",)),))
            if key is not None:
                of_target = dataclasses.replace(
                    envelope, expected_version=target.get("expectedVersion"), named=named, deadline=context.deadline
                )
                done = await turn.run(_once(command, input, context, of_target, key))
            results.append(await _result(command, done, context, below, str(target["id"]), ("targets", place)))
    return results


def _once(command: AnyCommand, input: Input, context: RequestContext, envelope: Envelope, key: UUID) -> Callable[[], Awaitable[Done]]:
    return lambda: context.commands.run(command, input, context.viewer, envelope, key)


async def _result(command: AnyCommand, done: Done, context: RequestContext, below: str, target: str, at: Path) -> Result:
    """Return the result of one target: done, even where its row can no longer be read."""
    subject = None if done.errors else done.subject
    errors = [each.below(*at) if each.path in OF_THE_TARGET else each for each in done.errors]
    rows = {} if subject is None else await context.rows(subject, below)
    return Result([context.error(each) for each in errors], subject, command.answers, target, rows)
