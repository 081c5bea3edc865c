"""Idempotency keys: the same key and input give the first answer, a key used for another input is refused.

Source: docs/design.md 5; docs/lifecycle.md (Guards and answers). Two requests with one key wait for each other; only what was done is kept.
"""

import hashlib
from uuid import UUID

from sqlalchemy import select

from db.lock import take_turns
from db.tables.command_key import CommandKey
from db.transaction import Transaction
from domain.message import Refusal
from resolvers.commands.command import Done, Envelope, Input


def digest(action: str, input: Input) -> bytes:
    """What was asked: SHA-256 over the action and the input as it was checked, which names the target of all but bulk commands."""
    return hashlib.sha256(repr((action, input)).encode("utf-8", "surrogatepass")).digest()


async def claim(tx: Transaction, envelope: Envelope, asked: bytes, target: UUID | None) -> Done | None:
    """What was done under this key before; None where nothing was. Raises KEY_REUSED.

    `target`: of a bulk command, which does one thing to several under one key; None for all others.
    """
    if envelope.key is None:
        return None
    await take_turns(tx.session, f"{tx.viewer.account} {envelope.key}")
    account, key = CommandKey.account_id == tx.viewer.account, CommandKey.key == envelope.key
    used = (await tx.session.scalars(select(CommandKey).where(account, key))).all()
    if any(each.input_hash != asked for each in used):
        raise Refusal("KEY_REUSED", path=("idempotencyKey",))
    before = next((each for each in used if each.target == str(target or "")), None)
    if before is None:
        return None
    subject, version = before.done["subject"], before.done["version"]
    return Done(None if subject is None else UUID(str(subject)), version if isinstance(version, int) else None)


def kept(tx: Transaction, envelope: Envelope, action: str, asked: bytes, target: UUID | None, done: Done) -> CommandKey | None:
    """The row that remembers what was done; None where the caller sent no key."""
    if envelope.key is None:
        return None
    return CommandKey(
        account_id=tx.viewer.account,
        key=envelope.key,
        target=str(target or ""),
        membership_id=tx.viewer.membership,
        action=action,
        input_hash=asked,
        done={"subject": None if done.subject is None else str(done.subject), "version": done.version},
        at=tx.now,
    )
