"""The columns of a roster of certificate holders 持证残疾人花名册: those of a visit about household and person, issue and end.

Source: docs/domain.md 2 (Person); docs/decisions/009-import.md.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.message.text import Text
from resolvers.files.visits.form.column import FormColumn
from resolvers.files.visits.form.columns import COLUMNS as OF_VISITS
from resolvers.files.visits.form.header import Meanings, comparable

SHARED = frozenset({"family", "head", "village", "registration", "address", "phone", "name", "id_number", "relation", "certificate"})
OF_GUARDIAN = frozenset({"guardian", "guardian_phone"})
NEEDED = frozenset({"name", "certificate"})
ISSUED_ON = FormColumn(
    *("issued_on", ("person", "new", "certificateIssuedOn"), Text("发证日期", "Issued on"), "moment"),
    ("发证时间", "残疾人证发证日期", "办证日期", "首次发证日期", "签发日期"),
)
STANDING = FormColumn(
    *("standing", ("person", "new", "certificateStatus"), Text("证件状态", "Certificate is"), "choice"),
    ("状态", "残疾人证状态", "残疾证状态", "持证状态"),
    "CERTIFICATE_STANDING",
)
CANCELLED_ON = FormColumn(
    *("cancelled_on", ("cancelledOn",), Text("注销日期", "Cancelled on"), "moment"), ("注销时间", "残疾人证注销日期", "残疾证注销日期")
)
IN_FORCE = frozenset({"IN_FORCE", "NORMAL"})
"""What the roster calls a certificate that is in force; every other word ends it."""
COLUMNS = (
    *(replace(column, needed=column.key in NEEDED) for column in OF_VISITS if column.key in SHARED | OF_GUARDIAN),
    ISSUED_ON,
    STANDING,
    CANCELLED_ON,
)
BY_HEADER: Meanings = {
    comparable(header): column for column in reversed(COLUMNS) for header in (*column.also, column.title.en, column.title.zh)
}
"""The headers that name each of the columns."""


def is_ended(values: Mapping[str, Any]) -> bool:
    """Return whether a row says that the certificate is in force no more."""
    standing = values.get(STANDING.key)
    return CANCELLED_ON.key in values if standing is None else standing not in IN_FORCE


def is_at_odds(values: Mapping[str, Any]) -> bool:
    """Return whether a row names a day on which a certificate was cancelled that it calls in force."""
    return CANCELLED_ON.key in values and not is_ended(values)
