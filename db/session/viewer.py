"""The viewer in the database: the settings that policies read, and the rows from which a Viewer is made and later verified.

Source: docs/design.md 4.1 and 4.5; docs/decisions/035-issuers.md, 038-service-clients.md (by what they came).
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, ColumnElement, Select, Text, Uuid, case, func, select, true
from sqlalchemy.types import TypeEngine

from db.tables.account import Membership
from db.tables.organization import Office
from domain.client import ACTED_FOR
from domain.viewer import Kind, Language, OrganizationKind, Role, Viewer

SETTINGS = ("app.account", "app.office", "app.kind", "app.department", "app.scope", "app.mode", "app.now")
"""Every setting that a policy may read; each ends with its transaction."""

READ, APPLY = "read", "apply"

PLANNED_FOR = "^(?:SELECT )?/[*] ([A-Z_]+) [*]/ "
"""How a statement begins that is planned for one kind of viewer or for commands, as an expression of PostgreSQL's."""

COMMANDS = "COMMAND"
"""For whom is planned what a transaction runs in apply mode alone: there every row is seen, elsewhere none."""
OF_COMMANDS = f"/* {COMMANDS} */"
"""How such a statement begins, or what stands behind its SELECT."""


def planned_for(kind: Kind, statement: str) -> str:
    """Return a statement that only viewers of a kind run: the policies of its tables are planned without the rules of others."""
    return f"/* {kind} */ {statement}"


def planned_as(statement: str, other: str) -> str:
    """Return another statement, such as EXPLAIN of one that is prepared, that is planned for the same as this one."""
    found = re.match(PLANNED_FOR, statement)
    return f"/* {found[1]} */ {other}" if found else other


MOMENT = "app.now"
"""The setting that each call decides; the viewer decides the others."""


def settings(viewer: Viewer, now: datetime, mode: str = READ) -> dict[str, str]:
    """Return the value of each setting for a viewer at a moment (aware, UTC)."""
    return {**viewer.once(lasting), "app.mode": mode, MOMENT: now.isoformat()}


def lasting(viewer: Viewer) -> Mapping[str, str]:
    """Return the value of each setting but the moment, for a viewer who reads."""
    return {
        "app.account": str(viewer.account),
        "app.office": str(viewer.office),
        "app.kind": viewer.kind.value,
        "app.department": viewer.department or "",
        "app.scope": ",".join(viewer.scope_digits),
        "app.mode": READ,
    }


def setting(name: str) -> str:
    """Return the SQL of a setting's value; null if it is not set, or empty as after an earlier transaction.

    A policy puts what it makes of it into a sub-select, which is computed once a statement and not for each row.
    """
    assert name in SETTINGS
    return f"nullif(current_setting('{name}', true), '')"


