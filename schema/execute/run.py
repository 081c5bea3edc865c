"""Runs the command of a mutation's field, from the coerced input to its result.

Source: docs/design.md 5 and 8.
"""

from domain.message.refusal import Refusal
from domain.rules.permit import may
from domain.time.spent import ran
from resolvers.commands.command import AnyCommand
from resolvers.commands.context import Envelope
from resolvers.commands.inputs.input import Input
from schema.build.inputs import input_of
from schema.execute.bulk import Given, run_bulk
from schema.execute.context import CommandResult, RequestContext, check_targets
from schema.subjects.action import UserError

KEY_CHARACTERS = 200
"""Characters of an idempotency key, at most."""


async def run(command: AnyCommand, given: Given, context: RequestContext, at: str) -> CommandResult:
    """Read the input, run the command, and return the result. `at`: the field's key in the response. Raises MembershipEnded."""
    try:
        may(command.action, context.viewer)  # before the input: a viewer who may not act learns nothing of it
    except Refusal as refusal:
        ran(command.action, refusal.code)
        return _refused(given, context.error(refusal))
    refusals: list[Refusal] = []
    input: Input = input_of(command.input, given, refusals)
    key = _key(given, refusals)
    targets = given.get("targets")
    if targets is not None and (wrong := check_targets(targets)):
        refusals.append(wrong)
    if refusals:
        ran(command.action, refusals[0].code)
        return CommandResult([context.error(each) for each in refusals])
    envelope = Envelope(context.trace, key, given.get("expectedVersion"))
    if targets is None:
        done = await context.commands.run(command, input, context.viewer, envelope)
        return CommandResult([context.error(each) for each in done.errors], None if done.errors else done.subject, command.answers)
    return CommandResult([], results=await run_bulk(command, input, context, envelope, targets, at))


def _refused(given: Given, error: UserError) -> CommandResult:
    """Return an error of the whole input; of a bulk command with an allowed number of targets, one at each of them."""
    targets = given.get("targets", ())
    if check_targets(targets):
        return CommandResult([error])
    return CommandResult([], results=[CommandResult([error], target=each["id"]) for each in targets])


def _key(given: Given, refusals: list[Refusal]) -> str | None:
    """Return the idempotency key; add TEXT_TOO_LONG or TEXT_CHARACTERS to the refusals for one that is not valid."""
    key = given.get("idempotencyKey")
    if key is not None and not (key and len(key) <= KEY_CHARACTERS and key.isprintable()):
        too_long = len(key) > KEY_CHARACTERS
        refusals.append(Refusal("TEXT_TOO_LONG" if too_long else "TEXT_CHARACTERS", path=("idempotencyKey",), most=KEY_CHARACTERS))
    return None if key is None else str(key)
