"""The function by which the worker erases families past their time, and those that it asks.

Source: docs/domain.md 7 (retention); docs/decisions/053-families-erased.md. They run with their owner's rights, and decide themselves: by
the rule in force, never before the least years, by the newest block of the audit trail (`kept_since`), while nothing stands against it.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from db.erasure.columns import ERASED, LEFT
from db.server.login import Login
from db.verbatim import verbatim
from domain.ask import AskState
from domain.audit import AuditKind
from domain.correction import CorrectionState
from domain.fund import LineState
from domain.item import ItemState
from domain.need import UNSOLVED
from domain.referral import OPEN, State
from domain.retention import ACTION, RetentionKind

NAMING = ("assistance_item", "referral", "need", "visit", "entitlement", "correction")
"""Tables of which a row of one family may name a member of another: what is over stays where it is when a household becomes two."""


OVER = (ItemState.CANCELLED, ItemState.CONFIRMED, ItemState.ARCHIVED)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(f"'{value}'" for value in values))


_NAMED_HERE = " union all ".join(
    f"select p.family_id from {table} r join person p on p.id = r.person_id where r.family_id = any(found)" for table in NAMING
)
_NAMES_US = " or ".join(
    f"exists (select from {table} r join person p on p.id = r.person_id where r.family_id = o.id and p.family_id = any(found))"
    for table in NAMING
)
TOGETHER = f"""
create or replace function erased_together(asked uuid) returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  found uuid[] := array[asked];
  grown uuid[];
begin
  loop
    grown := array(
      select unnest(found)
      union select f.merged_into_id from family f where f.id = any(found) and f.merged_into_id is not null
      union select f.id from family f where f.merged_into_id = any(found)
      union select r.kept_family_id from referral r where r.family_id = any(found) and r.kept_family_id is not null
      union select r.family_id from referral r where r.kept_family_id = any(found) and r.family_id is not null
      union ({_NAMED_HERE})
      union select o.id from (
        select f.split_from_id id from family f where f.id = any(found) and f.split_from_id is not null
        union select f.id from family f where f.split_from_id = any(found)
        union select m.survivor_id from family_merge m where m.merged_id = any(found)
        union select m.merged_id from family_merge m where m.survivor_id = any(found)) o
      where {_NAMES_US});
    exit when cardinality(grown) = cardinality(found);
    found := grown;
  end loop;
  return found;
end $$
"""
"""Tells the families that are erased together: merged ones with the survivor, and those whose rows name somebody of one another."""

_ACTED = """
      select f.created_by from family f where f.id = any(families)
      union all select f.contact_person_id from family f where f.id = any(families)
      union all select v.visitor_id from visit v where v.family_id = any(families)
      union all select e.account_id from event e where e.subject_id = any(subjects)"""
_MOMENTS = " union all ".join(
    (
        "select greatest(f.created_at, f.updated_at, f.erased_at) told from family f where f.id = any(families)",
        "select p.created_at from person p where p.family_id = any(families)",
        *(f"select greatest(r.at, r.updated_at) from {table} r where r.family_id = any(families)" for table in ("visit", "correction")),
        *(f"select r.updated_at from {table} r where r.family_id = any(families)" for table in ("need", "assistance_item", "referral")),
        "select greatest(r.ended_at, r.visible_until, r.reopen_until) from referral r where r.family_id = any(families)",
        *(f"select r.at from {table} r where r.referral_id = any(referrals)" for table in ("outcome", "follow_up", "placement_call")),
        *(
            f"select r.updated_at from {table} r where r.family_id = any(families)"
            for table in ("campaign_listing", "family_move_proposal")
        ),
        "select r.at from import_row r where r.family_id = any(families)",
        "select r.created_at from entitlement r where r.family_id = any(families)",
        "select r.at from certificate_record r where r.person_id = any(persons)",
        "select r.until from family_access r where r.family_id = any(families) and r.referral_id is null",
        "select r.updated_at from emergency_view r where r.family_id = any(families)",
        "select greatest(m.at, m.parted_at) from family_merge m where m.survivor_id = any(families) or m.merged_id = any(families)",
        "select e.at from event e where e.subject_id = any(subjects)",
    )
)
_BUSY = " or ".join(
    f"exists (select from {rows})"
    for rows in (
        f"need n where n.family_id = any(families) and n.status in ({_listed(UNSOLVED)})",
        f"assistance_item i where i.family_id = any(families) and i.state not in ({_listed(OVER)})",
        f"""referral r where r.family_id = any(families) and (r.state in ({_listed({*OPEN, State.COMPLETED})})
        or r.call_on is not null or r.review_on is not null or r.payment_failed_on is not null
        or r.transfer_state = '{AskState.OPEN}' or r.owed_until >= today
        or r.recognised_on is not null and (r.recognition_ended_on is null or r.recognition_ended_on >= today))""",
        "entitlement e where e.family_id = any(families) and e.referral_id is not null and (e.until is null or e.until >= today)",
        f"""item_line l join assistance_item i on i.id = l.granted_id
        where i.family_id = any(families) and l.state in ({_listed((LineState.OPEN, LineState.FAILED))})""",
        f"correction c where c.family_id = any(families) and c.state = '{CorrectionState.OPEN}'",
        f"family_move_proposal p where p.family_id = any(families) and p.state = '{AskState.OPEN}'",
        "campaign_listing l join campaign c on c.id = l.campaign_id where l.family_id = any(families) and c.ends_on >= today",
        "family f where f.id = any(families) and f.next_contact_on >= today",
        f"""legal_hold h where h.ended_at is null and (h.family_id = any(families)
        or h.family_id is null and (h.account_id is null or h.account_id in ({_ACTED})))""",
        """audit_record a where (a.family_ids && families or a.person_ids && persons)
        and a.at >= kept_since('AUDIT', moment)""",
    )
)
STANDS = f"""
create or replace function erased_never_yet(
  families uuid[], persons uuid[], referrals uuid[], subjects uuid[], since timestamptz, moment timestamptz) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  today date := timezone('Asia/Shanghai', moment)::date;
