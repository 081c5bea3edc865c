"""Runs a bulk command on its targets, some together where they can be, and reads their rows at once. Those without time left are NOT_TRIED.

Source: docs/design.md 5 and 8; docs/decisions/005-commands.md.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from domain.message.refusal import Path, Refusal
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Done, Envelope
from resolvers.commands.inputs.input import Input
from schema.build.inputs import key_of
from schema.execute.context import CommandResult, RequestContext

OF_THE_TARGET = frozenset({("id",), ("expectedVersion",)})
"""The paths of refusals that belong to the target rather than to the shared input."""

Given = Mapping[str, Any]

TOGETHER = 20
"""Targets that share a transaction, at most: its rows are locked until all of them are done."""


async def run_bulk(
    command: AnyCommand, input: Input, context: RequestContext, envelope: Envelope, targets: Sequence[Given], below: str
) -> list[CommandResult]:
    """Run a command on each target; return their results in order. `below`: the field's key in the response. Raises MembershipEnded."""
    refusals: list[Refusal] = []
    keys = [key_of(command.answers, str(each["id"]), ("id",), refusals) for each in targets]
    named = tuple(dict.fromkeys(key for key in keys if key is not None))
    of_all = dataclasses.replace(envelope, named=named, deadline=context.deadline)
    of_each = [dataclasses.replace(of_all, expected_version=each.get("expectedVersion")) for each in targets]
    results = []
    async with context.turns.take(context.deadline) as turn:
        for start in range(0, len(targets), TOGETHER):
            places = range(start, min(start + TOGETHER, len(targets)))
            first = {key: of_each[place] for place in reversed(places) if (key := keys[place]) is not None}
            together = partial(context.commands.run_targets, command, input, context.viewer, first)
            known = await turn.run_together(first, together) if len(first) > 1 else {}
            for place in places:
                if (key := keys[place]) is None:
                    done = Done(errors=(Refusal("NOT_FOUND", path=("id",)),))
                elif key in known:
                    done = known.pop(key)
                else:
                    done = await turn.run(partial(context.commands.run, command, input, context.viewer, of_each[place], key))
                results.append(await _result(command, done, context, below, str(targets[place]["id"]), ("targets", place)))
    return results


async def _result(command: AnyCommand, done: Done, context: RequestContext, below: str, target: str, at: Path) -> CommandResult:
    """Return the result of one target; `at`: its place in the input. A row that cannot be read afterwards does not undo it."""
    subject = None if done.errors else done.subject
    errors = [each.below(*at) if each.path in OF_THE_TARGET else each for each in done.errors]
    rows = {} if subject is None else await context.rows(subject, below)
    return CommandResult([context.error(each) for each in errors], subject, command.answers, target, rows)
