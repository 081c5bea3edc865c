"""Which ID numbers an account has had compared with those that are registered: its quota is counted here.

Source: docs/domain.md 7. Only added to; the audit trail, which the application cannot read, says whose numbers they were.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Row, Use, identifier, refers_to


class NumberTest(Row):
    """One number that was tested, or a file of many: what it counts for, how many rows of a file.

    `number` and `alike` are hashes by `db.protect.cipher` of a kind of their own: they are not those by which persons are found.
    """

    __tablename__ = "number_test"
    use = Use.HISTORY
    __table_args__ = (Index(None, "account_id", "at"), Index(None, "account_id", "alike"))

    id: Mapped[UUID] = identifier()
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    alike: Mapped[bytes | None] = mapped_column(LargeBinary)
    weight: Mapped[int] = mapped_column(SmallInteger)
    rows: Mapped[int] = mapped_column(default=0)
