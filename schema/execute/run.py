"""Runs the command of a mutation's field: reads its input, runs it, and tells what became of it.

Source: docs/design.md 5 and 8.
"""

from collections.abc import Mapping
from typing import Any

from domain.message.refusal import Refusal
from domain.rules.permit import may
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Envelope
from resolvers.commands.inputs.input import Input
from schema.build.inputs import input_of
from schema.execute.bulk import run_bulk
from schema.execute.context import RequestContext, Result, check_targets
from schema.subjects.action import UserError

KEY_CHARACTERS = 200
"""Characters of an idempotency key."""

Given = Mapping[str, Any]


async def run(command: AnyCommand, given: Given, context: RequestContext, at: str) -> Result:
    """Read the input, run the command, return its result; `at`: the key of the response. Raises MembershipEnded."""
    try:
        may(command.action, context.viewer)  # before anything of the input is looked at: whoever may not act learns nothing of it
    except Refusal as refusal:
        return _refused(command, given, context.error(refusal))
    refusals: list[Refusal] = []
    input: Input = input_of(command.input, given, refusals)
    key = _key(given, refusals)
    targets = given.get("targets")
    if targets is not None and (wrong := check_targets(targets)):
        refusals.append(wrong)
    if refusals:
        return Result([context.error(each) for each in refusals])
    envelope = Envelope(context.trace, key, given.get("expectedVersion"))
    if targets is None:
        return await _done(command, input, context, envelope)
    return Result([], results=await run_bulk(command, input, context, envelope, targets, at))


def _refused(command: AnyCommand, given: Given, error: UserError) -> Result:
    """Return the refusal of the whole: of each target, where there is an allowed number of them."""
    targets = given.get("targets", ())
    if check_targets(targets):
        return Result([error])
    return Result([], results=[Result([error], target=each["id"]) for each in targets])


async def _done(command: AnyCommand, input: Input, context: RequestContext, envelope: Envelope) -> Result:
    done = await context.commands.run(command, input, context.viewer, envelope)
    return Result([context.error(each) for each in done.errors], None if done.errors else done.subject, command.answers)


def _key(given: Given, refusals: list[Refusal]) -> str | None:
    key = given.get("idempotencyKey")
    if key is not None and not (key and len(key) <= KEY_CHARACTERS and key.isprintable()):
        too_long = len(key) > KEY_CHARACTERS
        refusals.append(Refusal("TEXT_TOO_LONG" if too_long else "TEXT_CHARACTERS", path=("idempotencyKey",), most=KEY_CHARACTERS))
    return None if key is None else str(key)
