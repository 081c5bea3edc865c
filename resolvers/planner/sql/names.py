"""The names of codes, in the viewer's language and as they are called today.

Source: docs/design.md 8 (`{ code name }` objects over versioned data).
"""

from sqlalchemy import Date, FromClause, and_, cast, func, literal_column, or_, select

from db.tables.reference import CodeName
from domain.viewer import Language
from resolvers.planner.draft import Draft
from resolvers.planner.sql.json import Sql


def name_in(draft: Draft, row: FromClause) -> Sql:
    """A reference row's name in the viewer's language."""
    found: Sql = row.c.name_en if draft.viewer.language is Language.EN else row.c.name_zh
    return found


def in_force(draft: Draft, row: FromClause) -> Sql:
    """The version of a reference row that holds today (Asia/Shanghai)."""
    today = cast(func.timezone("Asia/Shanghai", draft.now), Date)
    return and_(row.c.valid_from <= today, or_(row.c.valid_to.is_(None), row.c.valid_to > today))


def code_name(draft: Draft, code_list: Sql, code: Sql) -> Sql:
    """The name of a code in the viewer's language, as it is called today."""
    target = CodeName.__table__.alias(draft.alias("c"))
    newest = select(name_in(draft, target)).where(target.c.list == code_list, target.c.code == code, in_force(draft, target))
    return newest.order_by(target.c.version.desc()).limit(literal_column("1")).correlate_except(target).scalar_subquery()
