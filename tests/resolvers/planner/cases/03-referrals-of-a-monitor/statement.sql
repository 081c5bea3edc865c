/* MONITOR */ WITH answer AS (
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
          CAST(JSON_OBJECT('referrals' : root_9.body RETURNING json) AS TEXT),
          CAST(root_9.families AS TEXT),
          CAST(root_9.groups AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT CAST(coalesce(sum(sums_8.count), 0) AS BIGINT) AS coalesce_1
                FROM (
                  SELECT coalesce(sum(s_5.n) FILTER(WHERE s_5.mark != 'LATE'), 0) AS count
                  FROM referral_sum AS s_5
                  WHERE s_5.facet = 'BARE'
                    AND s_5.mark = 'ALL'
                    AND s_5.at <= $1::TIMESTAMP WITH TIME ZONE
                    AND s_5.region_code = ANY(CAST($22::TEXT[] AS TEXT[]))
                  UNION ALL
                  SELECT coalesce(sum(s_6.n) FILTER(WHERE s_6.mark != 'LATE'), 0) AS count
                  FROM referral_sum AS s_6
                  WHERE s_6.facet = 'BARE'
                    AND s_6.mark = 'ALL'
                    AND s_6.at <= $1::TIMESTAMP WITH TIME ZONE
                    AND s_6.dispatching_office_id = $4::UUID
                    AND (s_6.region_code < $23::VARCHAR OR s_6.region_code > $24::VARCHAR)
                  UNION ALL
                  SELECT coalesce(sum(d_7.n), 0) AS count
                  FROM referral_delta AS d_7
                  WHERE d_7.city_code = $23::VARCHAR
                    OR d_7.dispatching_office_id = $4::UUID
                ) AS sums_8
              ),
              10000
            ),
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : (page_4.number),
                  'region' : (
                    (
                      SELECT JSON_OBJECT('code' : (page_4_r_1.code), 'name' : (page_4_r_1.name) RETURNING json) AS json_object_1
                      FROM region AS page_4_r_1
                      WHERE page_4_r_1.code = rpad(left(page_4.region_code, 9), 12, '0')
                    )
                  ),
                  'family' : (
                    (
                      SELECT JSON_OBJECT(
                        'displayName' : (JSON_OBJECT('value' : page_4_f_1.display_name_masked, 'level' : 'MASKED' RETURNING json)),
                        'phone' : (JSON_OBJECT('value' : null, 'level' : 'HIDDEN' RETURNING json))
                        RETURNING json
                      ) AS json_object_1
                      FROM family AS page_4_f_1
                      WHERE page_4_f_1.id = page_4.family_id
                    )
                  )
                  RETURNING json
                )
                ORDER BY page_4.place
              ) FILTER(WHERE page_4.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            array_agg(page_4.family_id) FILTER(WHERE page_4.place <= 20) AS families,
            array_agg(1) FILTER(WHERE page_4.place <= 20) AS groups
          FROM LATERAL (
            SELECT once_3.number, once_3.region_code, once_3.family_id, row_number() OVER(ORDER BY once_3.dispatched_at, once_3.id) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_2.dispatched_at, united_2.id) united_2.dispatched_at, united_2.id, united_2.number,
                united_2.region_code, united_2.family_id
              FROM LATERAL (
                (
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.region_code, r_1.family_id
                  FROM referral AS r_1
                  WHERE true
                    AND r_1.city_code = $23::VARCHAR
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.region_code, r_1.family_id
                  FROM referral AS r_1
                  WHERE r_1.dispatching_office_id = $4::UUID
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
              ) AS united_2
              ORDER BY united_2.dispatched_at, united_2.id
              LIMIT 21
            ) AS once_3
            ORDER BY once_3.dispatched_at, once_3.id
            LIMIT 21
          ) AS page_4 HAVING true
        ) AS root_9
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_unsealed(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Watched', $2::UUID AS anon_2,
    $3::UUID AS anon_3, $4::UUID AS anon_4, $5::UUID AS anon_5,
    array_agg(distinct(anon_7.family)) FILTER(WHERE anon_7.family IS NOT NULL) AS anon_6,
    array_remove(ARRAY[CASE WHEN ((anon_7.groups & 1) > 0) THEN 'IDENTITY' END], NULL) AS array_remove_1, $6::VARCHAR AS anon_8
  FROM answer
    JOIN unnest(CAST(answer.parts[2] AS UUID[]), CAST(answer.parts[3] AS INTEGER[])) AS anon_7(family, groups) ON true
  WHERE anon_7.groups > 0
  GROUP BY anon_7.groups
)
SELECT convert_to(CAST(answer.parts[1] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
