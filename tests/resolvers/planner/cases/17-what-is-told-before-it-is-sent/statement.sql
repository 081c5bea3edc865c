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
            AND set_config('synchronous_commit', 'off', true) IS NOT NULL AS anon_1
          FROM membership AS member
            JOIN office AS member_office ON member_office.id = member.office_id
          WHERE member.id = $8::UUID
            AND member.account_id = $9::UUID
            AND member.office_id = $10::UUID
            AND member.role = $11::VARCHAR
            AND member.scope = CAST($12::TEXT[] AS TEXT[])
            AND member_office.kind = $13::VARCHAR
            AND member_office.department_code IS NOT DISTINCT
          FROM $14::VARCHAR
            AND member_office.region_code = $15::VARCHAR
            AND member.starts_at <= $16::TIMESTAMP WITH TIME ZONE
            AND member.ends_at > $16::TIMESTAMP WITH TIME ZONE
        ) AS BOOLEAN
      ) THEN (
        SELECT JSON_OBJECT('node' : root_18.body RETURNING json) AS json_object_1
        FROM (
          SELECT coalesce(json_agg(found_17.body ORDER BY anon_2.place), '[]'::json) -> 0 AS body,
            coalesce(json_agg(found_17.seen) FILTER(WHERE found_17.place IS NOT NULL), '[]'::json) AS seen
          FROM generate_series(1, $17::INTEGER) AS anon_2(place)
            LEFT OUTER JOIN (
              SELECT anon_3.place AS place,
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
                            'code' : warning_5.code,
                            'message' : CASE
                              WHEN (warning_5.code = 'SAME_HELP_OPEN') THEN replace(
                                '该家庭的同类帮扶正在办理：{which}。',
                                '{which}',
                                coalesce(
                                  (
                                    SELECT concat_ws($18::VARCHAR, r_6.number, o_8.name) AS concat_ws_1
                                    FROM referral AS r_6, office AS o_8
                                    WHERE r_6.id = warning_5.referral
                                      AND o_8.id = r_6.office_id
                                  ),
                                  (SELECT n_7.number FROM assistance_item AS n_7 WHERE n_7.id = warning_5.item),
                                  ''
                                )
                              )
                              WHEN (warning_5.code = 'TYPE_OUTSIDE_DOMAIN') THEN '此帮扶类型不属于该需求的领域。'
                              WHEN (warning_5.code = 'SAME_HELP_OPEN') THEN '该家庭的同类帮扶正在办理：{which}。' END,
                            'referral' : (
                              SELECT JSON_OBJECT('number' : r_9.number RETURNING json) AS json_object_2
                              FROM referral AS r_9
                              WHERE r_9.id = warning_5.referral
                            )
                            RETURNING json
                          )
                          ORDER BY warning_5.code DESC, warning_5.at, warning_5.item
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
                      ) AS warning_5
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
                                JSON_OBJECT('code' : warning_15.code RETURNING json)
                                ORDER BY warning_15.code DESC, warning_15.at, warning_15.item
                              ),
                              '[]'::json
                            ) AS coalesce_2
                            FROM LATERAL (
                              SELECT 'TYPE_OUTSIDE_DOMAIN' AS code, CAST(NULL AS UUID) AS item, CAST(NULL AS UUID) AS referral,
                                CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS at
                              FROM assistance_type AS t_13
                              WHERE t_13.code = a_1.type_code
                                AND t_13.version = a_1.type_version
                                AND a_1.need_domain != ALL(t_13.domains)
                              UNION ALL(
                                SELECT 'SAME_HELP_OPEN' AS code, same_14.id AS id, same_14.lead_id AS lead_id,
                                  same_14.created_at AS created_at
                                FROM assistance_item AS same_14
                                WHERE same_14.family_id = a_1.family_id
                                  AND same_14.type_code = a_1.type_code
                                  AND same_14.id != a_1.id
                                  AND (
                                    same_14.state = 'DISPATCHED'
                                      OR same_14.state = 'DRAFT'
                                      OR same_14.state = 'IN_PROGRESS'
                                      OR same_14.state = 'REOPENED'
                                      OR same_14.state = 'SIGNED'
                                      OR same_14.state = 'SUSPENDED'
                                      OR same_14.state = 'TO_DISPATCH'
                                  )
                                ORDER BY same_14.created_at, same_14.id
                                LIMIT 10
                              )
                            ) AS warning_15
                          )
                          ELSE '[]'::json END
                        RETURNING json
                      ) AS json_object_3
                      FROM assistance_type AS t_10
                        JOIN family AS f_12 ON true
                        JOIN office AS o_11 ON true
                      WHERE t_10.code = a_1.type_code
                        AND t_10.version = a_1.type_version
                        AND f_12.id = a_1.family_id
                        AND o_11.id = ANY(a_1.route_offices)
                        AND office_has(o_11.id, ARRAY['FEDERATION_CADRE', 'OFFICE_DISPATCHER'], $16::TIMESTAMP WITH TIME ZONE)
                      ORDER BY array_position(a_1.route_offices, o_11.id)
                      LIMIT 1
                    ),
                    null::json
                  )
                  RETURNING json
                ) AS body,
                null::json AS seen
              FROM unnest(CAST($19::UUID[] AS UUID[]), CAST($20::INTEGER[] AS INTEGER[])) AS anon_3(key, place)
                JOIN assistance_item AS a_1 ON a_1.id = anon_3.key
              WHERE a_1.county_code = $21::VARCHAR
            ) AS found_17 ON found_17.place = anon_2.place
        ) AS root_18
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
