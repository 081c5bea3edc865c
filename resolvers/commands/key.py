"""Idempotency keys: the same key and input give the first answer; the same key with another input is refused.

Source: docs/design.md 5; docs/lifecycle.md (Guards and answers). Requests with one key wait for each other; refusals are not kept.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from db.session.session import direct
from db.session.transaction import Transaction
from db.tables.command_key import CommandKey
from domain.message.refusal import Refusal
from domain.viewer import Viewer
from resolvers.commands.context import Done, Envelope
from resolvers.commands.inputs.input import Input

USED = direct(
    select(CommandKey.target, CommandKey.input_hash, CommandKey.done).where(
        CommandKey.account_id == bindparam("account"), CommandKey.key == bindparam("key")
    )
)
OF_ALL = ""
"""The target in the key's row of a command that is not bulk; of a bulk command, the row that holds all targets of the first call."""


def digest(action: str, input: Input) -> bytes:
    """Return the SHA-256 of the action's name and its input as sent; a bulk command's input does not hold its target."""
    return hashlib.sha256(repr((action, input)).encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True)
class Claim:
    """What a key was used for before. `done`: the first answer for this target, None if there is none; `is_new`: never used."""

    done: Done | None = None
    is_new: bool = True


def turn(viewer: Viewer, key: str | None) -> str | None:
    """Return the word that a transaction locks as it begins, so that requests of one account with one key wait for each other."""
    return None if key is None else f"{viewer.account} {key}"


class First(NamedTuple):
    """What is kept of a first call: the digest of its input, and what was done."""

    input_hash: bytes
    done: Mapping[str, object]


Used = Mapping[str, First]
"""What is kept under one key, by target."""


async def used_before(tx: Transaction, key: str | None) -> Used:
    """Return what is kept under a key of the viewer's account."""
    if key is None:
        return {}
    rows = await tx.session.ask(USED, account=tx.viewer.account, key=key)
    return {target: First(*kept) for target, *kept in rows}


def claim(used: Used, asked: bytes, target: UUID | None) -> Claim:
    """Return what was done under a key before, of which `used` is kept. Raises KEY_REUSED.

    `target`: the target of a bulk command, else None. A bulk command may come again with all or some of the targets of its first call.
    """
    if any(each.input_hash != asked for each in used.values()) or not _is_named(target, used.get(OF_ALL)):
        raise Refusal("KEY_REUSED", path=("idempotencyKey",))
    before = used.get(OF_ALL if target is None else str(target))
    if before is None:
        return Claim(is_new=not used)
    subject, version = before.done["subject"], before.done["version"]
    return Claim(Done(None if subject is None else UUID(str(subject)), version if isinstance(version, int) else None), is_new=False)


def _is_named(target: UUID | None, first: First | None) -> bool:
    """Return whether the first call named this target; True where its row is of an earlier version, which kept no targets."""
    named = None if target is None or first is None else first.done["named"]
    return not isinstance(named, list) or str(target) in named


def kept(
    tx: Transaction, envelope: Envelope, action: str, asked: bytes, target: UUID | None, claimed: Claim, done: Done
) -> list[CommandKey]:
    """Return the rows that remember what was done and, under a new key, the targets named; none where the caller sent no key."""
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
