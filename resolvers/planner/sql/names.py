"""The names of codes, in the viewer's language and as they are called today.

Source: docs/design.md 8 (`{ code name }` objects over versioned data).
"""

from sqlalchemy import Date, FromClause, and_, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from db.tables.reference import CodeName
from domain.viewer import Language
from resolvers.planner.printing import Printing
from resolvers.planner.sql.json import Sql, text_literal


def name_in(printing: Printing, row: FromClause) -> Sql:
    """A reference row's name in the viewer's language."""
    found: Sql = row.c.name_en if printing.viewer.language is Language.EN else row.c.name_zh
    return found


def in_force(printing: Printing, row: FromClause) -> Sql:
    """The version of a reference row that holds today (Asia/Shanghai)."""
    today = cast(func.timezone("Asia/Shanghai", printing.now), Date)
    return and_(row.c.valid_from <= today, or_(row.c.valid_to.is_(None), row.c.valid_to > today))


def names_of(printing: Printing, code_list: str) -> Sql:
    """A list's codes with their names in the viewer's language, as they are called today: one JSON object, which joins the FROM."""
    target = CodeName.__table__.alias(printing.alias("c"))
    newest_last = aggregate_order_by(name_in(printing, target), target.c.version)  # of a key that comes twice jsonb keeps the last
    names = select(func.jsonb_object_agg(target.c.code, newest_last)).where(
        target.c.list == text_literal(code_list), in_force(printing, target)
    )
    found: Sql = select(names.scalar_subquery().label("names")).subquery(printing.alias("called")).c.names
    return found


def code_name(printing: Printing, code_list: Sql, code: Sql) -> Sql:
    """The name of a code in the viewer's language, as it is called today."""
    target = CodeName.__table__.alias(printing.alias("c"))
    newest = select(name_in(printing, target)).where(target.c.list == code_list, target.c.code == code, in_force(printing, target))
    return newest.order_by(target.c.version.desc()).limit(literal_column("1")).correlate_except(target).scalar_subquery()
