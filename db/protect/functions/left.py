"""The function by which families are found whose contact person is in charge no more where they live.

Source: docs/decisions/054-lists.md. It runs with its owner's rights, since whoever reads need not see memberships, and tells those who are
in charge ids of families of their own scope, nobody else anything.
"""

from sqlalchemy import Connection

from db.verbatim import verbatim

DIGITS = """
create or replace function digits_of(division text) returns text language sql immutable parallel safe
return case
  when substr(division, 10) <> '000' then division
  when substr(division, 7, 3) <> '000' then left(division, 9)
  when substr(division, 5, 2) <> '00' then left(division, 6)
  when substr(division, 3, 2) <> '00' then left(division, 4)
  when left(division, 2) <> '00' then left(division, 2)
  else '' end collate "C"
"""
"""The digits that name a division, with which the codes of all that lies in it begin."""
LEFT = """
create or replace function families_left(moment timestamptz, most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  with recursive asked as (
    select d collate "C" digits from unnest(viewer_scope('COMMISSIONER CADRE')) d
  ), contact as (
    select rpad(left(digits, 6), 6, '0') county, '00000000-0000-0000-0000-000000000000'::uuid id from asked group by 1
    union all
    select c.county, (
      select f.contact_person_id from family f where left(f.region_code, 6) = c.county and f.contact_person_id > c.id
      order by left(f.region_code, 6), f.contact_person_id limit 1)
    from contact c where c.id is not null
  ), covered as (
    select c.county, c.id, a.digits scope, k.digits
    from contact c
    join asked a on rpad(left(a.digits, 6), 6, '0') = c.county
    cross join lateral (
      select digits_of(s) digits from membership m cross join lateral unnest(m.scope) s
      where m.account_id = c.id and m.role in ('COMMISSIONER', 'FEDERATION_CADRE') and m.starts_at <= moment and m.ends_at > moment
      union all select a.digits || ':') k
  ), gap as (
    select county, id, scope, least(digits, scope || ':') before, greatest(scope, max(digits || ':') over (
      partition by id, scope order by digits collate "C" rows between unbounded preceding and 1 preceding) collate "C") behind
    from covered
  )
  select f.id
  from gap g
  cross join lateral (
    select f.id from family f
    where left(f.region_code, 6) = g.county and f.contact_person_id = g.id and f.merged_into_id is null
      and f.region_code >= g.behind and f.region_code < g.before
    limit most) f
  where g.behind < g.before
  limit most
$$
"""
"""Tells families whose contact person `is_in_charge` (migration 0073) no more where they live, no more than `most`, of a county or of
divisions in one. For each contact person it goes from one division of which they are in charge to the next, and looks for families between
the two. A colon sorts behind every digit: behind all that lies in a division."""


def apply(connection: Connection) -> None:
    """Make the functions anew. Run as the owner, after every migration."""
    for statement in (DIGITS, LEFT):
        connection.execute(verbatim(statement))