FIND = """
select m.id, m.account_id, m.role, m.office_id, o.kind, o.department_code, o.region_code, m.scope, a.language
from membership m join office o on o.id = m.office_id join account a on a.id = m.account_id
where m.id = $1 and m.starts_at <= $2 and m.ends_at > $2 and a.subject = coalesce($3, a.subject)
"""
FIND_SIGNED_IN = """
select m.id, m.account_id, m.role, m.office_id, m.kind, m.line department_code, m.region_code, m.scope, a.language, s.id sign_in,
    r.acr, r.amr
from sign_in s join issuer i on i.id = s.issuer_id join account a on a.id = s.account_id
left join (
    select m.*, o.kind, o.department_code line, o.region_code, o.organization_id from membership m join office o on o.id = m.office_id
) m
on m.account_id = a.id and m.starts_at <= $4 and m.ends_at > $4 and m.id = coalesce($3, m.id)
    and m.organization_id = any(i.organization_ids)
left join issuer_requirement r on r.issuer_id = i.id and r.role = m.role
where s.issuer_id = $1 and s.subject = $2 and (s.ends_at is null or s.ends_at > $4) and (i.ends_at is null or i.ends_at > $4)
order by m.id limit 2
"""
"""The memberships of the account that signs in under a subject ($2) of an issuer ($1), within the organisations of the issuer: one ($3), or
two at most; a row of nulls for an account without any. With what the issuer's token must tell for the role.
"""
FIND_ACTED_FOR = f"""
select m.id, m.account_id, m.role, m.office_id, m.kind, m.line department_code, m.region_code, m.scope, a.language, c.id client,
    k.id client_key
from client_key k join client c on c.id = k.client_id
left join (select m.*, o.kind, o.department_code line, o.region_code from membership m join office o on o.id = m.office_id) m
on m.office_id = c.office_id and m.starts_at <= $5 and m.ends_at > $5 and m.role in ({", ".join(f"'{role}'" for role in sorted(ACTED_FOR))})
    and (m.account_id = $3 or m.id = $4)
left join account a on a.id = m.account_id
where k.id = $1 and c.id = $2 and k.approved_at <= $5
    and (k.revoked_at is null or k.revoked_at > $5) and (c.revoked_at is null or c.revoked_at > $5)
order by m.id limit 2
"""
"""The memberships for which a client ($2) that signed in by a key ($1) may act: of an account ($3), or one of its office ($4), as officials
alone; a row of nulls where there is none.
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
"""The facts that give a viewer their rights: name, type, column, and the value in a Viewer. The language gives none."""


def still(shown: Any, bound: Callable[[str, TypeEngine[Any], Callable[[Viewer], object]], Any], now: Any) -> Select[Any]:
    """Select `shown` if the membership runs at `now` and every fact of `MADE_OF` is unchanged; no row otherwise.

    `bound` returns the SQL of the viewer's own value of a fact, given its name, its type and how it is read from a Viewer.
    """
    same = (
        column.is_not_distinct_from(bound(name, of, value)) if name == "department" else column == bound(name, of, value)
        for name, of, column, value in MADE_OF
    )
    return (
        select(shown)
        .select_from(MEMBER.join(OFFICE, OFFICE.c.id == MEMBER.c.office_id))
        .where(*same, MEMBER.c.starts_at <= now, MEMBER.c.ends_at > now)
        .where(*(_if_any(bound(name, Uuid(), value), stands, now) for name, value, stands in CAME_BY))
    )


def _if_any(came_by: ColumnElement[Any], stands: Callable[[ColumnElement[Any], Any], ColumnElement[bool]], now: Any) -> ColumnElement[bool]:
    """Return whether there is nothing that must stand, or it stands; only then is it looked for."""
    return case((came_by.is_(None), true()), else_=stands(came_by, now))


def _signed_in(sign_in: ColumnElement[Any], now: Any) -> ColumnElement[bool]:
    """Return whether the sign-in stands, is the member's own, and is of an issuer that speaks for the member's organisation."""
    return func.sign_in_stands(sign_in, MEMBER.c.account_id, OFFICE.c.organization_id, now, type_=Boolean())


def _acted_for(key: ColumnElement[Any], now: Any) -> ColumnElement[bool]:
    """Return whether the key stands, and is of a client of the member's office that stands."""
    return func.client_key_stands(key, MEMBER.c.office_id, now, type_=Boolean())


CAME_BY: tuple[tuple[str, Callable[[Viewer], object], Callable[[ColumnElement[Any], Any], ColumnElement[bool]]], ...] = (
    ("sign_in", lambda viewer: viewer.sign_in, _signed_in),
    ("client_key", lambda viewer: viewer.client_key, _acted_for),
)
"""By what a viewer came, which gives no right and must stand if there is any: name, the value in a Viewer, and the condition. The functions
(migration 0065) open their tables for whoever came by it alone: opened in every statement they cost 60 microseconds of 210.
"""


def as_viewer(row: Mapping[str, object]) -> Viewer:
    """Return the Viewer of a row that `FIND`, `FIND_SIGNED_IN` or `FIND_ACTED_FOR` selects."""
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
        **{name: UUID(str(row[name])) for name in ("sign_in", "client", "client_key") if row.get(name) is not None},
    )
