"""The rows that payloads of mutations show: read after the command, as the viewer sees them then.

Source: docs/design.md 5.
"""

from typing import Any
from uuid import UUID

import orjson
from strawberry.types.field import StrawberryField
from typing_extensions import override

from resolvers.reads.runner import PayloadRow


class PayloadRowField(StrawberryField):
    """The row of a payload, read after the command; null where nothing was done or the viewer no longer sees it."""

    is_basic_field = False

    @override
    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        """Return the row as the viewer sees it now."""
        if source.subject is None:
            return None
        if source.rows is None:
            return self._read(source.subject, source.type_name, info)
        read = source.rows[info.place]
        return read if isinstance(read, BaseException) else orjson.loads(read)["row"]

    async def _read(self, key: UUID, type_name: str, info: Any) -> Any:
        return orjson.loads(await info.context.row(PayloadRow(type_name, info.nodes, info.place), key))["row"]


def payload_row(description: str) -> Any:
    """Return the field of a declared type that shows a row so; its object is a result of `schema/execute/context.py`."""
    return PayloadRowField(description=description)
