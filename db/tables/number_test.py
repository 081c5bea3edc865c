"""Comparisons of ID numbers with the registered ones, by account: its quota is counted here.

Source: docs/domain.md 7. The persons concerned are only in the audit trail, which the application cannot read.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Row, Use, identifier, refers_to


class NumberTest(Row):
    """One tested number, or a file of them. `weight`: what it counts in the quota; `rows`: of the file.

    `number`, `alike`: keyed hashes of the kind NUMBER_TEST, which differ from those by which persons are found.
    """

    __tablename__ = "number_test"
    use = Use.HISTORY
    __table_args__ = (
        CheckConstraint("weight >= 0 and rows >= 0", name="counts"),  # what is added to a quota gives nothing back
        Index(None, "account_id", "at"),
        Index(None, "account_id", "alike"),
    )

    id: Mapped[UUID] = identifier()
    account_id: Mapped[UUID] = refers_to("account.id")
    at: Mapped[datetime]
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    alike: Mapped[bytes | None] = mapped_column(LargeBinary)
    weight: Mapped[int] = mapped_column(SmallInteger)
    rows: Mapped[int] = mapped_column(default=0)
