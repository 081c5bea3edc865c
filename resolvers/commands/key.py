"""Idempotency keys: the same key and input give the first answer, a key used for another input is refused.

Source: docs/design.md 5; docs/lifecycle.md (Guards and answers). Two requests with one key wait for each other; only what was done is kept.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from db.session.lock import take_turns
from db.session.transaction import Transaction
from db.tables.command_key import CommandKey
from domain.message.refusal import Refusal
from resolvers.commands.context import Done, Envelope
from resolvers.commands.inputs.input import Input

OF_ALL = ""
"""In the place of a target: what is made new and what aims at one row in its input; of a bulk command the targets that were named."""


def digest(action: str, input: Input) -> bytes:
    """What was asked: SHA-256 over the action and the input as it was checked, which names the target of all but bulk commands."""
    return hashlib.sha256(repr((action, input)).encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True)
class Claim:
    """What is known of a key. `done`: what was done under it before; None where nothing was for this target. `is_new`: nothing at all."""

    done: Done | None = None
    is_new: bool = True


async def claim(tx: Transaction, envelope: Envelope, asked: bytes, target: UUID | None) -> Claim:
    """What was done under this key before. Raises KEY_REUSED.

    `target`: of a bulk command, which does one thing to several under one key; None for all others. Those that the call named which first
    did something may come again, all or some of them: each is done once. No other may.
    """
    if envelope.key is None:
        return Claim()
    await take_turns(tx.session, f"{tx.viewer.account} {envelope.key}")
    account, key = CommandKey.account_id == tx.viewer.account, CommandKey.key == envelope.key
    used = {each.target: each for each in await tx.session.scalars(select(CommandKey).where(account, key))}
    if any(each.input_hash != asked for each in used.values()) or not _is_named(target, used.get(OF_ALL)):
        raise Refusal("KEY_REUSED", path=("idempotencyKey",))
    before = used.get(OF_ALL if target is None else str(target))
    if before is None:
        return Claim(is_new=not used)
    subject, version = before.done["subject"], before.done["version"]
    return Claim(Done(None if subject is None else UUID(str(subject)), version if isinstance(version, int) else None), is_new=False)


def _is_named(target: UUID | None, first: CommandKey | None) -> bool:
    """Whether the first call named this target; what an earlier version of the platform has kept does not say it."""
    named = None if target is None or first is None else first.done["named"]
    return not isinstance(named, list) or str(target) in named


def kept(
    tx: Transaction, envelope: Envelope, action: str, asked: bytes, target: UUID | None, claimed: Claim, done: Done
) -> list[CommandKey]:
    """The rows that remember what was done, and under a new key which targets were named; none where the caller sent no key."""
    if envelope.key is None:
        return []
    told: dict[str, dict[str, object]] = {
        OF_ALL if target is None else str(target): {"subject": done.subject and str(done.subject), "version": done.version}
    }
    if claimed.is_new and envelope.named is not None:
        told[OF_ALL] = {"named": [str(each) for each in envelope.named]}
    return [
        CommandKey(
            account_id=tx.viewer.account,
            key=envelope.key,
            target=of,
            membership_id=tx.viewer.membership,
            action=action,
            input_hash=asked,
            done=what,
            at=tx.now,
        )
        for of, what in told.items()
    ]
