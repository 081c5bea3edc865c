"""What holds of every row whatever happens to a household, asked of the tables themselves: the model has no rows of these kinds.

Source: docs/domain.md 2 (Moves, Merged families, Families that split), 7 (Of families that were merged).
"""

from collections.abc import Mapping

ENDED = "r.visible_until is not null"
OF_FAMILIES = "family_id = any($1)"
BELONGING = ("need", "assistance_item", "referral", "visit", "outcome", "follow_up", "placement_call", "entitlement", "certificate_record")
OF_REFERRALS = ("outcome", "follow_up", "placement_call")

_OUTCOME = """lateral (select result, coalesce(benefit_from, placement_from) as since, benefit_until from outcome
    where referral_id = r.id order by version desc limit 1) o"""

NOWHERE: Mapping[str, str] = {
    **{
        f"a {table} of a family that goes on as another": f"""select t.id from {table} t join family f on f.id = t.family_id
            where t.{OF_FAMILIES} and f.merged_into_id is not null"""
        for table in BELONGING
    },
    "a member of a family that goes on as another": f"""select t.id from person t join family f on f.id = t.family_id
        where t.{OF_FAMILIES} and f.merged_into_id is not null and t.merged_into_id is null""",
    **{
        f"a {table} that is not where its referral is": f"""select t.id from {table} t join referral r on r.id = t.referral_id
            where t.{OF_FAMILIES} and (t.family_id <> r.family_id or ({ENDED}) is false and t.region_code <> r.region_code)"""
        for table in OF_REFERRALS
    },
    "a case in two families": f"""select i.id from assistance_item i join need n on n.id = i.need_id
        left join referral r on r.item_id = i.id
        where i.{OF_FAMILIES} and (n.family_id <> i.family_id or r.family_id <> i.family_id)""",
    "an item whose lead is of another item": f"""select i.id from assistance_item i join referral r on r.id = i.lead_id
        where i.{OF_FAMILIES} and r.item_id is distinct from i.id""",
    "a case in work without the member whom it is of": f"""select i.id from assistance_item i join person p on p.id = i.person_id
        where i.{OF_FAMILIES} and i.state not in ('CANCELLED', 'ARCHIVED', 'CONFIRMED')
        and (p.family_id <> i.family_id or p.merged_into_id is not null or p.deceased_on is not null)""",
    "an office that is given another thing than its referral says": f"""select r.id from referral r
        left join family_access a on a.referral_id = r.id where r.{OF_FAMILIES} and (a.id is null or a.office_id <> r.office_id
        or a.family_id <> coalesce(r.kept_family_id, r.family_id)
        or a.family_id is not null
        and a.person_id is distinct from case when r.kept_family_id is null then r.person_id else r.kept_person_id end
        or a.until <> coalesce(r.visible_until, '9999-12-31T00:00:00Z')
        or ({ENDED}) is false and (a.members is distinct from r.members or a.region_code <> r.region_code))""",
    "an office that is given a family under another moment than its own": f"""select a.id from family_access a
        join family f on f.id = a.family_id where a.{OF_FAMILIES}
        and (a.family_created_at, a.family_region_code) is distinct from (f.created_at, f.region_code)""",
    "an item that is found by another department than that of its lead": f"""select i.id from assistance_item i
        left join referral r on r.id = i.lead_id where i.{OF_FAMILIES} and i.lead_department_code is distinct from r.department_code""",
    "a need that is not closed, of a federation elsewhere": f"""select n.id from need n join family f on f.id = n.family_id
        join office o on o.id = n.owner_office_id where n.{OF_FAMILIES} and n.status <> 'CLOSED' and o.county_code <> f.county_code""",
    "an item in work of another federation than its need": f"""select i.id from assistance_item i join need n on n.id = i.need_id
        where i.{OF_FAMILIES} and i.state not in ('CANCELLED', 'ARCHIVED') and i.owner_office_id <> n.owner_office_id""",
    "a need that is not solved, of a visit that was withdrawn": f"""select n.id from need n join visit v on v.id = n.visit_id
        where n.{OF_FAMILIES} and v.state = 'WITHDRAWN' and n.status not in ('CLOSED', 'MET')""",
    "a proposal to another county of a family that has left, or goes on as another": f"""select p.id from family_move_proposal p
        join family f on f.id = p.family_id where p.{OF_FAMILIES} and p.state = 'OPEN'
        and (f.county_code <> p.from_region_code or f.merged_into_id is not null)""",
    "what is told of a proposal that is decided": f"""select id from family_move_proposal
        where {OF_FAMILIES} and (told_cipher is not null) <> (state = 'OPEN')""",
    "what is received without the outcome that gave it": f"""select e.id from entitlement e
        left join referral r on r.id = e.referral_id left join {_OUTCOME} on true where e.{OF_FAMILIES}
        and (o.since is distinct from e.since or o.result not in ('GRANTED', 'PARTIALLY_GRANTED')
        or e.person_id is distinct from r.person_id or (e.person_id is null and e.family_id <> r.family_id))""",
    "what was granted and is not received": f"""select r.id from referral r, {_OUTCOME} where r.{OF_FAMILIES}
        and r.part = 'LEAD' and r.state in ('COMPLETED', 'CONFIRMED', 'ARCHIVED') and o.since is not null
        and not exists (select from entitlement e where e.referral_id = r.id)""",
    "what somebody receives whose family is another, or who has died": f"""select e.id from entitlement e
        join person p on p.id = e.person_id where e.{OF_FAMILIES} and (p.family_id <> e.family_id
        or (e.cut_by_death and p.deceased_on is distinct from e.until) or p.deceased_on < coalesce(e.until, 'infinity'))""",
    "what is not past, and lies elsewhere than its family": " union all ".join(
        f"""select t.id from {table} t join family f on f.id = t.family_id
            where t.{OF_FAMILIES} and t.region_code <> f.region_code and {standing}"""
        for table, standing in {
            "entitlement": "true",
            "certificate_record": "true",
            "need": "t.status <> 'CLOSED'",
            "assistance_item": "t.state not in ('CANCELLED', 'ARCHIVED')",
            "family_access": "t.referral_id is not null and t.until = '9999-12-31T00:00:00Z'",
        }.items()
    ),
}
BROKEN = " union all ".join(f"select '{name}' as broken, id from ({query}) as found" for name, query in NOWHERE.items())
"""The rows of the families in $1 of which something does not hold."""
WHOSE = {"family": "id", **dict.fromkeys((*BELONGING, "person", "family_access"), "family_id")}
EVERYTHING = " union all ".join(
    f"select '{table}' as name, (to_jsonb(t) - 'version' - 'updated_at')::text as held from {table} t where t.{column} = any($1)"
    for table, column in WHOSE.items()
)
"""Every row of the families in $1, but for what counts changes."""
