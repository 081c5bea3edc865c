"""Copy the places of the demonstration county into other counties: divisions, organisations, offices, accounts, memberships.

Source: docs/decisions/054-lists.md. What is of its city or its province is copied once for each other city and province.
"""

import asyncpg

from demonstration.large.copied import region
from demonstration.large.counties import COUNTIES, PATTERN

_BECOMES = "coalesce((select t.becomes from transplanted t where t.county = p.county and t.id = {0}), {0})"
TRANSPLANTED = (
    "create temporary table transplanted (county text, id uuid, becomes uuid, code text, becomes_code text, primary key (county, id))"
)
PLACED = f"""
insert into transplanted
select county, id, md5(id::text || becomes_code)::uuid, code, becomes_code
from unnest($1::text[]) county
cross join lateral (
    select id, region_code as code from organization union all select id, region_code from office
    union all select id, office_region_code from membership
    union all select account_id, min(office_region_code) from membership group by 1
) each
cross join lateral (select {region("code", "county")} as becomes_code) other
where code <> becomes_code
"""
DIVISIONS = f"""
insert into region (code, name, level, parent_code, valid_from)
select {region("r.code", "county")}, r.name, r.level, {region("r.parent_code", "county")}, r.valid_from
from region r cross join unnest($1::text[]) county where r.code like '{PATTERN}%' and r.level > 3
on conflict do nothing
"""
ROWS = (
    f"""
    insert into organization (id, kind, name, department_code, parent_id, region_code)
    select p.becomes, b.kind, b.name || left(p.becomes_code, 6), b.department_code, {_BECOMES.format("b.parent_id")}, p.becomes_code
    from placed p join organization b on b.id = p.id
    """,
    f"""
    insert into office (id, organization_id, kind, department_code, name, region_code)
    select p.becomes, {_BECOMES.format("b.organization_id")}, b.kind, b.department_code, b.name || left(p.becomes_code, 6), p.becomes_code
    from placed p join office b on b.id = p.id
    """,
    f"""
    insert into account (id, subject, name, language)
    select p.becomes, s.before || substr({region("rpad(s.region, 12, '0')", "p.county")}, 1, length(s.region)), b.name, b.language
    from placed p join account b on b.id = p.id
    cross join lateral (select substring(subject from '^.*[.]') as before, substring(subject from '[0-9]*$') as region) s
    """,
    f"""
    insert into membership (id, account_id, office_id, department_code, office_region_code, role, scope, starts_at, ends_at)
    select p.becomes, {_BECOMES.format("b.account_id")}, {_BECOMES.format("b.office_id")}, b.department_code, p.becomes_code, b.role,
        array(select {region("code", "p.county")} from unnest(b.scope) code), b.starts_at, b.ends_at
    from placed p join membership b on b.id = p.id
    """,
)


async def copy_places(connection: asyncpg.Connection) -> None:
    """Copy them, and leave the temporary table `transplanted`: what each id becomes in each county."""
    await connection.execute(TRANSPLANTED)
    await connection.execute(PLACED, COUNTIES)
    await connection.execute("create temporary table placed as select distinct on (becomes) * from transplanted order by becomes, county")
    await connection.execute(DIVISIONS, COUNTIES)
    for statement in ROWS:
        await connection.execute(statement)
    await connection.execute("analyze transplanted")
