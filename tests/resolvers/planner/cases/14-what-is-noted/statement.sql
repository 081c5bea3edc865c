/* CADRE */ WITH answer AS (
  SELECT CAST(
    CASE
      WHEN CAST(
        (
          SELECT set_config('app.account', $7::VARCHAR, true) IS NOT NULL
            AND set_config('app.office', $8::VARCHAR, true) IS NOT NULL
            AND set_config('app.kind', $9::VARCHAR, true) IS NOT NULL
            AND set_config('app.department', $10::VARCHAR, true) IS NOT NULL
            AND set_config('app.scope', $11::VARCHAR, true) IS NOT NULL
            AND set_config('app.mode', $12::VARCHAR, true) IS NOT NULL
            AND set_config('app.now', $13::VARCHAR, true) IS NOT NULL
            AND set_config('synchronous_commit', $14::VARCHAR, true) IS NOT NULL AS is_member
          FROM membership AS member
            JOIN office AS member_office ON member_office.id = member.office_id
          WHERE member.id = $3::UUID
            AND member.account_id = $2::UUID
            AND member.office_id = $4::UUID
            AND member.role = $15::VARCHAR
            AND member.scope = CAST($16::TEXT[] AS TEXT[])
            AND member_office.kind = $17::VARCHAR
            AND member_office.department_code IS NOT DISTINCT
          FROM $18::VARCHAR
            AND member_office.region_code = $19::VARCHAR
            AND member.starts_at <= $1::TIMESTAMP WITH TIME ZONE
            AND member.ends_at > $1::TIMESTAMP WITH TIME ZONE
            AND CASE
            WHEN ($20::UUID IS NULL) THEN true
            ELSE sign_in_stands($20::UUID, member.account_id, member_office.organization_id, $1::TIMESTAMP WITH TIME ZONE) END
            AND CASE
            WHEN ($21::UUID IS NULL) THEN true
            ELSE client_key_stands($21::UUID, member.office_id, $1::TIMESTAMP WITH TIME ZONE) END
        ) AS BOOLEAN
      ) THEN (
        SELECT ARRAY[
          CAST(JSON_OBJECT('families' : root_5.body, 'campaigns' : root_6.body RETURNING json) AS TEXT),
          CAST(array_cat(root_5.families, root_6.families) AS TEXT),
          CAST(array_cat(root_5.groups, root_6.groups) AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'displayName' : (JSON_OBJECT('value' : page_2.display_name RETURNING json)),
                  'phone' : (JSON_OBJECT('value' : page_2.phone RETURNING json)),
                  'address' : (
                    JSON_OBJECT(
                      'value' : concat(
                        (SELECT page_2_n_1.name FROM region AS page_2_n_1 WHERE page_2_n_1.code = page_2.town_code),
                        (SELECT page_2_n_2.name FROM region AS page_2_n_2 WHERE page_2_n_2.code = page_2.village_code),
                        page_2.address
                      )
                      RETURNING json
                    )
                  )
                  RETURNING json
                )
                ORDER BY page_2.place
              ) FILTER(WHERE page_2.place <= 2),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            array_agg(page_2.id) FILTER(WHERE page_2.place <= 2) AS families, array_agg(5) FILTER(WHERE page_2.place <= 2) AS groups
          FROM LATERAL (
            SELECT f_1.display_name, f_1.display_name_masked, f_1.display_name_coarse, f_1.phone, f_1.phone_masked, f_1.town_code,
              f_1.village_code, f_1.address, f_1.id, row_number() OVER(ORDER BY f_1.created_at, f_1.id) AS place
            FROM family AS f_1
            WHERE f_1.merged_into_id IS NULL
              AND f_1.county_code = $22::VARCHAR
            ORDER BY f_1.created_at, f_1.id
            LIMIT 3
          ) AS page_2 HAVING true
        ) AS root_5
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (SELECT count(*) AS count_1 FROM LATERAL (SELECT 1 AS one FROM campaign AS n_3 WHERE true LIMIT 10001) AS some_4),
                10000
              )
              RETURNING json
            ) AS body,
              null::uuid[] AS families, null::integer[] AS groups
          ) AS root_6 ON true
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_unsealed(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Noted', $2::UUID AS anon_2,
    $3::UUID AS anon_3, $4::UUID AS anon_4, $5::UUID AS anon_5,
    array_agg(distinct(anon_7.family)) FILTER(WHERE anon_7.family IS NOT NULL) AS anon_6,
    array_remove(
      ARRAY[CASE WHEN ((anon_7.groups & 4) > 0) THEN 'CONTACT' END, CASE WHEN ((anon_7.groups & 1) > 0) THEN 'IDENTITY' END],
      NULL
    ) AS array_remove_1,
    $6::VARCHAR AS anon_8
  FROM answer
    JOIN unnest(CAST(answer.parts[2] AS UUID[]), CAST(answer.parts[3] AS INTEGER[])) AS anon_7(family, groups) ON true
  WHERE anon_7.groups > 0
  GROUP BY anon_7.groups
)
SELECT convert_to(CAST(answer.parts[1] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
