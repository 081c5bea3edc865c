"""Idempotency keys of commands that were done: a repeat gets the first answer.

Source: docs/design.md 5; kept for 30 days, never with texts.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.tables.declare import Code, Row, Use, refers_to


class CommandKey(Row):
    """What a command with this key did for one target; `done`: the ids and versions that it answered.

    `target` is empty for a command that is not a bulk one. A bulk command also has a row with an empty target, which lists all targets.
    """

    __tablename__ = "command_key"
    use = Use.HISTORY

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Code, primary_key=True)
    target: Mapped[str] = mapped_column(Code, primary_key=True, default="")
    membership_id: Mapped[UUID] = refers_to("membership.id")
    action: Mapped[str] = mapped_column(Code)
    input_hash: Mapped[bytes] = mapped_column(LargeBinary)
    done: Mapped[dict[str, object]] = mapped_column(JSONB)
    at: Mapped[datetime]
