"""Triggers by which the database refuses a value that is sealed by a retired key: who still writes with it is stopped, and nothing is lost.

Source: docs/decisions/040-rotation.md. A writer holds the row of its key until it commits, so retiring a key waits for whoever uses it.
"""

from sqlalchemy import Connection

from db.protect.sealed import SEALED, Sealed
from db.verbatim import verbatim

FUNCTION = """
create or replace function {name}() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    retired timestamptz;
begin
    select retired_at into retired from key_check
    where substring(new.{column} from 1 for 2 + length(key_id))
        = '\\x01'::bytea || set_byte('\\x00'::bytea, 0, length(key_id)) || convert_to(key_id, 'UTF8')
    for share;
    if retired is not null then
        raise object_not_in_prerequisite_state using message = 'sealed by a retired key';
    end if;
    return new;
end $$
"""
TRIGGER = """
create or replace trigger refuse_retired_{column} before insert or update of {column} on {table}
for each row when (new.{column} is not null) execute function {name}()
"""


def function_of(each: Sealed) -> str:
    """Return the name of the function that looks at a column's values."""
    return f"refuse_retired_key_of_{each.table}_{each.column}"


def apply(connection: Connection) -> None:
    """Make a function and a trigger for each encrypted column. Run as the owner, after every migration."""
    for each in SEALED:
        name = function_of(each)
        for statement in (FUNCTION.format(name=name, column=each.column), TRIGGER.format(name=name, column=each.column, table=each.table)):
            connection.execute(verbatim(statement))
