"""Functions by which the audit trail is searched: for the audit administrator, and for a person who asks who saw what of them.

Source: docs/decisions/048-audit-search.md. Row security keeps a statement from the indexes of lists; these run with their owner's rights,
tell the audit administrator ids of records, a cadre's command what was shown of a person of their scope, and nobody else anything.
"""

from sqlalchemy import Connection, text

from db.server.login import Login
from db.session.viewer import setting
from db.verbatim import verbatim
from domain.access_report import CALLED, SHOWS
from domain.viewer import Kind

OF_PERSON = """
create or replace function same_person(asked uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  with one as (select coalesce(merged_into_id, id) id from person where id = asked)
  select id from one union select p.id from one join person p on p.merged_into_id = one.id
$$
"""
"""Tells all registrations of one person: the one that goes on, and those that were merged into it."""

HOUSEHOLDS = """
create or replace function households_of(asked uuid) returns table (family_id uuid, until timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive lived as (
    select p.family_id, 'infinity'::timestamptz until,
      (select min(q.created_at) from person q where q.id in (select same_person(asked))) since
    from person p where p.id in (select same_person(asked)) and p.merged_into_id is null
    union
    select e.family_id, e.until, l.since
    from lived l
    cross join lateral (
      select f.split_from_id family_id, least(l.until, f.created_at) until from family f
      where f.id = l.family_id and f.split_from_id is not null and f.created_at > l.since
      union all
      select m.id, l.until from family m where m.merged_into_id = l.family_id
    ) e
  )
  select l.family_id, max(l.until) from lived l group by l.family_id
$$
"""
"""Tells in which families a person lived, each with the moment until which: who founded a family lived in the one that was left."""

_FOR_AUDIT = f"coalesce({setting('app.kind')} = '{Kind.AUDITOR}', false)"


def _told(name: str, of: str, records: str) -> str:
    return f"""
create or replace function {name}(asked {of}) returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  if {_FOR_AUDIT} then
    return array({records});
  end if;
  return '{{}}';
end $$
"""


_OF_FAMILY = "select r.id from audit_record r where r.family_ids @> array[asked]"
_OF_NUMBER = "select r.id from audit_record r where r.family_ids && array(select f.id from family f where f.number = asked)"
_OF_PERSON = """
      select r.id from audit_record r where r.person_ids && array(select same_person(asked))
      union
      select r.id from households_of(asked) h join audit_record r on r.family_ids @> array[h.family_id]
      where r.person_ids is null and r.at < h.until
    """

_LISTED = ", ".join(f"'{kind}'" for kind in SHOWS)
SHOWN = f"""
create or replace function shown_of_person(asked uuid, after timestamptz, before timestamptz, most integer)
returns table (
  on_day date, office_id uuid, role text, kind text, groups text[], times bigint, first_at timestamptz, last_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  if coalesce({setting("app.mode")} = 'apply' and {setting("app.kind")} = '{Kind.CADRE}', false)
    and exists (select from person p where p.id = asked and p.region_code ^@ any(viewer_scope(null)))
  then return query
    with about as ({_OF_PERSON})
    select timezone('Asia/Shanghai', r.at)::date, r.office_id, m.role, r.kind, coalesce(r.groups, '{{}}'), count(*), min(r.at), max(r.at)
    from about join audit_record r on r.id = about.id left join membership m on m.id = r.membership_id
    where r.at >= after and r.at < before and (r.kind in ({_LISTED}) or r.action = '{CALLED}')
    group by 1, 2, 3, 4, 5 order by 8 desc, 7, 2, 3, 4, 5 limit most;
  end if;
end $$
"""
"""Tells a cadre's command what was shown of a person of their scope: by day, office, role, kind and groups. Nobody's name."""


def apply(connection: Connection) -> None:
    """Make the functions anew; two serve the others alone. Run as the owner, after every migration."""
    told = (
        _told("audited_family", "uuid", _OF_FAMILY),
        _told("audited_family_number", "text", _OF_NUMBER),
        _told("audited_person", "uuid", _OF_PERSON),
    )
    for statement in (OF_PERSON, HOUSEHOLDS, *told, SHOWN):
        connection.execute(verbatim(statement))
    for name in ("same_person", "households_of"):
        connection.execute(text(f"revoke execute on function {name}(uuid) from public"))


def policies(table: str) -> dict[str, str]:
    """Return the policy by which the functions read the trail."""
    return {"tell": f"create policy tell on {table} for select to {Login.OWNER} using (true)"} if table == "audit_record" else {}
