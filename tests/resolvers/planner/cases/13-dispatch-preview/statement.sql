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
          CAST(JSON_OBJECT('node' : root_5.body RETURNING json) AS TEXT),
          CAST(root_5.families AS TEXT),
          CAST(root_5.groups AS TEXT)
        ] AS anon_9
        FROM (
          SELECT coalesce(json_agg(found_4.body ORDER BY anon_10.place), '[]'::json) -> 0 AS body,
            array_agg(found_4.family) FILTER(WHERE found_4.place IS NOT NULL) AS families,
            array_agg(found_4.shown) FILTER(WHERE found_4.place IS NOT NULL) AS groups
          FROM generate_series(1, $22::INTEGER) AS anon_10(place)
            LEFT OUTER JOIN (
              SELECT anon_11.place AS place,
                JSON_OBJECT(
                  'dispatchPreview' : (
                    coalesce(
                      (
                        SELECT JSON_OBJECT(
                          'office' : JSON_OBJECT('name' : (a_1_o_2.name) RETURNING json),
                          'requestText' : a_1.request_text,
                          'open' : (
                            SELECT count(*) AS count_1
                            FROM referral AS a_1_r_5
                            WHERE a_1_r_5.office_id = a_1_o_2.id
                              AND (
                                a_1_r_5.state = 'DISPATCHED'
                                  OR a_1_r_5.state = 'IN_PROGRESS'
                                  OR a_1_r_5.state = 'REOPENED'
                                  OR a_1_r_5.state = 'SIGNED'
                                  OR a_1_r_5.state = 'SUSPENDED'
                              )
                          ),
                          'disclosed' : (
                            SELECT coalesce(
                              json_agg(
                                JSON_OBJECT(
                                  'group' : a_1_best_11."group",
                                  'level' : CASE
                                    WHEN (a_1_best_11.level = 0) THEN 'HIDDEN'
                                    WHEN (a_1_best_11.level = 1) THEN 'COARSE'
                                    WHEN (a_1_best_11.level = 2) THEN 'MASKED'
                                    WHEN (a_1_best_11.level = 3) THEN 'FULL'
                                    ELSE null END
                                  RETURNING json
                                )
                                ORDER BY a_1_best_11."group"
                              ),
                              '[]'::json
                            ) AS coalesce_1
                            FROM LATERAL (
                              SELECT DISTINCT ON (a_1_given_10."group") a_1_given_10."group" AS "group", a_1_given_10.level AS level,
                                a_1_given_10.reason AS reason, a_1_given_10.rank AS rank
                              FROM LATERAL (
                                SELECT a_1_s_6."group" AS "group", CASE
                                    WHEN (
                                      a_1_o_2.kind = 'FEDERATION'
                                        AND (
                                          a_1_o_2.county_code IS NOT NULL
                                            OR a_1_o_2.region_code = '441900000000'
                                            OR a_1_o_2.region_code = '442000000000'
                                            OR a_1_o_2.region_code = '460400000000'
                                            OR a_1_o_2.region_code = '620200000000'
                                        )
                                    ) THEN CASE
                                    WHEN (a_1_s_6."group" = 'IDENTITY') THEN 3
                                    WHEN (a_1_s_6."group" = 'ID_NUMBER') THEN 2
                                    WHEN (a_1_s_6."group" = 'CONTACT') THEN 3
                                    WHEN (a_1_s_6."group" = 'CONTACT_WISH') THEN 3
                                    WHEN (a_1_s_6."group" = 'ADDRESS') THEN 3
                                    WHEN (a_1_s_6."group" = 'BIRTH') THEN 3
                                    WHEN (a_1_s_6."group" = 'DISABILITY') THEN 3
                                    WHEN (a_1_s_6."group" = 'HEALTH') THEN 3
                                    WHEN (a_1_s_6."group" = 'INCOME') THEN 3
                                    WHEN (a_1_s_6."group" = 'WORK') THEN 3
                                    WHEN (a_1_s_6."group" = 'CASE') THEN 3
                                    WHEN (a_1_s_6."group" = 'OTHER_HELP') THEN 3
                                    ELSE 0 END
                                    WHEN (a_1_o_2.kind = 'FEDERATION') THEN CASE
                                    WHEN (a_1_s_6."group" = 'IDENTITY') THEN 2
                                    WHEN (a_1_s_6."group" = 'ADDRESS') THEN 1
                                    WHEN (a_1_s_6."group" = 'BIRTH') THEN 1
                                    WHEN (a_1_s_6."group" = 'DISABILITY') THEN 1
                                    WHEN (a_1_s_6."group" = 'CASE') THEN 3
                                    WHEN (a_1_s_6."group" = 'OTHER_HELP') THEN 3
                                    ELSE 0 END
                                    ELSE a_1_s_6.level END AS level, CASE
                                    WHEN (a_1_o_2.kind = 'FEDERATION') THEN '残联掌握本辖区家庭的情况'
                                    ELSE a_1_s_6.reason_zh END AS reason, 0 AS rank
                                FROM share_contract AS a_1_s_6
                                WHERE a_1_s_6.type_code = a_1.type_code
                                  AND a_1_s_6.version = (
                                    SELECT max(share_contract.version) AS max_1
                                    FROM share_contract
                                    WHERE share_contract.type_code = a_1.type_code
                                  )
                                  AND a_1_s_6.half = 'BEFORE'
                                UNION ALL
                                SELECT a_1_s_8."group" AS "group", CASE
                                    WHEN (
                                      NOT (
                                        NOT (
                                          a_1_s_8."group" = 'BIRTH'
                                            OR a_1_s_8."group" = 'DISABILITY'
                                            OR a_1_s_8."group" = 'IDENTITY'
                                            OR a_1_s_8."group" = 'ID_NUMBER'
                                        )
                                      )
                                        AND a_1_r_7.members IS NOT NULL
                                        AND NOT (
                                          a_1_r_7.members && CASE
                                            WHEN (a_1.person_id IS NOT NULL) THEN ARRAY[a_1.person_id]
                                            ELSE NULL END
                                        )
                                    ) THEN 0
                                    WHEN (
                                      NOT (
                                        a_1_s_8."group" = 'BIRTH'
                                          OR a_1_s_8."group" = 'DISABILITY'
                                          OR a_1_s_8."group" = 'IDENTITY'
                                          OR a_1_s_8."group" = 'ID_NUMBER'
                                      )
                                        OR a_1_r_7.person_id IS NULL
                                        OR a_1_r_7.person_id = a_1.person_id
                                    ) THEN a_1_s_8.level
                                    ELSE least(a_1_s_8.level, 1) END AS level, a_1_s_8.reason_zh AS reason, 1 AS rank
                                FROM referral AS a_1_r_7
                                  JOIN share_contract AS a_1_s_8 ON a_1_s_8.type_code = a_1_r_7.type_code
                                  AND a_1_s_8.version = a_1_r_7.contract_version
                                  AND a_1_s_8.half = CASE
                                  WHEN (
                                    a_1_r_7.part = 'ASSISTING'
                                      AND (
                                        a_1_r_7.state = 'ARCHIVED'
                                          OR a_1_r_7.state = 'COMPLETED'
                                          OR a_1_r_7.state = 'CONFIRMED'
                                          OR a_1_r_7.state = 'IN_PROGRESS'
                                          OR a_1_r_7.state = 'REOPENED'
                                          OR a_1_r_7.state = 'SIGNED'
                                          OR a_1_r_7.state = 'SUSPENDED'
                                      )
                                  ) THEN 'ASSISTING_AFTER'
                                  WHEN (a_1_r_7.part = 'ASSISTING') THEN 'ASSISTING_BEFORE'
                                  WHEN (
                                    a_1_r_7.state = 'ARCHIVED'
                                      OR a_1_r_7.state = 'COMPLETED'
                                      OR a_1_r_7.state = 'CONFIRMED'
                                      OR a_1_r_7.state = 'IN_PROGRESS'
                                      OR a_1_r_7.state = 'REOPENED'
                                      OR a_1_r_7.state = 'SIGNED'
                                      OR a_1_r_7.state = 'SUSPENDED'
                                  ) THEN 'AFTER'
                                  ELSE 'BEFORE' END
                                  JOIN office AS a_1_o_9 ON a_1_o_9.id = a_1_r_7.office_id
                                  AND a_1_o_9.kind != 'FEDERATION'
                                WHERE a_1_r_7.family_id = a_1.family_id
                                  AND a_1_r_7.office_id = a_1_o_2.id
                                  AND (a_1_r_7.visible_until IS NULL OR a_1_r_7.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                                  AND a_1_r_7.kept_family_id IS NOT DISTINCT
                                FROM NULL
                                  AND NOT (a_1_s_8."group" = 'CASE' OR a_1_s_8."group" = 'OTHER_HELP')
                              ) AS a_1_given_10
                              ORDER BY a_1_given_10."group", a_1_given_10.level DESC, a_1_given_10.rank, a_1_given_10.reason
                            ) AS a_1_best_11
                          ),
                          'family' : (
                            SELECT JSON_OBJECT(
                              'number' : a_1_f_3.number,
                              'displayName' : JSON_OBJECT(
                                'value' : CASE
                                  WHEN (a_1_v_16.identity_level = 3) THEN a_1_f_3.display_name
                                  WHEN (a_1_v_16.identity_level = 2) THEN a_1_f_3.display_name_masked
                                  WHEN (a_1_v_16.identity_level = 1) THEN a_1_f_3.display_name_coarse
                                  ELSE null END,
                                'level' : CASE
                                  WHEN (a_1_v_16.identity_level = 0) THEN 'HIDDEN'
                                  WHEN (a_1_v_16.identity_level = 1) THEN 'COARSE'
                                  WHEN (a_1_v_16.identity_level = 2) THEN 'MASKED'
                                  WHEN (a_1_v_16.identity_level = 3) THEN 'FULL'
                                  ELSE null END
                                RETURNING json
                              ),
                              'phone' : JSON_OBJECT(
                                'value' : CASE
                                  WHEN (a_1_v_16.contact_level = 3) THEN a_1_f_3.phone
                                  WHEN (a_1_v_16.contact_level = 2) THEN a_1_f_3.phone_masked
                                  ELSE null END,
                                'level' : CASE
                                  WHEN (a_1_v_16.contact_level = 0) THEN 'HIDDEN'
                                  WHEN (a_1_v_16.contact_level = 1) THEN 'COARSE'
                                  WHEN (a_1_v_16.contact_level = 2) THEN 'MASKED'
                                  WHEN (a_1_v_16.contact_level = 3) THEN 'FULL'
                                  ELSE null END
                                RETURNING json
                              ),
                              'members' : CASE
                                WHEN (a_1_v_16.identity_level >= 1) THEN (
                                  SELECT coalesce(
                                    json_agg(
                                      JSON_OBJECT(
                                        'displayName' : JSON_OBJECT(
                                          'value' : CASE
                                            WHEN (a_1_v_21.identity_level = 3) THEN a_1_p_17.name
                                            WHEN (a_1_v_21.identity_level = 2) THEN a_1_p_17.name_masked
                                            WHEN (a_1_v_21.identity_level = 1) THEN a_1_p_17.name_coarse
                                            ELSE null END
                                          RETURNING json
                                        ),
                                        'ageBand' : CASE
                                          WHEN (a_1_v_21.birth_level >= 1) THEN (
                                            array['0-6', '7-13', '14-17', '18-29', '30-44', '45-59', '60-74', '75-89', '90+']
                                          )[
                                            width_bucket(
                                              coalesce(
                                                CAST(
                                                  EXTRACT(
                                                    year
                                                    FROM age(
                                                      CAST(timezone('Asia/Shanghai', $1::TIMESTAMP WITH TIME ZONE) AS DATE),
                                                      a_1_p_17.birth_date
                                                    )
                                                  ) AS INTEGER
                                                ),
                                                CAST(
                                                  EXTRACT(
                                                    year
                                                    FROM CAST(timezone('Asia/Shanghai', $1::TIMESTAMP WITH TIME ZONE) AS DATE)
                                                  ) AS INTEGER
                                                ) - a_1_p_17.birth_year
                                              ),
                                              array[0, 7, 14, 18, 30, 45, 60, 75, 90]
                                            )
                                          ] END
                                        RETURNING json
                                      )
                                      ORDER BY a_1_p_17.created_at, a_1_p_17.id
                                    ),
                                    '[]'::json
                                  ) AS coalesce_2
                                  FROM person AS a_1_p_17
                                    JOIN LATERAL (
                                      SELECT least(
                                        CASE
                                          WHEN (
                                            a_1_o_2.kind = 'FEDERATION'
                                              AND (
                                                a_1_o_2.county_code IS NOT NULL
                                                  OR a_1_o_2.region_code = '441900000000'
                                                  OR a_1_o_2.region_code = '442000000000'
                                                  OR a_1_o_2.region_code = '460400000000'
                                                  OR a_1_o_2.region_code = '620200000000'
                                              )
                                          ) THEN CASE
                                          WHEN ('IDENTITY' = 'IDENTITY') THEN 3
                                          WHEN ('IDENTITY' = 'ID_NUMBER') THEN 2
                                          WHEN ('IDENTITY' = 'CONTACT') THEN 3
                                          WHEN ('IDENTITY' = 'CONTACT_WISH') THEN 3
                                          WHEN ('IDENTITY' = 'ADDRESS') THEN 3
                                          WHEN ('IDENTITY' = 'BIRTH') THEN 3
                                          WHEN ('IDENTITY' = 'DISABILITY') THEN 3
                                          WHEN ('IDENTITY' = 'HEALTH') THEN 3
                                          WHEN ('IDENTITY' = 'INCOME') THEN 3
                                          WHEN ('IDENTITY' = 'WORK') THEN 3
                                          WHEN ('IDENTITY' = 'CASE') THEN 3
                                          WHEN ('IDENTITY' = 'OTHER_HELP') THEN 3
                                          ELSE 0 END
                                          WHEN (a_1_o_2.kind = 'FEDERATION') THEN CASE
                                          WHEN ('IDENTITY' = 'IDENTITY') THEN 2
                                          WHEN ('IDENTITY' = 'ADDRESS') THEN 1
                                          WHEN ('IDENTITY' = 'BIRTH') THEN 1
                                          WHEN ('IDENTITY' = 'DISABILITY') THEN 1
                                          WHEN ('IDENTITY' = 'CASE') THEN 3
                                          WHEN ('IDENTITY' = 'OTHER_HELP') THEN 3
                                          ELSE 0 END
                                          ELSE greatest(
                                            CASE
                                              WHEN (a_1.person_id IS NULL OR a_1.person_id = a_1_p_17.id) THEN a_1_given_19.identity_level
                                              ELSE least(a_1_given_19.identity_level, 1) END,
                                            a_1_held_20.identity_level
                                          ) END,
                                        3
                                      ) AS identity_level,
                                        least(
                                          CASE
                                            WHEN (
                                              a_1_o_2.kind = 'FEDERATION'
                                                AND (
                                                  a_1_o_2.county_code IS NOT NULL
                                                    OR a_1_o_2.region_code = '441900000000'
                                                    OR a_1_o_2.region_code = '442000000000'
                                                    OR a_1_o_2.region_code = '460400000000'
                                                    OR a_1_o_2.region_code = '620200000000'
                                                )
                                            ) THEN CASE
                                            WHEN ('BIRTH' = 'IDENTITY') THEN 3
                                            WHEN ('BIRTH' = 'ID_NUMBER') THEN 2
                                            WHEN ('BIRTH' = 'CONTACT') THEN 3
                                            WHEN ('BIRTH' = 'CONTACT_WISH') THEN 3
                                            WHEN ('BIRTH' = 'ADDRESS') THEN 3
                                            WHEN ('BIRTH' = 'BIRTH') THEN 3
                                            WHEN ('BIRTH' = 'DISABILITY') THEN 3
                                            WHEN ('BIRTH' = 'HEALTH') THEN 3
                                            WHEN ('BIRTH' = 'INCOME') THEN 3
                                            WHEN ('BIRTH' = 'WORK') THEN 3
                                            WHEN ('BIRTH' = 'CASE') THEN 3
                                            WHEN ('BIRTH' = 'OTHER_HELP') THEN 3
                                            ELSE 0 END
                                            WHEN (a_1_o_2.kind = 'FEDERATION') THEN CASE
                                            WHEN ('BIRTH' = 'IDENTITY') THEN 2
                                            WHEN ('BIRTH' = 'ADDRESS') THEN 1
                                            WHEN ('BIRTH' = 'BIRTH') THEN 1
                                            WHEN ('BIRTH' = 'DISABILITY') THEN 1
                                            WHEN ('BIRTH' = 'CASE') THEN 3
                                            WHEN ('BIRTH' = 'OTHER_HELP') THEN 3
                                            ELSE 0 END
                                            ELSE greatest(
                                              CASE
                                                WHEN (a_1.person_id IS NULL OR a_1.person_id = a_1_p_17.id) THEN a_1_given_19.birth_level
                                                ELSE least(a_1_given_19.birth_level, 1) END,
                                              a_1_held_20.birth_level
                                            ) END,
                                          3
                                        ) AS birth_level
                                      FROM LATERAL (
                                        SELECT coalesce(
                                          max(a_1_s_12.level) FILTER(WHERE a_1_s_12."group" = 'IDENTITY'),
                                          0
                                        ) AS identity_level,
                                          coalesce(max(a_1_s_12.level) FILTER(WHERE a_1_s_12."group" = 'BIRTH'), 0) AS birth_level
                                        FROM share_contract AS a_1_s_12
                                        WHERE a_1_s_12.type_code = a_1.type_code
                                          AND a_1_s_12.version = (
                                            SELECT max(share_contract.version) AS max_1
                                            FROM share_contract
                                            WHERE share_contract.type_code = a_1.type_code
                                          )
                                          AND a_1_s_12.half = 'BEFORE' HAVING true
                                      ) AS a_1_given_19
                                        JOIN LATERAL (
                                          SELECT coalesce(
                                            max(
                                              CASE
                                                WHEN (a_1_a_18.members IS NULL OR a_1_p_17.id = ANY(a_1_a_18.members)) THEN CASE
                                                WHEN (a_1_a_18.person_id IS NULL OR a_1_a_18.person_id = a_1_p_17.id) THEN a_1_a_18.identity_level
                                                ELSE least(a_1_a_18.identity_level, 1) END
                                                ELSE 0 END
                                            ),
                                            0
                                          ) AS identity_level,
                                            coalesce(
                                              max(
                                                CASE
                                                  WHEN (a_1_a_18.members IS NULL OR a_1_p_17.id = ANY(a_1_a_18.members)) THEN CASE
                                                  WHEN (a_1_a_18.person_id IS NULL OR a_1_a_18.person_id = a_1_p_17.id) THEN a_1_a_18.birth_level
                                                  ELSE least(a_1_a_18.birth_level, 1) END
                                                  ELSE 0 END
                                              ),
                                              0
                                            ) AS birth_level
                                          FROM family_access AS a_1_a_18
                                          WHERE a_1_a_18.family_id = a_1_p_17.family_id
                                            AND a_1_a_18.office_id = a_1_o_2.id
                                            AND a_1_a_18.until > $1::TIMESTAMP WITH TIME ZONE HAVING true
                                        ) AS a_1_held_20 ON true
                                    ) AS a_1_v_21 ON true
                                  WHERE a_1_p_17.family_id = a_1_f_3.id
                                ) END
                              RETURNING json
                            ) AS json_object_2
                            FROM LATERAL (
                              SELECT least(
                                CASE
                                  WHEN (
                                    a_1_o_2.kind = 'FEDERATION'
                                      AND (
                                        a_1_o_2.county_code IS NOT NULL
                                          OR a_1_o_2.region_code = '441900000000'
                                          OR a_1_o_2.region_code = '442000000000'
                                          OR a_1_o_2.region_code = '460400000000'
                                          OR a_1_o_2.region_code = '620200000000'
                                      )
                                  ) THEN CASE
                                  WHEN ('IDENTITY' = 'IDENTITY') THEN 3
                                  WHEN ('IDENTITY' = 'ID_NUMBER') THEN 2
                                  WHEN ('IDENTITY' = 'CONTACT') THEN 3
                                  WHEN ('IDENTITY' = 'CONTACT_WISH') THEN 3
                                  WHEN ('IDENTITY' = 'ADDRESS') THEN 3
                                  WHEN ('IDENTITY' = 'BIRTH') THEN 3
                                  WHEN ('IDENTITY' = 'DISABILITY') THEN 3
                                  WHEN ('IDENTITY' = 'HEALTH') THEN 3
                                  WHEN ('IDENTITY' = 'INCOME') THEN 3
                                  WHEN ('IDENTITY' = 'WORK') THEN 3
                                  WHEN ('IDENTITY' = 'CASE') THEN 3
                                  WHEN ('IDENTITY' = 'OTHER_HELP') THEN 3
                                  ELSE 0 END
                                  WHEN (a_1_o_2.kind = 'FEDERATION') THEN CASE
                                  WHEN ('IDENTITY' = 'IDENTITY') THEN 2
                                  WHEN ('IDENTITY' = 'ADDRESS') THEN 1
                                  WHEN ('IDENTITY' = 'BIRTH') THEN 1
                                  WHEN ('IDENTITY' = 'DISABILITY') THEN 1
                                  WHEN ('IDENTITY' = 'CASE') THEN 3
                                  WHEN ('IDENTITY' = 'OTHER_HELP') THEN 3
                                  ELSE 0 END
                                  ELSE greatest(
                                    CASE
                                      WHEN (a_1.person_id IS NULL OR a_1.person_id = a_1_f_3.head_id) THEN a_1_given_14.identity_level
                                      ELSE least(a_1_given_14.identity_level, 1) END,
                                    a_1_held_15.identity_level
                                  ) END,
                                3
                              ) AS identity_level,
                                least(
                                  CASE
                                    WHEN (
                                      a_1_o_2.kind = 'FEDERATION'
                                        AND (
                                          a_1_o_2.county_code IS NOT NULL
                                            OR a_1_o_2.region_code = '441900000000'
                                            OR a_1_o_2.region_code = '442000000000'
                                            OR a_1_o_2.region_code = '460400000000'
                                            OR a_1_o_2.region_code = '620200000000'
                                        )
                                    ) THEN CASE
                                    WHEN ('CONTACT' = 'IDENTITY') THEN 3
                                    WHEN ('CONTACT' = 'ID_NUMBER') THEN 2
                                    WHEN ('CONTACT' = 'CONTACT') THEN 3
                                    WHEN ('CONTACT' = 'CONTACT_WISH') THEN 3
                                    WHEN ('CONTACT' = 'ADDRESS') THEN 3
                                    WHEN ('CONTACT' = 'BIRTH') THEN 3
                                    WHEN ('CONTACT' = 'DISABILITY') THEN 3
                                    WHEN ('CONTACT' = 'HEALTH') THEN 3
                                    WHEN ('CONTACT' = 'INCOME') THEN 3
                                    WHEN ('CONTACT' = 'WORK') THEN 3
                                    WHEN ('CONTACT' = 'CASE') THEN 3
                                    WHEN ('CONTACT' = 'OTHER_HELP') THEN 3
                                    ELSE 0 END
                                    WHEN (a_1_o_2.kind = 'FEDERATION') THEN CASE
                                    WHEN ('CONTACT' = 'IDENTITY') THEN 2
                                    WHEN ('CONTACT' = 'ADDRESS') THEN 1
                                    WHEN ('CONTACT' = 'BIRTH') THEN 1
                                    WHEN ('CONTACT' = 'DISABILITY') THEN 1
                                    WHEN ('CONTACT' = 'CASE') THEN 3
                                    WHEN ('CONTACT' = 'OTHER_HELP') THEN 3
                                    ELSE 0 END
                                    ELSE greatest(a_1_given_14.contact_level, a_1_held_15.contact_level) END,
                                  3
                                ) AS contact_level
                              FROM LATERAL (
                                SELECT coalesce(max(a_1_s_12.level) FILTER(WHERE a_1_s_12."group" = 'IDENTITY'), 0) AS identity_level,
                                  coalesce(max(a_1_s_12.level) FILTER(WHERE a_1_s_12."group" = 'CONTACT'), 0) AS contact_level
                                FROM share_contract AS a_1_s_12
                                WHERE a_1_s_12.type_code = a_1.type_code
                                  AND a_1_s_12.version = (
                                    SELECT max(share_contract.version) AS max_1
                                    FROM share_contract
                                    WHERE share_contract.type_code = a_1.type_code
                                  )
                                  AND a_1_s_12.half = 'BEFORE' HAVING true
                              ) AS a_1_given_14
                                JOIN LATERAL (
                                  SELECT coalesce(
                                    max(
                                      CASE
                                        WHEN (a_1_a_13.members IS NULL OR a_1_f_3.head_id = ANY(a_1_a_13.members)) THEN CASE
                                        WHEN (a_1_a_13.person_id IS NULL OR a_1_a_13.person_id = a_1_f_3.head_id) THEN a_1_a_13.identity_level
                                        ELSE least(a_1_a_13.identity_level, 1) END
                                        ELSE 0 END
                                    ),
                                    0
                                  ) AS identity_level,
                                    coalesce(max(a_1_a_13.contact_level), 0) AS contact_level
                                  FROM family_access AS a_1_a_13
                                  WHERE a_1_a_13.family_id = a_1_f_3.id
                                    AND a_1_a_13.office_id = a_1_o_2.id
                                    AND a_1_a_13.until > $1::TIMESTAMP WITH TIME ZONE HAVING true
                                ) AS a_1_held_15 ON true
                            ) AS a_1_v_16
                          )
                          RETURNING json
                        ) AS json_object_1
                        FROM assistance_type AS a_1_t_1
                          JOIN family AS a_1_f_3 ON true
                          JOIN office AS a_1_o_2 ON true
                        WHERE a_1_t_1.code = a_1.type_code
                          AND a_1_t_1.version = a_1.type_version
                          AND a_1_f_3.id = a_1.family_id
                          AND a_1_o_2.id = ANY(a_1.route_offices)
                          AND office_has(a_1_o_2.id, ARRAY['FEDERATION_CADRE', 'OFFICE_DISPATCHER'], $1::TIMESTAMP WITH TIME ZONE)
                        ORDER BY array_position(a_1.route_offices, a_1_o_2.id)
                        LIMIT 1
                      ),
                      null::json
                    )
                  )
                  RETURNING json
                ) AS body,
                a_1.family_id AS family, 5 AS shown
              FROM unnest(CAST($23::UUID[] AS UUID[]), CAST($24::INTEGER[] AS INTEGER[])) AS anon_11(key, place)
                JOIN assistance_item AS a_1 ON a_1.id = anon_11.key
              WHERE a_1.county_code = $25::VARCHAR
            ) AS found_4 ON found_4.place = anon_10.place
        ) AS root_5
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_unsealed(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Preview', $2::UUID AS anon_2,
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
