"""What is counted of a referral, an assistance item, and a family on a list, as SQL: the columns of their deltas.

Source: docs/decisions/056-sums.md.
"""

from db.protect.sums.cells import began, township
from domain.referral import Part

_NO_MOMENT = "(r.federation_until is null and r.waits_federation or r.monitor_until is null and r.waits_monitor)"
_AWAITED = "(r.waits_office or r.waits_federation or r.waits_commissioner or r.waits_monitor)"
_UNTIL = """greatest(
    case when r.waits_federation then r.federation_until end, case when r.waits_monitor then r.monitor_until end)"""

OWN_OF_REFERRAL = ("part", "state", "department_code", "dispatching_office_id", "urgency_level", "need_domain", "type_code", "office_id")
"""Columns of a delta that are the referral's as they stand."""
OF_REFERRAL = {
    "region_code": township("r"),
    **{name: f"r.{name}" for name in OWN_OF_REFERRAL},
    "dispatched_at": began("day", "r.dispatched_at"),
    "office_county_id": "r.office_county_id",
    "office_region_code": "r.office_region_code",
    "requesting_office_id": "case when r.family_id is null then r.dispatching_office_id end",
    "leaves_at": began("quarter", "r.visible_until"),
    "waits_office": "r.waits_office",
    "work_due_at": f"case when {_AWAITED} then r.work_due_at end",
    "yellow_at": f"case when {_AWAITED} then r.yellow_at end",
    "awaited_from": f"case when {_AWAITED} then coalesce(r.waits_from + interval '1 microsecond', '-infinity') end",
    "awaited_until": f"""case when {_AWAITED} then
    case when r.waits_office or r.waits_commissioner or {_NO_MOMENT} then 'infinity' else {_UNTIL} end end""",
}
"""Column of a delta -> what it is of a referral `r`. It waits after `waits_from`, as `resolvers/planner/sql/groups.py` says."""
OF_ITEM = {
    "region_code": township("i"),
    **{name: f"i.{name}" for name in ("state", "type_code", "type_department_code", "urgency_level", "need_domain", "lead_office_id")},
    "dispatched_at": began("day", "i.first_dispatched_at"),
}
"""Column of what is kept of an item -> what it is of an item `i` by itself."""
OF_LEAD = {
    "lead_department_code": "r.department_code",
    "lead_region_code": f"case when r.part = '{Part.LEAD}' then {township('r')} end",
    **{
        name: OF_REFERRAL[name]
        for name in (
            *("office_id", "office_county_id", "office_region_code", "waits_office"),
            *("work_due_at", "yellow_at", "awaited_from", "awaited_until"),
        )
    },
}
"""Column of what is kept of an item -> what it is of its lead, a referral `r`."""
_ELSEWHERE = "k.lead_id is not null and k.lead_region_code is distinct from k.region_code"
"""Whether who sees the item may not see its lead, which stays where it ended when the family moves."""
OF_KEPT = {
    **{name: f"k.{name}" for name in OF_ITEM if name != "type_department_code"},
    "lead_id": f"case when {_ELSEWHERE} then k.lead_id end",
    "department_code": f"coalesce(case when not ({_ELSEWHERE}) then k.lead_department_code end, k.type_department_code)",
    **{
        name: f"case when not ({_ELSEWHERE}) then k.{name} end"
        for name in OF_LEAD
        if name not in {"lead_department_code", "lead_region_code", "waits_office"}
    },
    "waits_office": f"not ({_ELSEWHERE}) and coalesce(k.waits_office, false)",
}
"""Column of an item's delta -> what it is of what is kept of the item, `k`: of a lead elsewhere its id alone."""
OF_LISTING = {"region_code": township("r"), **{name: f"r.{name}" for name in ("campaign_id", "state", "contact_result")}}
"""Column of a listing's delta -> what it is of a listing `r`."""
