"""Encrypting the numbers of persons, finding them again by a keyed index, and what may be read of them without a key.

Source: docs/domain.md 2 and 7; docs/decisions/006-cipher.md. AES-256-GCM; the index is HMAC-SHA-256 under a key of its own.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.terminal_error import TerminalError

VERSION = 1
NONCE = 12
KEY = 32
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
STARS = 17


class Secret(StrEnum):
    """What a value is: part of what is sealed with it and of its index, so that no value stands for one of another kind."""

    ID_NUMBER = "ID_NUMBER"
    CERTIFICATE_NUMBER = "CERTIFICATE_NUMBER"
    DRAFT = "DRAFT"
    IMPORT_ROW = "IMPORT_ROW"
    KEY_CHECK = "KEY_CHECK"
    NUMBER_TEST = "NUMBER_TEST"


class KeysError(TerminalError):
    """The keys cannot be used; the text says which and why, and repeats none of them."""


class CipherError(Exception):
    """A stored value cannot be opened: it was changed, belongs to somebody else, or its key is gone."""


@dataclass(frozen=True)
class Keys:
    """The keys by their ids, which one writes, and the key of the index. Never shown: it has no readable form."""

    writing: str = field(repr=False)
    by_id: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)


class Cipher:
    """Seals and opens values of persons. A stored value is: version, length of the key id, key id, nonce, text and tag of AES-256-GCM.

    The associated data is that head, the kind of secret and the id of whom it belongs to: a value that is moved to another person
    in the database no longer opens.
    """

    def __init__(self, keys: Keys) -> None:
        self._writing = keys.writing
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.by_id.items()}
        self._index_key = keys.index

    def seal(self, kind: Secret, owner: UUID, text: str) -> bytes:
        """The text encrypted for this owner (the person; the draft), under the key that writes."""
        key_id = self._writing.encode()
        head = bytes((VERSION, len(key_id))) + key_id
        nonce = os.urandom(NONCE)
        return head + nonce + self._ciphers[self._writing].encrypt(nonce, text.encode(), _bound(head, kind, owner))

    def open(self, kind: Secret, owner: UUID, sealed: bytes) -> str:
        """The text of a stored value, whichever of the keys wrote it. Raises CipherError."""
        length = 2 + sealed[1] if len(sealed) > 1 and sealed[0] == VERSION else 0
        head, nonce, rest = sealed[:length], sealed[length : length + NONCE], sealed[length + NONCE :]
        cipher = self._ciphers.get(head[2:].decode("ascii", "replace"))
        if cipher is None or len(nonce) < NONCE:
            raise CipherError("The value was written by a key that is not here, or is damaged.")
        try:
            return cipher.decrypt(nonce, rest, _bound(head, kind, owner)).decode()
        except InvalidTag:
            raise CipherError("The value was changed, or is not this owner's.") from None

    def index(self, kind: Secret, text: str) -> bytes:
        """What a value is found by: equal for equal values of a kind, and not to be guessed without the key."""
        return hmac.new(self._index_key, kind.encode() + b"\0" + text.encode(), hashlib.sha256).digest()


def _bound(head: bytes, kind: Secret, owner: UUID) -> bytes:
    return head + kind.encode() + b"\0" + owner.bytes


def masked_number(number: str) -> str:
    """The first character of an ID or certificate number; the stars do not tell how many there were.

    Where area, birth date and sex are known, 500 numbers are left: each of the last four characters would leave a tenth of them. Of a
    certificate's number the last ones tell category and level, and whether it was reissued.
    """
    return number[0] + "*" * STARS


def load_keys(cipher_keys: str | None, index_key: str | None, folder: Path) -> Keys:
    """The keys of the settings, or (development) those kept in this folder, made at the first need. Raises KeysError.

    `cipher_keys`: `id:base64 of 32 bytes`, comma between; the first one writes. `index_key`: base64 of 32 bytes.
    """
    if cipher_keys is None or index_key is None:
        kept = _kept(folder / "cipher.json")
        cipher_keys, index_key = cipher_keys or kept["cipher_keys"], index_key or kept["index_key"]
    by_id: dict[str, bytes] = {}
    for place, entry in enumerate(cipher_keys.split(","), 1):
        key_id, _, encoded = entry.strip().partition(":")
        if not KEY_ID.fullmatch(key_id) or key_id in by_id:
            raise KeysError(f"LIANBANG_CIPHER_KEYS: entry {place} needs an id of its own before the colon: letters, digits, `.`, `_`, `-`.")
        by_id[key_id] = _key(encoded, f"LIANBANG_CIPHER_KEYS: entry {place}")
    index = _key(index_key, "LIANBANG_INDEX_KEY")
    if index in by_id.values():
        raise KeysError("LIANBANG_INDEX_KEY is also a key of LIANBANG_CIPHER_KEYS: they must differ.")
    return Keys(writing=next(iter(by_id)), by_id=by_id, index=index)


def kept_in(folder: Path) -> bool:
    """Whether a folder holds the keys of this machine."""
    return (folder / "cipher.json").exists()


def _key(encoded: str, name: str) -> bytes:
    with suppress(binascii.Error, ValueError):
        if len(key := base64.b64decode(encoded.strip(), validate=True)) == KEY:
            return key
    raise KeysError(f"{name} is not base64 of {KEY} bytes.")


def _kept(path: Path) -> dict[str, str]:
    """The development keys of this machine. Written beside and linked into place: two programs that start at once agree on one set."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{uuid4().hex}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"cipher_keys": f"development:{_random()}", "index_key": _random()}, file)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeysError(f"{path} can be read by others: `chmod 600` it.")
    try:
        kept = json.loads(path.read_text())
        return {name: str(kept[name]) for name in ("cipher_keys", "index_key")}
    except (ValueError, KeyError, TypeError):
        raise KeysError(f"{path} is damaged: restore it; without its keys the numbers in the database cannot be read.") from None


def _random() -> str:
    return base64.b64encode(os.urandom(KEY)).decode()
