"""Where the database holds sealed values: their tables, whose they are, by what they are found, and what is sealed once more inside.

Source: docs/decisions/006-cipher.md, 040-rotation.md.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from db.protect.cipher import Cipher, CipherError, Secret

NUMBERS = (
    (Secret.ID_NUMBER, "id_number_cipher", "id_number_index"),
    (Secret.CERTIFICATE_NUMBER, "certificate_number_cipher", "certificate_number_index"),
)
"""The sealed numbers of a person with their indexes, as columns are called."""
OF_RECORD = "number_cipher"
"""The sealed number in the history of a certificate."""

Said = dict[str, Any]
"""Columns of rows as a sealed text tells of them; bytes as hexadecimal digits."""


@dataclass(frozen=True)
class Sealed:
    """An encrypted column. `owner`: the id that its values are sealed for; `key`: the primary key of its table.

    `index`: the column by which the values are found. `inside`: whose sealed values stand within the text, and what seals them anew.
    """

    table: str
    column: str
    kind: Secret
    owner: str = "id"
    key: tuple[str, ...] = ("id",)
    index: str | None = None
    inside: tuple[str, Callable[[Cipher, UUID, Said], Said]] | None = None

    def renewed(self, cipher: Cipher, owner: UUID, within: UUID | None, sealed: bytes) -> tuple[bytes, bytes | None]:
        """Return a value as the key that writes seals it, and its index, if it has one. Raises CipherError."""
        text = cipher.open(self.kind, owner, sealed)
        if self.inside is not None and within is not None:
            text = json.dumps(self.inside[1](cipher, within, json.loads(text)), ensure_ascii=False)
        return cipher.seal(self.kind, owner, text), None if self.index is None else cipher.index(self.kind, text)


def certificate_renewed(cipher: Cipher, person: UUID, said: Said) -> Said:
    """Return a certificate as it was, of a row of an import, with its number sealed by the key that writes.

    One that another person holds by now can never be given back, and stays as it is.
    """
    try:
        return {**said, **{name: value for name, (value,) in _numbers(cipher, person, {name: [said[name]] for name in said}).items()}}
    except CipherError:
        return said


def line_renewed(cipher: Cipher, row: UUID, said: Said) -> Said:
    """Return what a line of a merger tells, each column before and after, with its numbers sealed by the key that writes."""
    renewed = {**said, **_numbers(cipher, row, said)}
    if OF_RECORD in said:  # only a number that changed its owner stands in a line
        owners = map(UUID, said["person_id"])
        each = zip(owners, said[OF_RECORD], strict=True)
        renewed[OF_RECORD] = [_renewed(cipher, Secret.CERTIFICATE_NUMBER, owner, value, None)[0] for owner, value in each]
    return renewed


def _numbers(cipher: Cipher, person: UUID, said: Said) -> Said:
    """Return the columns of a person's numbers that are told of, sealed and indexed by the keys that write."""
    renewed: Said = {}
    for kind, column, index in NUMBERS:
        if column in said:
            found = said.get(index) or [None] * len(said[column])
            each = [_renewed(cipher, kind, person, *pair) for pair in zip(said[column], found, strict=True)]
            renewed[column] = [sealed for sealed, _ in each]
            renewed |= {index: [value for _, value in each]} if index in said else {}
    return renewed


def _renewed(cipher: Cipher, kind: Secret, owner: UUID, sealed: str | None, index: str | None) -> tuple[str | None, str | None]:
    """Return a value and its index by the keys that write; what they wrote stays as it is."""
    if sealed is None or cipher.is_current(bytes.fromhex(sealed)):
        return sealed, index
    text = cipher.open(kind, owner, bytes.fromhex(sealed))
    return cipher.seal(kind, owner, text).hex(), None if index is None else cipher.index(kind, text).hex()


SEALED = (
    Sealed("person", "id_number_cipher", Secret.ID_NUMBER, index="id_number_index"),
    Sealed("person", "certificate_number_cipher", Secret.CERTIFICATE_NUMBER, index="certificate_number_index"),
    Sealed("certificate_record", "number_cipher", Secret.CERTIFICATE_NUMBER, "person_id"),
    Sealed("visit_draft", "body_cipher", Secret.DRAFT),
    Sealed("visit", "before_cipher", Secret.VISIT),
    Sealed(
        "import_row",
        "before_cipher",
        Secret.IMPORT_ROW,
        "coalesce(visit_id, record_id, family_id)",
        key=("office_id", "digest"),
        inside=("(select r.person_id from certificate_record r where r.id = record_id)", certificate_renewed),
    ),
    Sealed("merge_line", "before_cipher", Secret.MERGE_LINE, inside=("row_id", line_renewed)),
    Sealed("family_move_proposal", "told_cipher", Secret.FAMILY_MOVE),
)
"""Every encrypted column."""
