"""Triggers that write down what changes in sums: of rows that count as they stand, with nothing looked up beside them.

Source: docs/decisions/056-sums.md. What is counted of assistance items also follows from their leads (`items.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from db.protect.sums.cells import listed
from db.protect.sums.counted import OF_LISTING, OF_REFERRAL


@dataclass(frozen=True)
class Noted:
    """A table whose changes are written down as deltas. `counted`: column of a delta -> what it is of a row `r`."""

    table: str
    delta: str
    called: str
    counted: Mapping[str, str]

    @property
    def function(self) -> str:
        """Return the statement that makes the function of the trigger: it writes nothing of what leaves every sum as it is."""
        return f"""
create or replace function {self.called}() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then{self._write(self._rows("after", "1"))}
  elsif tg_op = 'DELETE' then{self._write(self._rows("before", "-1"))}
  else{self._write(f"{self._rows('after', '1')} union all {self._rows('before', '-1')}")}
  end if;
  return null;
end $$
"""

    @property
    def triggers(self) -> tuple[str, ...]:
        """Return the statements that make the triggers, which also run for the loader and for a migration."""
        return tuple(
            f"create or replace trigger {self.called}_{event} after {event} on {self.table} {rows} "
            f"for each statement execute function {self.called}()"
            for event, rows in (
                ("insert", "referencing new table as after"),
                ("update", "referencing old table as before new table as after"),
                ("delete", "referencing old table as before"),
            )
        )

    def _rows(self, source: str, sign: str) -> str:
        return f"select {listed(*self.counted, **self.counted)}, {sign}::bigint n from {source} r"

    def _write(self, rows: str) -> str:
        columns = ", ".join(self.counted)
        return f"""
    insert into {self.delta} ({columns}, n)
    select {columns}, sum(n) from ({rows}) changed group by {columns} having sum(n) <> 0;"""


NOTED = (
    Noted("referral", "referral_delta", "referral_changes", OF_REFERRAL),
    Noted("campaign_listing", "listing_delta", "listing_changes", OF_LISTING),
)