begin
  return (select max(told) >= since from ({_MOMENTS}) m) or kept_since('{RetentionKind.AUDIT}', moment) is null or {_BUSY};
end $$
"""
"""Tells whether anything stands against erasing these families: what was last done, what still runs, a hold, a record of the audit."""


def _statement(table: str, of: str, blanks: dict[str, str] | None) -> str:
    if blanks is None:
        return f"delete from {table} t where {of};"
    return f"update {table} t set {', '.join(f'{column} = {value}' for column, value in blanks.items())} where {of};"


_RECORD = f"""insert into audit_unsealed (id, at, kind, action, target_type, target_id, family_ids, reason, trace)
      select gen_random_uuid(), moment, '{AuditKind.REMOVED}', '{ACTION}', 'Family', f, array[f], '{RetentionKind.FAMILY}', 'worker'
      from unnest(families) f;"""
_STEPS = "\n    ".join(_statement(each.table, each.of, None if each.blanks is None else dict(each.blanks)) for each in ERASED)
ERASE = f"""
create or replace function erase_families(moment timestamptz, after uuid, most integer, dry boolean) returns table (asked uuid, number text)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  since timestamptz := kept_since('{RetentionKind.FAMILY}', moment);
  next record;
  families uuid[];
  persons uuid[];
  referrals uuid[];
  subjects uuid[];
begin
  for next in
    select f.id, f.number from family f
    where f.erased_at is null and f.updated_at < since and (after is null or f.id > after) order by f.id limit most
  loop
    asked := next.id;
    number := null;
    families := erased_together(next.id);
    if not dry then
      perform from family f where f.id = any(families) order by f.id for update;
      families := erased_together(next.id);
    end if;
    if exists (select from family f where f.id = any(families) and f.erased_at is not null) then
      return next;
      continue;
    end if;
    persons := array(select p.id from person p where p.family_id = any(families));
    referrals := array(select r.id from referral r where r.family_id = any(families));
    subjects := families || persons || referrals
      || array(select v.id from visit v where v.family_id = any(families))
      || array(select n.id from need n where n.family_id = any(families))
      || array(select i.id from assistance_item i where i.family_id = any(families))
      || array(select c.id from correction c where c.family_id = any(families))
      || array(select l.id from campaign_listing l where l.family_id = any(families));
    if erased_never_yet(families, persons, referrals, subjects, since, moment) then
      return next;
      continue;
    elsif dry then
      number := next.number;
      return next;
      continue;
    end if;
    return query select next.id, f.number from family f where f.id = any(families) order by f.number;
    {_STEPS}
    {_RECORD}
  end loop;
end $$
"""
"""Looks at so many families after a key, erases those past their time, and tells what it looked at: the number of each that is erased, null
for one that stays; `dry`: tells alone. Rows that commands lock are waited for, and looked at as they stand then."""

OPENED = tuple(sorted({*(each.table for each in ERASED), *LEFT, "campaign"} - {"audit_record"}))
"""The tables under row security that the functions look at."""


def apply(connection: Connection) -> None:
    """Make the functions anew; the worker alone may call the one that erases. Run as the owner, after every migration."""
    for statement in (TOGETHER, STANDS, ERASE):
        connection.execute(verbatim(statement))
    for name in ("erased_together(uuid)", "erased_never_yet(uuid[], uuid[], uuid[], uuid[], timestamptz, timestamptz)"):
        connection.execute(text(f"revoke execute on function {name} from public"))
    connection.execute(text("revoke execute on function erase_families(timestamptz, uuid, integer, boolean) from public"))
    connection.execute(text(f"grant execute on function erase_families(timestamptz, uuid, integer, boolean) to {Login.WORKER}"))


def policies(table: str) -> dict[str, str]:
    """Return the policies by which the function looks at the rows of a table, and erases them."""
    found = {} if table not in OPENED else {"erase_see": f"create policy erase_see on {table} for select to {Login.OWNER} using (true)"}
    for each in ERASED:
        if each.table == table:
            what, how = ("delete", "using (true)") if each.blanks is None else ("update", "using (true) with check (true)")
            found["erase"] = f"create policy erase on {table} for {what} to {Login.OWNER} {how}"
    return found
