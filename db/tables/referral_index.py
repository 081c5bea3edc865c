"""The indexes of referrals: what is unique, in which orders each way of a list is read, by what few are found, and what is counted.

Source: docs/decisions/054-lists.md; what is built while people work, and when: docs/decisions/058-upgrade-while-people-work.md.
"""

from sqlalchemy import Index, text

from db.tables.declare import BESIDE, in_place_of
from domain.referral import OPEN, USUAL, WaitingFor

OPEN_STATES = "state in ({})".format(", ".join(sorted(f"'{state}'" for state in OPEN)))
UNUSUAL = "state not in ({})".format(", ".join(sorted(f"'{state}'" for state in USUAL)))
WAITING_COLUMNS = tuple(f"waits_{party.lower()}" for party in WaitingFor)
AWAITED = f"({' or '.join(WAITING_COLUMNS)}) is true"
"""As a filter says it: what waits for one party alone, as an inbox asks, is not to be looked for here."""
LINE = ("department_code", "office_province_code")
ASKED_OF_OFFICE = ("visible_until", "delegating_office_id", "dispatching_office_id", "family_id")
"""What row security asks of a row for an office, beside whose it is."""
COUNTED_BY = ("state", "urgency_level", "dispatched_at", "town_code", "waits_office", "work_due_at")
"""What an office's referrals are grouped and filtered by, beside their type, and what is counted of a group."""
ASKED_OF_SUPERIOR = ("department_code", "office_region_code")
ASKED_OF_FEDERATION = ("region_code", "town_code", "county_code", "city_code", "province_code")
"""The same for a superior office, whose line it is of, and for a federation, in whose scope it lies."""
WAITS = ("waits_from", "waits_federation", "federation_until")
"""What an inbox asks of a row that waits for an office or for a federation."""
STANDS_BESIDE = "part <> 'LEAD'"
DELEGATED = text("delegating_office_id is not null")


def _inbox(party: str, of: str, *asked: str) -> Index:
    """Return an index of what waits for an office, in the order of its inbox, by which that is counted without reading a row.

    Only a department's own requests, which few have, are counted by their rows.
    """
    columns, where = (of, "work_due_at", "id"), text(f"waits_{party}")
    info = in_place_of(f"ix_referral_inbox_{party}")
    return Index(f"ix_referral_inbox_{party}_due", *columns, postgresql_include=[*WAITS, *asked], postgresql_where=where, info=info)


def _waiting(party: str, name: str, *columns: str) -> Index:
    """Return an index of the referrals that wait for a party, built beside those who work."""
    return Index(f"ix_referral_{name}", *columns, "id", postgresql_where=text(f"waits_{party}"), info=BESIDE)


def _few(name: str, *columns: str, where: str | None = None) -> Index:
    """Return an index without an order, by which few referrals are looked for."""
    return Index(f"ix_referral_few_{name}", *columns, postgresql_where=None if where is None else text(where), info=BESIDE)


def _awaited(column: str, name: str, *before: str) -> tuple[Index, Index]:
    """Return the indexes in each order of the referrals that wait for anybody, of which there are few at a time."""
    return (
        Index(f"ix_referral_awaited_{name}", *before, column, "dispatched_at", "id", postgresql_where=text(AWAITED), info=BESIDE),
        Index(f"ix_referral_awaited_{name}_due", *before, column, "work_due_at", "id", postgresql_where=text(AWAITED), info=BESIDE),
    )


def _awaited_in(level: str) -> tuple[Index, Index]:
    """Return the same of a division, by the first of which they are counted without reading a row."""
    column, name = f"{level}_code", f"ix_referral_awaited_{level}"
    columns, where = (column, "dispatched_at", "id"), text(AWAITED)
    asked = ["region_code", "dispatching_office_id", "waits_from", *WAITING_COLUMNS]
    counted = Index(f"{name}_counted", *columns, postgresql_include=asked, postgresql_where=where, info=in_place_of(name))
    return counted, _awaited(column, level)[1]


