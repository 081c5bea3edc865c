/* CADRE */
SELECT convert_to(
  CAST(
    CASE
      WHEN CAST(
        (
          SELECT set_config('app.account', $1::VARCHAR, true) IS NOT NULL
            AND set_config('app.office', $2::VARCHAR, true) IS NOT NULL
            AND set_config('app.kind', $3::VARCHAR, true) IS NOT NULL
            AND set_config('app.department', $4::VARCHAR, true) IS NOT NULL
            AND set_config('app.scope', $5::VARCHAR, true) IS NOT NULL
            AND set_config('app.mode', $6::VARCHAR, true) IS NOT NULL
            AND set_config('app.now', $7::VARCHAR, true) IS NOT NULL
            AND set_config('synchronous_commit', $8::VARCHAR, true) IS NOT NULL AS is_member
          FROM membership AS member
            JOIN office AS member_office ON member_office.id = member.office_id
          WHERE member.id = $9::UUID
            AND member.account_id = $10::UUID
            AND member.office_id = $11::UUID
            AND member.role = $12::VARCHAR
            AND member.scope = CAST($13::TEXT[] AS TEXT[])
            AND member_office.kind = $14::VARCHAR
            AND member_office.department_code IS NOT DISTINCT
          FROM $15::VARCHAR
            AND member_office.region_code = $16::VARCHAR
            AND member.starts_at <= $17::TIMESTAMP WITH TIME ZONE
            AND member.ends_at > $17::TIMESTAMP WITH TIME ZONE
            AND CASE
            WHEN ($18::UUID IS NULL) THEN true
            ELSE sign_in_stands($18::UUID, member.account_id, member_office.organization_id, $17::TIMESTAMP WITH TIME ZONE) END
            AND CASE
            WHEN ($19::UUID IS NULL) THEN true
            ELSE client_key_stands($19::UUID, member.office_id, $17::TIMESTAMP WITH TIME ZONE) END
        ) AS BOOLEAN
      ) THEN (
        SELECT JSON_OBJECT('node' : root_5.body RETURNING json) AS json_object_1
        FROM (
          SELECT coalesce(json_agg(found_4.body ORDER BY anon_1.place), '[]'::json) -> 0 AS body,
            array_agg(found_4.family) FILTER(WHERE found_4.place IS NOT NULL) AS families,
            array_agg(found_4.shown) FILTER(WHERE found_4.place IS NOT NULL) AS groups
          FROM generate_series(1, $20::INTEGER) AS anon_1(place)
            LEFT OUTER JOIN (
              SELECT anon_2.place AS place,
                JSON_OBJECT(
                  'warnings' : (
                    CASE
                      WHEN (
                        a_1.state = 'DISPATCHED'
                          OR a_1.state = 'DRAFT'
                          OR a_1.state = 'IN_PROGRESS'
                          OR a_1.state = 'REOPENED'
                          OR a_1.state = 'SIGNED'
                          OR a_1.state = 'SUSPENDED'
                          OR a_1.state = 'TO_DISPATCH'
                      ) THEN (
                        SELECT coalesce(
                          json_agg(
                            JSON_OBJECT(
                              'code' : a_1_warning_4.code,
                              'message' : CASE
                                WHEN (a_1_warning_4.code = 'SAME_HELP_OPEN') THEN replace(
                                  '该家庭的同类帮扶正在办理：{which}。',
                                  '{which}',
                                  coalesce(
                                    (
                                      SELECT concat_ws(' ', a_1_r_5.number, a_1_o_7.name) AS concat_ws_1
                                      FROM referral AS a_1_r_5, office AS a_1_o_7
                                      WHERE a_1_r_5.id = a_1_warning_4.referral
                                        AND a_1_o_7.id = a_1_r_5.office_id
                                    ),
                                    (SELECT a_1_n_6.number FROM assistance_item AS a_1_n_6 WHERE a_1_n_6.id = a_1_warning_4.item),
                                    ''
                                  )
                                )
                                WHEN (a_1_warning_4.code = 'TYPE_OUTSIDE_DOMAIN') THEN '此帮扶类型不属于该需求的领域。'
                                WHEN (a_1_warning_4.code = 'RECEIVES_ALREADY') THEN '已享受此项待遇。'
                                WHEN (a_1_warning_4.code = 'SAME_HELP_OPEN') THEN '该家庭的同类帮扶正在办理：{which}。' END,
                              'referral' : (
                                SELECT JSON_OBJECT('number' : (a_1_r_8.number) RETURNING json) AS json_object_1
                                FROM referral AS a_1_r_8
                                WHERE a_1_r_8.id = a_1_warning_4.referral
                              )
                              RETURNING json
                            )
                            ORDER BY a_1_warning_4.code DESC, a_1_warning_4.at, a_1_warning_4.item
                          ),
                          '[]'::json
                        ) AS coalesce_1
                        FROM LATERAL (
                          SELECT 'TYPE_OUTSIDE_DOMAIN' AS code, CAST(NULL AS UUID) AS item, CAST(NULL AS UUID) AS referral,
                            CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS at
                          FROM assistance_type AS a_1_t_1
                          WHERE a_1_t_1.code = a_1.type_code
                            AND a_1_t_1.version = a_1.type_version
                            AND a_1.need_domain != ALL(a_1_t_1.domains)
                          UNION ALL(
                            SELECT 'SAME_HELP_OPEN' AS code, a_1_same_2.id AS id, a_1_same_2.lead_id AS lead_id,
                              a_1_same_2.created_at AS created_at
                            FROM assistance_item AS a_1_same_2
                            WHERE a_1_same_2.family_id = a_1.family_id
                              AND a_1_same_2.type_code = a_1.type_code
                              AND a_1_same_2.id != a_1.id
                              AND (
                                a_1_same_2.state = 'DISPATCHED'
                                  OR a_1_same_2.state = 'DRAFT'
                                  OR a_1_same_2.state = 'IN_PROGRESS'
                                  OR a_1_same_2.state = 'REOPENED'
                                  OR a_1_same_2.state = 'SIGNED'
                                  OR a_1_same_2.state = 'SUSPENDED'
                                  OR a_1_same_2.state = 'TO_DISPATCH'
                              )
                            ORDER BY a_1_same_2.created_at, a_1_same_2.id
                            LIMIT 10
                          )
                          UNION ALL(
                            SELECT 'RECEIVES_ALREADY' AS code, CAST(NULL AS UUID) AS anon_1, CAST(NULL AS UUID) AS anon__1,
                              CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS anon__2
                            FROM entitlement AS a_1_e_3
                            WHERE a_1_e_3.family_id = a_1.family_id
                              AND a_1_e_3.type_code = a_1.type_code
                              AND (a_1_e_3.person_id IS NULL OR a_1.person_id IS NULL OR a_1_e_3.person_id = a_1.person_id)
                              AND (
                                a_1_e_3.until IS NULL
                                  OR a_1_e_3.until >= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                              )
                            LIMIT 1
                          )
                        ) AS a_1_warning_4
                      )
                      ELSE '[]'::json END
                  ),
                  'dispatchPreview' : (
                    coalesce(
                      (
                        SELECT JSON_OBJECT(
                          'warnings' : CASE
                            WHEN (
                              a_1.state = 'DISPATCHED'
                                OR a_1.state = 'DRAFT'
                                OR a_1.state = 'IN_PROGRESS'
                                OR a_1.state = 'REOPENED'
                                OR a_1.state = 'SIGNED'
                                OR a_1.state = 'SUSPENDED'
                                OR a_1.state = 'TO_DISPATCH'
                            ) THEN (
                              SELECT coalesce(
                                json_agg(
                                  JSON_OBJECT('code' : a_1_warning_8.code RETURNING json)
                                  ORDER BY a_1_warning_8.code DESC, a_1_warning_8.at, a_1_warning_8.item
                                ),
                                '[]'::json
                              ) AS coalesce_1
                              FROM LATERAL (
                                SELECT 'TYPE_OUTSIDE_DOMAIN' AS code, CAST(NULL AS UUID) AS item, CAST(NULL AS UUID) AS referral,
                                  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS at
                                FROM assistance_type AS a_1_t_5
                                WHERE a_1_t_5.code = a_1.type_code
                                  AND a_1_t_5.version = a_1.type_version
                                  AND a_1.need_domain != ALL(a_1_t_5.domains)
                                UNION ALL(
                                  SELECT 'SAME_HELP_OPEN' AS code, a_1_same_6.id AS id, a_1_same_6.lead_id AS lead_id,
                                    a_1_same_6.created_at AS created_at
                                  FROM assistance_item AS a_1_same_6
                                  WHERE a_1_same_6.family_id = a_1.family_id
                                    AND a_1_same_6.type_code = a_1.type_code
                                    AND a_1_same_6.id != a_1.id
                                    AND (
                                      a_1_same_6.state = 'DISPATCHED'
                                        OR a_1_same_6.state = 'DRAFT'
                                        OR a_1_same_6.state = 'IN_PROGRESS'
                                        OR a_1_same_6.state = 'REOPENED'
                                        OR a_1_same_6.state = 'SIGNED'
                                        OR a_1_same_6.state = 'SUSPENDED'
                                        OR a_1_same_6.state = 'TO_DISPATCH'
                                    )
                                  ORDER BY a_1_same_6.created_at, a_1_same_6.id
                                  LIMIT 10
                                )
                                UNION ALL(
                                  SELECT 'RECEIVES_ALREADY' AS code, CAST(NULL AS UUID) AS anon_1, CAST(NULL AS UUID) AS anon__1,
                                    CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS anon__2
                                  FROM entitlement AS a_1_e_7
                                  WHERE a_1_e_7.family_id = a_1.family_id
                                    AND a_1_e_7.type_code = a_1.type_code
                                    AND (a_1_e_7.person_id IS NULL OR a_1.person_id IS NULL OR a_1_e_7.person_id = a_1.person_id)
                                    AND (
                                      a_1_e_7.until IS NULL
                                        OR a_1_e_7.until >= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                                    )
                                  LIMIT 1
                                )
                              ) AS a_1_warning_8
                            )
                            ELSE '[]'::json END
                          RETURNING json
                        ) AS json_object_1
                        FROM assistance_type AS a_1_t_1
                          JOIN family AS a_1_f_3 ON true
                          JOIN office AS a_1_o_2 ON true
                        WHERE a_1_t_1.code = a_1.type_code
                          AND a_1_t_1.version = a_1.type_version
                          AND a_1_f_3.id = a_1.family_id
                          AND a_1_o_2.id = ANY(a_1.route_offices)
                          AND office_has(a_1_o_2.id, ARRAY['FEDERATION_CADRE', 'OFFICE_DISPATCHER'], $17::TIMESTAMP WITH TIME ZONE)
                        ORDER BY array_position(a_1.route_offices, a_1_o_2.id)
                        LIMIT 1
                      ),
                      null::json
                    )
                  )
                  RETURNING json
                ) AS body,
                null::uuid AS family, 0 AS shown
              FROM unnest(CAST($21::UUID[] AS UUID[]), CAST($22::INTEGER[] AS INTEGER[])) AS anon_2(key, place)
                JOIN assistance_item AS a_1 ON a_1.id = anon_2.key
              WHERE a_1.county_code = $23::VARCHAR
            ) AS found_4 ON found_4.place = anon_1.place
        ) AS root_5
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
