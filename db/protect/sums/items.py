"""The triggers that keep what each assistance item counts as, and write down what changes in the sums of items.

Source: docs/decisions/056-sums.md. A command writes an item and its lead in one statement, at whose end the triggers of either table see
the other as it is already: so neither looks at what its rows were before, but at what the item was last counted as.
"""

from db.protect.sums.cells import listed
from db.protect.sums.counted import OF_ITEM, OF_KEPT, OF_LEAD

_KEPT = ("item_id", "lead_id", *OF_ITEM, *OF_LEAD)
_OWN = ("lead_id", *OF_ITEM)


def _row(of: str, names: tuple[str, ...]) -> str:
    return f"({', '.join(f'{of}.{name}' for name in names)})"


def _write(change: str) -> str:
    """Return the SQL of a change of what is kept, and of the deltas that it makes: what is, and less of what was."""
    columns = ", ".join(OF_KEPT)
    returned = ", ".join(f"{of}.{name} {of}_{name}" for of in ("was", "became") for name in _KEPT)
    both = " union all ".join(
        f"select {listed(*OF_KEPT, **OF_KEPT)}, {sign} n from (select {', '.join(f'{of}_{name} {name}' for name in _KEPT)} from changed) k "
        "where item_id is not null"
        for of, sign in (("became", 1), ("was", -1))
    )
    return f"""
    with changed as ({change}
      returning with (old as was, new as became) {returned}
    )
    insert into item_delta ({columns}, n)
    select {columns}, sum(n) from ({both}) told group by {columns} having sum(n) <> 0;"""


_ITEMS = f"""
      insert into item_counted as k ({", ".join(_KEPT)})
      select i.id, i.lead_id, {", ".join((*OF_ITEM.values(), *OF_LEAD.values()))}
      from after i left join referral r on r.id = i.lead_id
      on conflict (item_id) do update set {", ".join(f"{name} = excluded.{name}" for name in _OWN)},
        {", ".join(f"{name} = case when k.lead_id = excluded.lead_id then k.{name} else excluded.{name} end" for name in OF_LEAD)}
      where {_row("k", _OWN)} is distinct from {_row("excluded", _OWN)}"""
"""What items are now. Of a lead that is the same as before its own trigger writes what changes."""
_GONE = "delete from item_counted k using before i where k.item_id = i.id"
_LEADS = f"""
      update item_counted k set {", ".join(f"{name} = r.{name}" for name in OF_LEAD)}
      from (select r.id, r.item_id, {listed(*OF_LEAD, **OF_LEAD)} from after r) r
      where k.item_id = r.item_id and k.lead_id = r.id and {_row("k", tuple(OF_LEAD))} is distinct from {_row("r", tuple(OF_LEAD))}"""
"""What leads are now. An item that has just got its lead may not be kept with it yet: its own trigger comes after, and reads the lead."""
_LEFT = f"""
      update item_counted k set {", ".join(f"{name} = null" for name in OF_LEAD)}
      from before r where k.item_id = r.item_id and k.lead_id = r.id"""


def _function(name: str, changed: str, gone: str) -> str:
    return f"""
create or replace function {name}() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'DELETE' then{_write(gone)}
  else{_write(changed)}
  end if;
  return null;
end $$
"""


FUNCTIONS = (_function("item_changes", _ITEMS, _GONE), _function("lead_changes", _LEADS, _LEFT))
TRIGGERS = tuple(
    f"create or replace trigger {function}_{event} after {event} on {table} referencing {rows} "
    f"for each statement execute function {function}()"
    for table, function in (("assistance_item", "item_changes"), ("referral", "lead_changes"))
    for event, rows in (("insert", "new table as after"), ("update", "new table as after"), ("delete", "old table as before"))
)