INDEXES = (
    Index("uq_referral_open_lead", "item_id", unique=True, postgresql_where=text(f"part = 'LEAD' and {OPEN_STATES}")),
    Index("uq_referral_external_reference", "office_id", "external_reference", unique=True),
    _inbox("office", "office_id", *ASKED_OF_OFFICE, *ASKED_OF_SUPERIOR, *ASKED_OF_FEDERATION),
    _inbox("federation", "dispatching_office_id", *ASKED_OF_FEDERATION),
    Index("ix_referral_inbox_commissioner", "village_code", "work_due_at", "id", postgresql_where=text("waits_commissioner")),
    _waiting("commissioner", "inbox_commissioner_of_town", "town_code", "work_due_at"),
    Index("ix_referral_inbox_monitor", "monitor_office_id", "work_due_at", "id", postgresql_where=text("waits_monitor")),
    _waiting("office", "inbox_office_dispatched", "office_id", "dispatched_at"),
    _waiting("federation", "inbox_federation_dispatched", "dispatching_office_id", "dispatched_at"),
    _waiting("monitor", "inbox_monitor_dispatched", "monitor_office_id", "dispatched_at"),
    _waiting("commissioner", "follow_up_due", "dispatching_office_id", "work_due_at"),
    _waiting("commissioner", "follow_up_dispatched", "dispatching_office_id", "dispatched_at"),
    *_awaited_in("province"),
    *_awaited_in("city"),
    *_awaited_in("county"),
    *_awaited("dispatching_office_id", "dispatching"),
    *_awaited("office_province_code", "line_province", "department_code"),
    *_awaited("office_city_code", "line_city", "department_code"),
    *_awaited("town_code", "town"),
    _awaited("village_code", "village")[1],
    *_awaited("office_id", "office"),
    Index(None, "office_id", "dispatched_at", "id"),
    Index(None, "dispatching_office_id", "dispatched_at", "id"),
    Index(None, "department_code", "dispatched_at", "id"),
    Index(None, "city_code", "dispatched_at", "id"),
    Index(None, "province_code", "dispatched_at", "id"),
    Index(None, "county_code", "dispatched_at", "id"),
    Index(None, "town_code", "dispatched_at", "id"),
    Index(None, "village_code", "dispatched_at", "id"),
    Index(None, "office_id", "work_due_at", "id"),
    Index(None, "dispatching_office_id", "work_due_at", "id"),
    Index(None, "province_code", "work_due_at", "id"),
    Index(None, "city_code", "work_due_at", "id"),
    Index(None, "county_code", "work_due_at", "id"),
    Index("ix_referral_of_town_due", "town_code", "work_due_at", "id", info=BESIDE),
    Index(None, "village_code", "work_due_at", "id"),
    Index("ix_referral_line_province_dispatched", "department_code", "office_province_code", "dispatched_at", "id"),
    Index("ix_referral_line_province_due", "department_code", "office_province_code", "work_due_at", "id"),
    Index("ix_referral_line_city_dispatched", "department_code", "office_city_code", "dispatched_at", "id"),
    Index("ix_referral_line_city_due", "department_code", "office_city_code", "work_due_at", "id"),
    Index("ix_referral_delegated_dispatched", "delegating_office_id", "dispatched_at", "id", postgresql_where=DELEGATED),
    Index("ix_referral_delegated_due", "delegating_office_id", "work_due_at", "id", postgresql_where=DELEGATED),
    Index("ix_referral_leaving", *LINE, "visible_until", postgresql_where=text("visible_until is not null"), info=BESIDE),
    Index("ix_referral_handled", "handler_id", "dispatched_at", "id", info=BESIDE),
    Index("ix_referral_handled_due", "handler_id", "work_due_at", "id", info=BESIDE),
    Index("ix_referral_of_type", "type_code", "dispatched_at", "id", info=BESIDE),
    Index("ix_referral_of_type_due", "type_code", "work_due_at", "id", info=BESIDE),
    Index("ix_referral_of_state", "state", "dispatched_at", "id", postgresql_where=text(UNUSUAL), info=BESIDE),
    Index("ix_referral_of_state_due", "state", "work_due_at", "id", postgresql_where=text(UNUSUAL), info=BESIDE),
    Index("ix_referral_of_part", "part", "dispatched_at", "id", postgresql_where=text(STANDS_BESIDE), info=BESIDE),
    Index("ix_referral_of_part_due", "part", "work_due_at", "id", postgresql_where=text(STANDS_BESIDE), info=BESIDE),
    Index("ix_referral_of_domain", "need_domain", "dispatched_at", "id", info=BESIDE),
    Index("ix_referral_of_domain_due", "need_domain", "work_due_at", "id", info=BESIDE),
    Index("ix_referral_of_department_due", "department_code", "work_due_at", "id", info=BESIDE),
    Index("ix_referral_handed_back", "dispatched_at", "id", postgresql_where=text("handed_back"), info=BESIDE),
    Index("ix_referral_handed_back_due", "work_due_at", "id", postgresql_where=text("handed_back"), info=BESIDE),
    Index(  # with what is asked of a row beside: few of an office's are found by it, and all are counted and grouped by it alone
        "ix_referral_counted_of_office",
        *("office_id", "department_code", "need_domain", "type_code"),
        postgresql_include=[*ASKED_OF_OFFICE, *COUNTED_BY],
        info=BESIDE,
    ),
    _few("of_line", "department_code", "office_city_code", "need_domain", "type_code"),
    _few("unusual", "office_id", "state", where=UNUSUAL),
    _few("unusual_of_line", "department_code", "office_city_code", "state", where=UNUSUAL),
    _few("unusual_in_scope", "state", "region_code", where=UNUSUAL),
    _few("beside_in_scope", "part", "region_code", where=STANDS_BESIDE),
    _few("beside", "office_id", "part", where=STANDS_BESIDE),
    _few("beside_of_line", "department_code", "office_city_code", "part", where=STANDS_BESIDE),
    _few("there", "office_id", "region_code"),
    _few("there_of_line", "department_code", "office_city_code", "region_code"),
    _few("there_dispatched", "dispatching_office_id", "region_code"),
    _few("in_scope", "department_code", "need_domain", "type_code", "region_code"),
    Index("ix_referral_due_at_once", "dispatched_at", "id", postgresql_where=text("work_due_at < dispatched_at"), info=BESIDE),
    Index("ix_referral_due_at_once_due", "work_due_at", "id", postgresql_where=text("work_due_at < dispatched_at"), info=BESIDE),
    Index("ix_referral_last_by", "last_event_by", info=BESIDE),
    Index("ix_referral_without_step", "id", postgresql_where=text("last_event_id is null"), info=BESIDE),
    Index(None, "office_id", "updated_at"),
    Index(None, "county_code", "updated_at"),
    Index("ix_referral_changed", "updated_at", info=BESIDE),
    Index(None, "item_id"),
    Index(None, "lead_id"),
    Index(None, "family_id"),
    Index(None, "kept_family_id", postgresql_where=text("kept_family_id is not null")),
    Index("ix_referral_requested", "dispatching_office_id", "dispatched_at", "id", postgresql_where=text("family_id is null")),
    Index("ix_referral_requested_due", "dispatching_office_id", "work_due_at", "id", postgresql_where=text("family_id is null")),
)
"""Names that are None follow the columns."""
