"""A known text encrypted by each key, by which a missing or wrong key is noticed at the start.

Source: docs/decisions/006-cipher.md.
"""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row


class KeyCheck(Row):
    """The test value of one key. `key_id`: its id in `LIANBANG_CIPHER_KEYS`; of an index key empty, or `#` and the start of its value.

    `index_value`: the test value of the index key that writes with it. `retired_at`: since when nothing is sealed by it any more.
    """

    __tablename__ = "key_check"

    key_id: Mapped[str] = mapped_column(Code, primary_key=True)
    value: Mapped[bytes] = mapped_column(LargeBinary)
    index_value: Mapped[bytes | None] = mapped_column(LargeBinary)
    retired_at: Mapped[datetime | None]
