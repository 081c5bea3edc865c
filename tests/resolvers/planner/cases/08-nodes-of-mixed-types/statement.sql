/* OFFICE */ WITH answer AS (
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
          CAST(JSON_OBJECT('nodes' : root_16.body RETURNING json) AS TEXT),
          CAST(root_16.families AS TEXT),
          CAST(root_16.groups AS TEXT)
        ] AS anon_9
        FROM (
          SELECT coalesce(json_agg(found_15.body ORDER BY anon_10.place), '[]'::json) AS body,
            array_agg(found_15.family) FILTER(WHERE found_15.place IS NOT NULL) AS families,
            array_agg(found_15.shown) FILTER(WHERE found_15.place IS NOT NULL) AS groups
          FROM generate_series(1, $22::INTEGER) AS anon_10(place)
            LEFT OUTER JOIN (
              SELECT either_5.place AS place,
                JSON_OBJECT(
                  '__typename' : 'Family',
                  'number' : (f_1.number),
                  'displayName' : (
                    JSON_OBJECT(
                      'value' : CASE
                        WHEN (v_3.identity_level = 3) THEN f_1.display_name
                        WHEN (v_3.identity_level = 2) THEN f_1.display_name_masked
                        WHEN (v_3.identity_level = 1) THEN f_1.display_name_coarse
                        ELSE null END
                      RETURNING json
                    )
                  )
                  RETURNING json
                ) AS body,
                f_1.id AS family, 0 + CASE
                  WHEN (v_3.own_identity_level > 0) THEN 1
                  ELSE 0 END AS shown
              FROM (
                SELECT anon_11.key AS key, anon_11.place AS place
                FROM unnest(CAST($23::UUID[] AS UUID[]), CAST($24::INTEGER[] AS INTEGER[])) AS anon_11(key, place)
                UNION ALL
                SELECT survivor(anon_11.key) AS key, anon_11.place AS place
                FROM unnest(CAST($23::UUID[] AS UUID[]), CAST($24::INTEGER[] AS INTEGER[])) AS anon_11(key, place)
                LIMIT ALL OFFSET 0
              ) AS either_5
                JOIN family AS f_1 ON f_1.id = either_5.key
                JOIN LATERAL (
                  SELECT coalesce(
                    max(
                      CASE
                        WHEN (a_2.members IS NULL OR f_1.head_id = ANY(a_2.members)) THEN CASE
                        WHEN (a_2.person_id IS NULL OR a_2.person_id = f_1.head_id) THEN a_2.identity_level
                        ELSE least(a_2.identity_level, 1) END
                        ELSE 0 END
                    ),
                    0
                  ) AS identity_level,
                    max(a_2.identity_level) AS own_identity_level
                  FROM family_access AS a_2
                  WHERE a_2.family_id = f_1.id
                    AND a_2.until > $1::TIMESTAMP WITH TIME ZONE
                    AND a_2.office_id = $4::UUID HAVING true
                ) AS v_3 ON true
              WHERE (
                EXISTS (
                  SELECT 1
                  FROM family_access AS a_8
                  WHERE a_8.family_id = f_1.id
                    AND a_8.until > $1::TIMESTAMP WITH TIME ZONE
                    AND a_8.office_id = $4::UUID
                )
              )
                AND (
                  f_1.merged_into_id IS NULL
                    OR NOT (
                      EXISTS (
                        SELECT 1
                        FROM family AS s_6
                        WHERE s_6.id = f_1.merged_into_id
                          AND (
                            EXISTS (
                              SELECT 1
                              FROM family_access AS a_7
                              WHERE a_7.family_id = s_6.id
                                AND a_7.until > $1::TIMESTAMP WITH TIME ZONE
                                AND a_7.office_id = $4::UUID
                            )
                          )
                      )
                    )
                )
              UNION ALL
              SELECT anon_12.place AS place, JSON_OBJECT('__typename' : 'Office', 'name' : (o_9.name) RETURNING json) AS body,
                null::uuid AS family, 0 AS shown
              FROM unnest(CAST($25::UUID[] AS UUID[]), CAST($26::INTEGER[] AS INTEGER[])) AS anon_12(key, place)
                JOIN office AS o_9 ON o_9.id = anon_12.key
              WHERE true
              UNION ALL
              SELECT anon_13.place AS place, JSON_OBJECT('__typename' : 'Referral', 'number' : (r_11.number) RETURNING json) AS body, CASE
                  WHEN (r_11.kept_family_id IS NOT NULL) THEN r_11.kept_family_id
                  ELSE r_11.family_id END AS family,
                (
                  SELECT 0 + CASE
                    WHEN (max(h_13.identity_level) > 0) THEN 1
                    ELSE 0 END AS anon_14
                  FROM family_access AS h_13
                  WHERE h_13.family_id = CASE
                    WHEN (r_11.kept_family_id IS NOT NULL) THEN r_11.kept_family_id
                    ELSE r_11.family_id END
                    AND h_13.until > $1::TIMESTAMP WITH TIME ZONE
                    AND h_13.office_id = $4::UUID
                ) AS shown
              FROM unnest(CAST($27::UUID[] AS UUID[]), CAST($28::INTEGER[] AS INTEGER[])) AS anon_13(key, place)
                JOIN referral AS r_11 ON r_11.id = anon_13.key
              WHERE r_11.office_id = $4::UUID
                AND (r_11.visible_until IS NULL OR r_11.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                OR r_11.delegating_office_id = $4::UUID
                AND (r_11.visible_until IS NULL OR r_11.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                OR r_11.family_id IS NULL
                AND r_11.dispatching_office_id = $4::UUID
            ) AS found_15 ON found_15.place = anon_10.place
        ) AS root_16
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_unsealed(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Mixed', $2::UUID AS anon_2,
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
