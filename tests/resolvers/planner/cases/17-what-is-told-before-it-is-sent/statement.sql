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
        SELECT JSON_OBJECT('node' : root_21.body RETURNING json) AS json_object_1
        FROM (
          SELECT coalesce(json_agg(found_20.body ORDER BY anon_1.place), '[]'::json) -> 0 AS body,
            array_cat(
              array_agg(found_20.family) FILTER(WHERE found_20.place IS NOT NULL),
              array_agg(found_20.also) FILTER(WHERE found_20.place IS NOT NULL)
            ) AS families,
            array_cat(
              array_agg(found_20.shown) FILTER(WHERE found_20.place IS NOT NULL),
              array_agg(found_20.shown) FILTER(WHERE found_20.place IS NOT NULL)
            ) AS groups
          FROM generate_series(1, $20::INTEGER) AS anon_1(place)
            LEFT OUTER JOIN (
              SELECT anon_2.place AS place,
                JSON_OBJECT(
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
                          JSON_OBJECT(
                            'code' : warning_6.code,
                            'message' : CASE
                              WHEN (warning_6.code = 'SAME_HELP_OPEN') THEN replace(
                                '该家庭的同类帮扶正在办理：{which}。',
                                '{which}',
                                coalesce(
                                  (
                                    SELECT concat_ws($21::VARCHAR, r_7.number, o_9.name) AS concat_ws_1
                                    FROM referral AS r_7, office AS o_9
                                    WHERE r_7.id = warning_6.referral
                                      AND o_9.id = r_7.office_id
                                  ),
                                  (SELECT n_8.number FROM assistance_item AS n_8 WHERE n_8.id = warning_6.item),
                                  ''
                                )
                              )
                              WHEN (warning_6.code = 'TYPE_OUTSIDE_DOMAIN') THEN '此帮扶类型不属于该需求的领域。'
                              WHEN (warning_6.code = 'RECEIVES_ALREADY') THEN '已享受此项待遇。'
                              WHEN (warning_6.code = 'SAME_HELP_OPEN') THEN '该家庭的同类帮扶正在办理：{which}。' END,
                            'referral' : (
                              SELECT JSON_OBJECT('number' : r_10.number RETURNING json) AS json_object_2
                              FROM referral AS r_10
                              WHERE r_10.id = warning_6.referral
                            )
                            RETURNING json
                          )
                          ORDER BY warning_6.code DESC, warning_6.at, warning_6.item
                        ),
                        '[]'::json
                      ) AS coalesce_1
                      FROM LATERAL (
                        SELECT 'TYPE_OUTSIDE_DOMAIN' AS code, CAST(NULL AS UUID) AS item, CAST(NULL AS UUID) AS referral,
                          CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS at
                        FROM assistance_type AS t_3
                        WHERE t_3.code = a_1.type_code
                          AND t_3.version = a_1.type_version
                          AND a_1.need_domain != ALL(t_3.domains)
                        UNION ALL(
                          SELECT 'SAME_HELP_OPEN' AS code, same_4.id AS id, same_4.lead_id AS lead_id, same_4.created_at AS created_at
                          FROM assistance_item AS same_4
                          WHERE same_4.family_id = a_1.family_id
                            AND same_4.type_code = a_1.type_code
                            AND same_4.id != a_1.id
                            AND (
                              same_4.state = 'DISPATCHED'
                                OR same_4.state = 'DRAFT'
                                OR same_4.state = 'IN_PROGRESS'
                                OR same_4.state = 'REOPENED'
                                OR same_4.state = 'SIGNED'
                                OR same_4.state = 'SUSPENDED'
                                OR same_4.state = 'TO_DISPATCH'
                            )
                          ORDER BY same_4.created_at, same_4.id
                          LIMIT 10
                        )
                        UNION ALL(
                          SELECT 'RECEIVES_ALREADY' AS code, CAST(NULL AS UUID) AS anon_3, CAST(NULL AS UUID) AS anon__1,
                            CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS anon__2
                          FROM entitlement AS e_5
                          WHERE e_5.family_id = a_1.family_id
                            AND e_5.type_code = a_1.type_code
                            AND (e_5.person_id IS NULL OR a_1.person_id IS NULL OR e_5.person_id = a_1.person_id)
                            AND (e_5.until IS NULL OR e_5.until >= CAST(timezone($22::VARCHAR, $17::TIMESTAMP WITH TIME ZONE) AS DATE))
                          LIMIT 1
                        )
                      ) AS warning_6
                    )
                    ELSE '[]'::json END,
                  'dispatchPreview' : coalesce(
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
                                JSON_OBJECT('code' : warning_18.code RETURNING json)
                                ORDER BY warning_18.code DESC, warning_18.at, warning_18.item
                              ),
                              '[]'::json
                            ) AS coalesce_2
                            FROM LATERAL (
                              SELECT 'TYPE_OUTSIDE_DOMAIN' AS code, CAST(NULL AS UUID) AS item, CAST(NULL AS UUID) AS referral,
                                CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS at
                              FROM assistance_type AS t_15
                              WHERE t_15.code = a_1.type_code
                                AND t_15.version = a_1.type_version
                                AND a_1.need_domain != ALL(t_15.domains)
                              UNION ALL(
                                SELECT 'SAME_HELP_OPEN' AS code, same_16.id AS id, same_16.lead_id AS lead_id,
                                  same_16.created_at AS created_at
                                FROM assistance_item AS same_16
                                WHERE same_16.family_id = a_1.family_id
                                  AND same_16.type_code = a_1.type_code
                                  AND same_16.id != a_1.id
                                  AND (
                                    same_16.state = 'DISPATCHED'
                                      OR same_16.state = 'DRAFT'
                                      OR same_16.state = 'IN_PROGRESS'
                                      OR same_16.state = 'REOPENED'
                                      OR same_16.state = 'SIGNED'
                                      OR same_16.state = 'SUSPENDED'
                                      OR same_16.state = 'TO_DISPATCH'
                                  )
                                ORDER BY same_16.created_at, same_16.id
                                LIMIT 10
                              )
                              UNION ALL(
                                SELECT 'RECEIVES_ALREADY' AS code, CAST(NULL AS UUID) AS anon_3, CAST(NULL AS UUID) AS anon__3,
                                  CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS anon__4
                                FROM entitlement AS e_17
                                WHERE e_17.family_id = a_1.family_id
                                  AND e_17.type_code = a_1.type_code
                                  AND (e_17.person_id IS NULL OR a_1.person_id IS NULL OR e_17.person_id = a_1.person_id)
                                  AND (
                                    e_17.until IS NULL
                                      OR e_17.until >= CAST(timezone($23::VARCHAR, $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                                  )
                                LIMIT 1
                              )
                            ) AS warning_18
                          )
                          ELSE '[]'::json END
                        RETURNING json
                      ) AS json_object_3
                      FROM assistance_type AS t_11
                        JOIN family AS f_13 ON true
                        JOIN office AS o_12 ON true
                      WHERE t_11.code = a_1.type_code
                        AND t_11.version = a_1.type_version
                        AND f_13.id = a_1.family_id
                        AND o_12.id = ANY(a_1.route_offices)
                        AND office_has(o_12.id, ARRAY['FEDERATION_CADRE', 'OFFICE_DISPATCHER'], $17::TIMESTAMP WITH TIME ZONE)
                      ORDER BY array_position(a_1.route_offices, o_12.id)
                      LIMIT 1
                    ),
                    null::json
                  )
                  RETURNING json
                ) AS body,
                null::uuid AS family, 0 AS shown, null::uuid AS also
              FROM unnest(CAST($24::UUID[] AS UUID[]), CAST($25::INTEGER[] AS INTEGER[])) AS anon_2(key, place)
                JOIN assistance_item AS a_1 ON a_1.id = anon_2.key
              WHERE a_1.county_code = $26::VARCHAR
            ) AS found_20 ON found_20.place = anon_1.place
        ) AS root_21
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
