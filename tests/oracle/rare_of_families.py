"""What a year of the demonstration county does not bring about for families, as the words of statements that write it."""

from db.tables.family_access import LEVEL_OF_GROUP

OTHER = "(select id from office where region_code = '330106000000' and kind = 'FEDERATION')"
CADRE = "(select id from account where subject = 'cadre.federation.330110')"
AGAIN = """(id, number, version, updated_at, family_id, visitor_id, office_id, mode, channel, at, contact_result, categories,
  health_categories, no_difficulty, led_by_leading_cadre, created_at, region_code, state, withdrawn_at, withdrawn_by, withdrawal_reason)
select gen_random_uuid(), number || '-' || hours, 1, created_at, family_id, visitor_id, office_id, mode, 'ROUTINE_VISIT',
  at + hours * interval '1 hour', result, '{}', '{}', false, false, created_at, region_code,
  coalesce(said, 'RECORDED'), case when said is not null then created_at end, case when said is not null then visitor_id end,
  case when said is not null then 'WRONG_FAMILY' end
from visit, (values (-2, 'MET', null), (1, 'MET', 'WITHDRAWN'), (2, 'NOT_HOME', null), (4, 'REFUSED', null), (6, 'MET', null))
  later (hours, result, said)
where id = (cast($1 as uuid[]))[1]"""
CORRECTED = f"""(id, version, updated_at, family_id, referral_id, office_id, account_id, at, value, state, reason, due_at, refusal,
  decided_at, decided_by, region_code, received_on, asked_by, answered_on)
select gen_random_uuid(), 2, sent.at, sent.family_id, case when by_office then sent.id end,
  case when by_office then sent.office_id else {OTHER} end, {CADRE}, sent.at, said.value, said.state, 'MISTYPED',
  case when by_office then sent.at + interval '5 days' end, said.refusal, case when by_office then sent.at end,
  case when by_office then {CADRE} end, sent.region_code, said.received, case when said.received is not null then 'GUARDIAN' end,
  said.received + 1
from (select *, dispatched_at + interval '1 hour' as at from referral where id = any($1) and family_id is not null) sent, (values
  ('PHONE', 'MADE', null, false, null::date), ('NAME', 'REFUSED', 'NOT_CONFIRMED', true, null), ('ADDRESS', 'ACCEPTED', null, true, null),
  ('PHONE', 'REFUSED', 'NOT_CONFIRMED', false, date '2026-03-02')
) said (value, state, refusal, by_office, received)"""
SAID = """(correction_id, family_id, region_code, proposed, replaced, note)
select id, family_id, region_code, '甲', '乙', '丙' from correction
where state <> 'OPEN' and cast($1 as uuid[]) is not null on conflict do nothing"""
LEVELS = sorted(LEVEL_OF_GROUP.values())
CALLED = f"""(id, family_id, region_code, office_id, department_code, office_region_code, visit_id, until, {", ".join(LEVELS)})
select gen_random_uuid(), visit.family_id, visit.region_code, office.id, office.department_code, office.region_code, visit.id, '2026-12-31',
  {", ".join("0" for _ in LEVELS)}
from visit, office where visit.id = any($1) and office.region_code = '330110000000' and office.kind = 'FEDERATION'"""
REFERRED = "contact_result = 'MET' and county_code = '330110000000' and family_id in (select family_id from referral)"
SAVED = """(id, account_id, shared_office_id, list, name, filter, saved_at)
select gen_random_uuid(), account_id, case when shared then office_id end, list, name, filter, cast('2026-11-20T01:00:00Z' as timestamptz)
from membership, (values (true, 'REFERRALS', '1', '{"mine":true}'), (false, 'FAMILIES', '2', '{"region":"330110000000"}')
) said (shared, list, name, filter) where membership.id = any($1)"""
LOOKED = """(id, version, updated_at, at, until, account_id, office_id, family_id, region_code, reason, text,
  decision, decided_at, decided_by, note)
select gen_random_uuid(), 1, '2026-11-23T23:30:00Z', '2026-11-23T23:30:00Z', case when found then timestamptz '2026-11-24T02:30:00Z' end,
  office.account_id, office.office_id, case when found then family.id end, '330110000000', 'DISASTER', '洪水上涨，须转移', decision,
  case when decision is not null then timestamptz '2026-11-24T00:30:00Z' end, office.account_id, '电话核实'
from family, (values (true, null), (false, 'NOT_JUSTIFIED')) said (found, decision), (
  (select account_id, office_id from membership join office on office.id = office_id where role = 'OFFICE_DISPATCHER' and scope <> '{}'
    and office.region_code like '330110%' and office.kind = 'COMMUNITY' order by office.id limit 1)
  union all (select account_id, office_id from membership join account on account.id = account_id
    where subject = 'dispatcher.civil-affairs.330110')
) office
where family.id = any($1)"""
UNKNOWN = """(id, version, updated_at, office_id, account_id, at, external_reference, domain, notice_basis, state, due_at, reason,
  decided_at, decided_by, family_id, region_code)
select gen_random_uuid(), 1, '2026-11-20T01:00:00Z', office.office_id, office.account_id, '2026-11-20T01:00:00Z', state, 'CARE', 'ORAL',
  state, '2026-12-04T16:00:00Z', case when state = 'REFUSED' then 'NOT_REACHED' end,
  case when state <> 'OPEN' then timestamptz '2026-11-21T01:00:00Z' end, case when state <> 'OPEN' then office.account_id end,
  case when state = 'GRANTED' then family.id end, family.region_code
from family, (values ('OPEN'), ('GRANTED'), ('REFUSED')) said (state), (
  select account_id, office_id from membership join account on account.id = account_id where subject = 'dispatcher.civil-affairs.330110'
) office
where family.id = any($1)"""
UNKNOWN_TEXT = """(hand_over_id, head_name, phone, address, request_text, region_code)
select id, '张某', '13300000001', '1 组', '需要照料', region_code from family_hand_over
where state = 'OPEN' and cast($1 as uuid[]) is not null on conflict do nothing"""
OPENED = f"""(id, family_id, region_code, office_id, department_code, office_region_code, emergency_view_id, until, {", ".join(LEVELS)})
select gen_random_uuid(), family.id, family.region_code, asked.office_id, null, '330110000000', asked.id, asked.until,
  {", ".join("3" if each.split("_level")[0] in {"identity", "contact", "contact_wish", "address"} else "0" for each in LEVELS)}
from family join emergency_view asked on asked.family_id = family.id where family.id = any($1)"""
