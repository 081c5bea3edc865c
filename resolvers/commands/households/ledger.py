"""What a merger of families writes over: kept sealed for each row, so that what nobody has changed since can be given back.

Source: docs/decisions/030-merging.md (parting).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, inspect
from sqlalchemy.types import TypeEngine

from db.protect.cipher import Secret
from db.protect.sealed import line_renewed
from db.tables.declare import Row
from db.tables.family_merge import FamilyMerge, MergeLine
from resolvers.commands.context import Moment

Written = dict[str, tuple[Any, Any]]
"""Column -> what stood there, and what was written."""
READ: Mapping[type, Callable[[str], object]] = {
    UUID: UUID,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    bytes: bytes.fromhex,
}
"""How a value is read that JSON keeps as a text, by the type of its column."""


@dataclass
class Ledger:
    """Changes columns of rows, and remembers what stood there."""

    written: dict[Row, Written] = field(default_factory=dict)

    def set(self, row: Row, **values: Any) -> None:
        """Give the columns of a row these values."""
        for column, value in values.items():
            before = getattr(row, column)
            if before != value:
                columns = self.written.setdefault(row, {})
                first, _ = columns.get(column, (before, value))
                columns[column] = (first, value)
                setattr(row, column, value)

    def lines(self, merge: FamilyMerge, at: Moment) -> Iterator[MergeLine]:
        """Yield a line for each row that was changed."""
        for row, columns in self.written.items():
            key, row_id = at.fresh.id(), inspect(row).mapper.primary_key_from_instance(row)[0]
            said = json.loads(json.dumps(columns, default=_text, ensure_ascii=False))
            sealed = json.dumps(line_renewed(at.cipher, row_id, said), ensure_ascii=False)
            yield MergeLine(
                id=key,
                merge_id=merge.id,
                row_table=row.__tablename__,
                row_id=row_id,
                before_cipher=at.cipher.seal(Secret.MERGE_LINE, key, sealed),
            )


def written_of(line: MergeLine, kind: type[Row], at: Moment) -> Written:
    """Return what a line remembers, in the types of the columns."""
    columns = inspect(kind).columns
    said = line_renewed(at.cipher, line.row_id, json.loads(at.cipher.open(Secret.MERGE_LINE, line.id, line.before_cipher)))
    return {name: (_read(columns[name].type, before), _read(columns[name].type, after)) for name, (before, after) in said.items()}


def _text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else value.isoformat() if isinstance(value, date | datetime) else str(value)


def _read(of: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(of, ARRAY):
        return [_read(of.item_type, each) for each in value]
    read = READ.get(of.python_type)
    return value if read is None else read(value)
