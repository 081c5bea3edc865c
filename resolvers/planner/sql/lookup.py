"""Prints look-ups in other tables: a value, whether a row exists, the name of a code or a division; and rows beside an outer row.

Source: docs/design.md 8 (`{ code name }` objects over versioned data). Tables that a subquery does not call its own are the outer ones.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Join, Select, and_, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from db.tables.reference import CodeName
from db.tables.region import Region
from domain.viewer import Language
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import Sql, number, text_literal


def looked_up(value: Sql, own: FromClause, *where: ColumnElement[bool]) -> Sql:
    """The value of the row of `own` for which the conditions hold; null where there is none."""
    return select(value).where(*where).correlate_except(own).scalar_subquery()


def newest(value: Sql, own: FromClause, *where: ColumnElement[bool]) -> Sql:
    """The value of the row of the highest `version` among those of `own` for which the conditions hold; null where there is none."""
    rows = select(value).where(*where).order_by(own.c.version.desc()).limit(number(1))
    return rows.correlate_except(own).scalar_subquery()


def is_any(own: FromClause, *where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether there is a row of `own` for which the conditions hold."""
    return select(number(1)).where(*where).correlate_except(own).exists()


def beside_outer(rows: Select[Any], name: str, *own: FromClause) -> FromClause:
    """Rows to select from, called `name`, which may depend on the row of the outer statement.

    Without LATERAL the outer table would be read once more, and each of its rows would meet the neighbours of all.
    """
    parts = [part for each in own for part in ([each.left, each.right] if isinstance(each, Join) else [each])]
    return rows.correlate_except(*parts).lateral(name)


def name_in(printing: Printing, row: FromClause) -> Sql:
    """The name of a row of the reference data in the viewer's language."""
    found: Sql = row.c.name_en if printing.viewer.language is Language.EN else row.c.name_zh
    return found


def in_force(printing: Printing, row: FromClause) -> Sql:
    """Whether a version of a row of the reference data is in force today (Asia/Shanghai)."""
    today = printing.today
    return and_(row.c.valid_from <= today, or_(row.c.valid_to.is_(None), row.c.valid_to > today))


def begun(printing: Printing, row: FromClause) -> Sql:
    """Whether a version of a code holds today or has held: one that ended is still called as it was last."""
    today = printing.today
    return and_(row.c.valid_from <= today, or_(row.c.valid_to.is_(None), row.c.valid_to > row.c.valid_from))


def names_of(printing: Printing, code_list: str) -> Sql:
    """A JSON object from the codes of a list to their names; a column of a subquery, which joins the FROM of the statement."""
    target = printing.table(CodeName, "c")
    in_time = (target.c.valid_from, target.c.version)
    newest_last = aggregate_order_by(name_in(printing, target), *in_time)  # of a key that comes twice jsonb keeps the last
    of_list = and_(target.c.list == text_literal(code_list), begun(printing, target))
    names = select(func.jsonb_object_agg(target.c.code, newest_last)).where(of_list)
    found: Sql = select(names.scalar_subquery().label("names")).subquery(printing.alias("called")).c.names
    return found


def region_name(printing: Printing, code: Sql, prefix: str = "n") -> Sql:
    """The name of a division, without those above it."""
    region = printing.table(Region, prefix)
    return looked_up(region.c.name, region, region.c.code == code)


def code_name(printing: Printing, code_list: Sql, code: Sql) -> Sql:
    """What a code is called today, or was last; null for a code that the list never had."""
    target = printing.table(CodeName, "c")
    found = select(name_in(printing, target)).where(target.c.list == code_list, target.c.code == code, begun(printing, target))
    in_time = (target.c.valid_from.desc(), target.c.version.desc())
    name: Sql = found.order_by(*in_time).limit(number(1)).correlate_except(target).scalar_subquery()
    return name
