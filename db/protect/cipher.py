"""Encrypt the numbers of persons, compute the keyed index by which they are found, and mask them.

Source: docs/domain.md 2 and 7; docs/decisions/006-cipher.md. AES-256-GCM; the index is HMAC-SHA-256 under a key of its own.
"""

import base64
import binascii
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
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from domain.terminal_error import TerminalError

VERSION = 1
NONCE_BYTES = 12
KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
STARS = 17


class Secret(StrEnum):
    """The kind of an encrypted value; it is authenticated with the value and part of the index, so that kinds cannot be exchanged."""

    ID_NUMBER = "ID_NUMBER"
    CERTIFICATE_NUMBER = "CERTIFICATE_NUMBER"
    DRAFT = "DRAFT"
    FAMILY_MOVE = "FAMILY_MOVE"
    IMPORT_ROW = "IMPORT_ROW"
    KEY_CHECK = "KEY_CHECK"
    MERGE_LINE = "MERGE_LINE"
    NUMBER_TEST = "NUMBER_TEST"
    VISIT = "VISIT"


class KeysError(TerminalError):
    """The keys cannot be used; the text says which and why, and contains no key."""


class CipherError(Exception):
    """A stored value cannot be decrypted: it was changed, has another owner, or its key is missing."""


@dataclass(frozen=True)
class Keys:
    """The encryption keys by id, the id of the one that encrypts, the index key, and those of before; `repr` shows none of them."""

    writing: str = field(repr=False)
    by_id: Mapping[str, bytes] = field(repr=False)
    index: bytes = field(repr=False)
    older_indexes: tuple[bytes, ...] = field(default=(), repr=False)


class Cipher:
    """Encrypts and decrypts values by AES-256-GCM.

    A stored value is: version, length of the key's id, the id, nonce, ciphertext and tag. Its head, its kind and the id of its owner are
    authenticated with it: a value that is moved to another owner cannot be decrypted.
    """

    def __init__(self, keys: Keys) -> None:
        self._writing = keys.writing
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.by_id.items()}
        self._indexes = tuple(HMAC(key, SHA256()) for key in (keys.index, *keys.older_indexes))

    def seal(self, kind: Secret, owner: UUID, text: str) -> bytes:
        """Return the text encrypted for its owner: the id of the person, or of another row that it belongs to."""
        head = head_of(self._writing)
        nonce = os.urandom(NONCE_BYTES)
        return head + nonce + self._ciphers[self._writing].encrypt(nonce, text.encode(), _bound(head, kind, owner))

    def open(self, kind: Secret, owner: UUID, sealed: bytes) -> str:
        """Return the text of a stored value, encrypted by any of the keys. Raises CipherError."""
        length = 2 + sealed[1] if len(sealed) > 1 and sealed[0] == VERSION else 0
        head, nonce, rest = sealed[:length], sealed[length : length + NONCE_BYTES], sealed[length + NONCE_BYTES :]
        cipher = self._ciphers.get(head[2:].decode("ascii", "replace"))
        if cipher is None or len(nonce) < NONCE_BYTES:
            raise CipherError("The value was written by a key that is not here, or is damaged.")
        try:
            return cipher.decrypt(nonce, rest, _bound(head, kind, owner)).decode()
        except InvalidTag:
            raise CipherError("The value was changed, or is not this owner's.") from None

    def index(self, kind: Secret, text: str) -> bytes:
        """Return the HMAC-SHA-256 of a value and its kind, by which equal values are found without decryption."""
        return self.indexes(kind, text)[0]

    def indexes(self, kind: Secret, text: str) -> tuple[bytes, ...]:
        """Return what a value may be found by: its index under the key that writes, then under those of before."""
        value = kind.encode() + b"\0" + text.encode()
        return tuple([_hashed(by, value) for by in self._indexes])

    def is_current(self, sealed: bytes) -> bool:
        """Whether a stored value was sealed by the key that writes; then its index is by the one that writes too."""
        return sealed.startswith(head_of(self._writing))

    def current_index(self, kind: Secret, owner: UUID, sealed: bytes | None, index: bytes | None) -> bytes | None:
        """Return the index that a sealed value has under the key that writes; `index`: the one that is stored. Raises CipherError."""
        return index if sealed is None or self.is_current(sealed) else self.index(kind, self.open(kind, owner, sealed))


def _hashed(by: HMAC, value: bytes) -> bytes:
    """Return the hash of a value by a key, of which what depends on the key alone is computed already."""
    copy = by.copy()
    copy.update(value)
    return copy.finalize()


def head_of(key_id: str) -> bytes:
    """Return how the values begin that a key has sealed."""
    return bytes((VERSION, len(key_id))) + key_id.encode()


def _bound(head: bytes, kind: Secret, owner: UUID) -> bytes:
    return head + kind.encode() + b"\0" + owner.bytes


def masked_number(number: str) -> str:
    """Return the first character of an ID or certificate number and 17 stars, whatever its length.

    The last characters stay hidden: with area, birth date and sex known, only 500 ID numbers are possible, and the end of a certificate's
    number tells category and level.
    """
    return number[0] + "*" * STARS


def load_keys(cipher_keys: str | None, index_key: str | None, folder: Path) -> Keys:
    """Return the keys of the settings; those not set come from a file in `folder`, created if missing. Raises KeysError.

    `cipher_keys`: `id:base64 of 32 bytes`, separated by commas; the first one encrypts. `index_key`: base64 of 32 bytes, likewise.
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
    index, *older = [_key(each, "LIANBANG_INDEX_KEY") for each in index_key.split(",")]
    if {index, *older} & set(by_id.values()):
        raise KeysError("LIANBANG_INDEX_KEY is also a key of LIANBANG_CIPHER_KEYS: they must differ.")
    return Keys(writing=next(iter(by_id)), by_id=by_id, index=index, older_indexes=tuple(older))


def kept_in(folder: Path) -> bool:
    """Whether a folder holds the file of development keys."""
    return (folder / "cipher.json").exists()


def _key(encoded: str, name: str) -> bytes:
    with suppress(binascii.Error, ValueError):
        if len(key := base64.b64decode(encoded.strip(), validate=True)) == KEY_BYTES:
            return key
    raise KeysError(f"{name} is not base64 of {KEY_BYTES} bytes.")


def _kept(path: Path) -> dict[str, str]:
    """Return the development keys in a file, which is created if missing, by link(2): of two processes one wins."""
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
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()
