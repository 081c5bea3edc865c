"""What a server tells of itself: which database it has, of which timeline, and how far its log is on disk, or replayed.

Source: docs/decisions/066-standbys.md. The application's login may ask all of it.
"""

from datetime import datetime
from typing import NamedTuple

PRIMARY = """
select pg_is_in_recovery(), system_identifier, ('x' || substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8))::bit(32)::int,
    (pg_current_wal_flush_lsn() - '0/0')::bigint, pg_postmaster_start_time()
from pg_control_system()
"""
"""The state of the primary: whatever was said to be done before this is asked stands before its position."""
STANDBY = """
select pg_is_in_recovery(), s.system_identifier, greatest(c.timeline_id, r.min_recovery_end_timeline),
    coalesce(pg_last_wal_replay_lsn() - '0/0', 0)::bigint, pg_postmaster_start_time()
from pg_control_system() s, pg_control_checkpoint() c, pg_control_recovery() r
"""
"""The state of a standby: whatever stands before its position is seen by statements that begin after this is answered."""
STARTED = "select pg_postmaster_start_time()"
"""By what a server is told from others to which the same address may lead."""

IS_NONE, OTHER, OTHER_TIMELINE = "it is no standby", "it is one of another database", "it is of another timeline than the primary"


class State(NamedTuple):
    """A server at a moment. `position`: bytes of the log, on the primary's disk or replayed by a standby; `started`: since when it runs."""

    recovers: bool
    system: int
    timeline: int
    position: int
    started: datetime


def no_standby(standby: State, primary: State) -> str:
    """Return why a server is no standby of the primary; an empty text where it is one.

    Positions say something within one timeline alone: a standby of a primary that was given up may have gone further than the new one.
    """
    if not standby.recovers:
        return IS_NONE
    if standby.system != primary.system:
        return OTHER
    return "" if standby.timeline == primary.timeline else OTHER_TIMELINE
