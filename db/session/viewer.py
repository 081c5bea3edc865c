"""The viewer as the database knows it: the one list of transaction-local settings, and what a Viewer is made of, today and still.

Source: docs/design.md 4.1 and 4.5 (account, office, kind, scope, mode and now are settings, listed once).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, TextClause, Uuid, select, text
from sqlalchemy.types import TypeEngine

from db.tables.account import Membership
from db.tables.organization import Office
from domain.viewer import Language, OrganizationKind, Role, Viewer

SETTINGS = ("app.account", "app.office", "app.kind", "app.department", "app.scope", "app.mode", "app.now")
"""Every setting a policy may read. Set with set_config(..., true): they end with the transaction."""

READ, APPLY = "read", "apply"


def settings(viewer: Viewer, now: datetime, mode: str = READ) -> dict[str, str]:
    """The settings of one viewer at one moment (aware, UTC)."""
    return {
        "app.account": str(viewer.account),
        "app.office": str(viewer.office),
        "app.kind": viewer.kind.value,
        "app.department": viewer.department or "",
        "app.scope": ",".join(viewer.scope),
        "app.mode": mode,
        "app.now": now.isoformat(),
    }


def setting(name: str) -> str:
    """SQL: a setting, evaluated once per statement; null where it is not set (after a SET LOCAL it is '' in the next transaction)."""
    assert name in SETTINGS
    return f"(select nullif(current_setting('{name}', true), ''))"


def set_settings(values: Mapping[str, str]) -> tuple[TextClause, dict[str, str]]:
    """The statement that sets them, and its arguments."""
    calls = ", ".join(f"set_config('{name}', :{name.removeprefix('app.')}, true)" for name in values)
    return text(f"select {calls}"), {name.removeprefix("app."): value for name, value in values.items()}


FIND = """
select m.id, m.account_id, m.role, m.office_id, o.kind, o.department_code, o.region_code, m.scope, a.language
from membership m join office o on o.id = m.office_id join account a on a.id = m.account_id
where m.id = $1 and m.starts_at <= $2 and m.ends_at > $2 and a.subject = coalesce($3, a.subject)
"""


MEMBER, OFFICE = Membership.__table__.alias("member"), Office.__table__.alias("member_office")
MADE_OF: tuple[tuple[str, TypeEngine[Any], Any, Callable[[Viewer], object]], ...] = (
    ("membership", Uuid(), MEMBER.c.id, lambda viewer: viewer.membership),
    ("account", Uuid(), MEMBER.c.account_id, lambda viewer: viewer.account),
    ("office", Uuid(), MEMBER.c.office_id, lambda viewer: viewer.office),
    ("role", Text(), MEMBER.c.role, lambda viewer: viewer.role.value),
    ("scope", ARRAY(Text()), MEMBER.c.scope, lambda viewer: list(viewer.scope)),
    ("organization_kind", Text(), OFFICE.c.kind, lambda viewer: viewer.organization_kind.value),
    ("department", Text(), OFFICE.c.department_code, lambda viewer: viewer.department),
    ("region", Text(), OFFICE.c.region_code, lambda viewer: viewer.region),
)
"""What a viewer's rights come from: the fact's name, its type, the column that it was read from, and the viewer's own. The language is
none: it opens nothing."""


def still(shown: Any, bound: Callable[[str, TypeEngine[Any], Callable[[Viewer], object]], Any], now: Any) -> Select[Any]:
    """`shown` where the membership runs at `now` and makes the same viewer still, no row where it has ended or anything of it changed.

    `bound`: a value of the viewer as the statement carries it, by the fact's name.
    """
    same = (
        column.is_not_distinct_from(bound(name, of, value)) if name == "department" else column == bound(name, of, value)
        for name, of, column, value in MADE_OF
    )
    return (
        select(shown)
        .select_from(MEMBER.join(OFFICE, OFFICE.c.id == MEMBER.c.office_id))
        .where(*same, MEMBER.c.starts_at <= now, MEMBER.c.ends_at > now)
    )


def as_viewer(row: Mapping[str, object]) -> Viewer:
    """A row of FIND as a Viewer."""
    scope = row["scope"]
    assert isinstance(scope, list)
    return Viewer(
        membership=UUID(str(row["id"])),
        account=UUID(str(row["account_id"])),
        role=Role(str(row["role"])),
        office=UUID(str(row["office_id"])),
        organization_kind=OrganizationKind(str(row["kind"])),
        department=None if row["department_code"] is None else str(row["department_code"]),
        region=str(row["region_code"]),
        scope=tuple(str(code) for code in scope),
        language=Language(str(row["language"])),
    )
