"""The functions in which policies speak of the viewer, and the one by which a plan leaves out the rules of other kinds of viewers.

Source: docs/decisions/064-smaller-policies.md. PostgreSQL puts what they say in their place when it plans, so a policy stays short. They
run with the rights of whoever asks, whom they tell nothing but their own settings.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from db.session.viewer import PLANNED_FOR, setting
from db.verbatim import verbatim
from domain.viewer import Kind

_SCOPE = "current_setting('app.scope', true)"
_DIGITS = f"""case when strpos({_SCOPE} || ',', '000,') > 0
        then regexp_replace({_SCOPE}, '(0{{12}}|0{{10}}|0{{8}}|0{{6}}|000)(?=,|$)', '', 'g') else {_SCOPE} end"""
"""The digits that name the divisions of the scope. Servers before migration 0105 send whole codes; nothing is left of the nation's."""
_SETTINGS = {
    "viewer_office": ("uuid", f"{setting('app.office')}::uuid"),
    "viewer_account": ("uuid", f"{setting('app.account')}::uuid"),
    "viewer_department": ("text", setting("app.department")),
    "viewer_scope": ("text[]", f"string_to_array({_DIGITS}, ',', '')"),
}
_KIND = "current_setting('app.kind', true) = any(string_to_array(kinds, ' '))"

FUNCTIONS = {
    "planned_for(text)": f"""
create or replace function planned_for(kinds text) returns boolean language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
declare
    kind text := substring(current_query() from '{PLANNED_FOR}');
begin
    return kind is null or kind = any(string_to_array(kinds, ' '));
end $$
""",
    "viewer_is(text)": f"create or replace function viewer_is(kinds text) returns boolean language sql stable parallel safe return {_KIND}",
    **{
        f"{name}(text)": f"create or replace function {name}(kinds text) returns {of} language sql stable parallel safe "
        f"return case when kinds is null or {_KIND} then {value} end"
        for name, (of, value) in _SETTINGS.items()
    },
    "viewer_now()": f"create or replace function viewer_now() returns timestamptz language sql stable parallel safe "
    f"return {setting('app.now')}::timestamptz",
    "not_seen()": """
create or replace function not_seen() returns boolean language plpgsql stable parallel restricted cost 1000
set search_path = pg_catalog, pg_temp as $$ begin return false; end $$
""",
}
"""Signature -> how the function is made. `kinds`: the value is null for viewers of others; null: it is told of every kind.

`planned_for` is called immutable, which it is not, so that it is asked when a statement is planned and never again: it tells for which kind
of viewer the text of the statement says that it is. A plan belongs to its text. Whoever runs it as another kind is shown no row by what is
left of the policies, since each rule asks the settings for the kind as well. `not_seen` is false, and costly to PostgreSQL's planner, which
adds up every part of a policy: what it leaves out of a plan it would else take for cheap rows, and sort a scope in the place of reading a
page in its order. By the same estimate readings are told apart (docs/decisions/055-nobody-waits.md).
"""


def among(kinds: Iterable[Kind]) -> str:
    """Return kinds of viewers as these functions take them."""
    return f"'{' '.join(kinds)}'"


def apply(connection: Connection) -> None:
    """Make the functions anew. Run as the owner, before the policies."""
    for statement in FUNCTIONS.values():
        connection.execute(verbatim(statement))
