/* COMMISSIONER */ WITH answer AS (
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
          CAST(JSON_OBJECT('families' : root_9.body RETURNING json) AS TEXT),
          CAST(root_9.families AS TEXT),
          CAST(root_9.groups AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : (page_6.number),
                  'region' : (
                    (
                      SELECT JSON_OBJECT('name' : (page_6_r_1.name) RETURNING json) AS json_object_1
                      FROM region AS page_6_r_1
                      WHERE page_6_r_1.code = page_6.region_code
                    )
                  ),
                  'members' : (
                    (
                      SELECT coalesce(
                        json_agg(
                          JSON_OBJECT(
                            'displayName' : (JSON_OBJECT('value' : page_6_p_1.name RETURNING json)),
                            'relation' : (page_6_p_1.relation),
                            'ageBand' : (
                              (array['0-6', '7-13', '14-17', '18-29', '30-44', '45-59', '60-74', '75-89', '90+'])[
                                width_bucket(
                                  coalesce(
                                    CAST(
                                      EXTRACT(
                                        year
                                        FROM age(
                                          CAST(timezone('Asia/Shanghai', $1::TIMESTAMP WITH TIME ZONE) AS DATE),
                                          page_6_p_1.birth_date
                                        )
                                      ) AS INTEGER
                                    ),
                                    CAST(
                                      EXTRACT(year FROM CAST(timezone('Asia/Shanghai', $1::TIMESTAMP WITH TIME ZONE) AS DATE)) AS INTEGER
                                    ) - page_6_p_1.birth_year
                                  ),
                                  array[0, 7, 14, 18, 30, 45, 60, 75, 90]
                                )
                              ]
                            ),
                            'certificate' : (
                              JSON_OBJECT(
                                'category' : CASE
                                  WHEN (page_6_p_1.disability_category IS NOT NULL) THEN JSON_OBJECT(
                                    'name' : (
                                      SELECT page_6_p_1_c_1.name_zh
                                      FROM code_name AS page_6_p_1_c_1
                                      WHERE page_6_p_1_c_1.list = 'DISABILITY_CATEGORY'
                                        AND page_6_p_1_c_1.code = page_6_p_1.disability_category
                                        AND page_6_p_1_c_1.valid_from <= CAST(
                                          timezone('Asia/Shanghai', $1::TIMESTAMP WITH TIME ZONE) AS DATE
                                        )
                                        AND (page_6_p_1_c_1.valid_to IS NULL OR page_6_p_1_c_1.valid_to > page_6_p_1_c_1.valid_from)
                                      ORDER BY page_6_p_1_c_1.valid_from DESC, page_6_p_1_c_1.version DESC
                                      LIMIT 1
                                    )
                                    RETURNING json
                                  )
                                  ELSE null::json END,
                                'level' : page_6_p_1.disability_level
                                RETURNING json
                              )
                            )
                            RETURNING json
                          )
                          ORDER BY page_6_p_1.created_at, page_6_p_1.id
                        ),
                        '[]'::json
                      ) AS coalesce_1
                      FROM person AS page_6_p_1
                      WHERE page_6_p_1.family_id = page_6.id
                    )
                  ),
                  'needs' : (
                    SELECT JSON_OBJECT(
                      'totalCount' : least(
                        (
                          SELECT count(*) AS count_1
                          FROM LATERAL (SELECT 1 AS one FROM need AS n_7 WHERE n_7.family_id = page_6.id LIMIT 10001) AS some_8
                        ),
                        10000
                      )
                      RETURNING json
                    ) AS json_object_1
                  )
                  RETURNING json
                )
                ORDER BY page_6.place
              ) FILTER(WHERE page_6.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            array_agg(page_6.id) FILTER(WHERE page_6.place <= 20) AS families, array_agg(1) FILTER(WHERE page_6.place <= 20) AS groups
          FROM LATERAL (
            SELECT once_5.number, once_5.region_code, once_5.id, row_number() OVER(ORDER BY once_5.created_at, once_5.id) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_4.created_at, united_4.id) united_4.created_at, united_4.id, united_4.number, united_4.region_code
              FROM LATERAL (
                SELECT of_each_3.created_at, of_each_3.id, of_each_3.number, of_each_3.region_code
                FROM unnest(CAST($22::TEXT[] AS TEXT[])) AS anon_10(code)
                  JOIN LATERAL (
                    SELECT f_1.created_at, f_1.id, f_1.number, f_1.region_code
                    FROM family AS f_1
                    WHERE f_1.merged_into_id IS NULL
                      AND f_1.village_code = anon_10.code
                    ORDER BY f_1.created_at, f_1.id
                    LIMIT 21
                  ) AS of_each_3 ON true
              ) AS united_4
              ORDER BY united_4.created_at, united_4.id
              LIMIT 21
            ) AS once_5
            ORDER BY once_5.created_at, once_5.id
            LIMIT 21
          ) AS page_6 HAVING true
        ) AS root_9
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_unsealed(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Families', $2::UUID AS anon_2,
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
