"""Test values: what each key makes of a text that everybody knows, so that a key that is missing or another one is found at the start.

Source: docs/decisions/006-cipher.md.
"""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row


class KeyCheck(Row):
    """One key that this database was written with: `key_id` as `LIANBANG_CIPHER_KEYS` names it; empty for the key of the index."""

    __tablename__ = "key_check"

    key_id: Mapped[str] = mapped_column(Code, primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)
