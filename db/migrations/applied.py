"""Whether policies, rights and functions are those of this version already: then a migration has nothing to do and locks nothing.

Source: docs/decisions/058-upgrade-while-people-work.md. What was made is noted at the table of revisions as two digests, of the statements
and of what the catalogue says afterwards: either differs, and all is made anew.
"""

import hashlib

from sqlalchemy import Connection, text

from db.protect import policies

STANDING = text("""
select md5(string_agg(line, E'\\n' order by line)) from (
    select row(p.*)::text line from pg_policies p where schemaname = current_schema()
    union all
    select row(relname, relkind, relowner::regrole, relrowsecurity, relforcerowsecurity, reloptions, relacl)::text
    from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'S')
    union all
    select row(attrelid::regclass, attname, attacl)::text from pg_attribute where attacl is not null
    union all
    select row(viewname, definition)::text from pg_views where schemaname = current_schema()
    union all
    select row(pg_get_functiondef(oid), proowner::regrole, proacl)::text
    from pg_proc where pronamespace = current_schema()::regnamespace and prokind in ('f', 'p')
    union all
    select row(pg_get_triggerdef(oid), tgenabled)::text from pg_trigger where not tgisinternal
    union all
    select row(nspname, nspacl)::text from pg_namespace where nspname = current_schema()
) described
""")
NOTED = text("select obj_description('alembic_version'::regclass, 'pg_class')")


def stand(connection: Connection) -> bool:
    """Whether all is as `note` found it, and made by the statements of today."""
    return bool(connection.scalar(NOTED) == _digests(connection))


def note(connection: Connection) -> None:
    """Note what was made, at the table of revisions."""
    connection.execute(text(f"comment on table alembic_version is '{_digests(connection)}'"))


def _digests(connection: Connection) -> str:
    made = hashlib.sha256("\n".join(policies.printed()).encode()).hexdigest()
    return f"made by {made[:32]}, stands as {connection.scalar(STANDING)}"
