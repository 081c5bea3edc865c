"""The columns of a roster of certificate holders 持证残疾人花名册: those of a visit about household and person, and the day of issue.

Source: docs/domain.md 2 (Person); docs/decisions/009-import.md.
"""

from dataclasses import replace

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
COLUMNS = (*(replace(column, needed=column.key in NEEDED) for column in OF_VISITS if column.key in SHARED | OF_GUARDIAN), ISSUED_ON)
BY_HEADER: Meanings = {
    comparable(header): column for column in reversed(COLUMNS) for header in (*column.also, column.title.en, column.title.zh)
}
"""The headers that name each of the columns."""
