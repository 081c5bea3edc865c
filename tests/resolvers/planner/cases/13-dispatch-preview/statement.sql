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
          CAST(JSON_OBJECT('node' : root_26.body RETURNING json) AS TEXT),
          CAST(root_26.families AS TEXT),
          CAST(root_26.groups AS TEXT)
        ] AS anon_9
        FROM (
          SELECT coalesce(json_agg(found_25.body ORDER BY anon_10.place), '[]'::json) -> 0 AS body,
            array_cat(
              array_agg(found_25.family) FILTER(WHERE found_25.place IS NOT NULL),
              array_agg(found_25.also) FILTER(WHERE found_25.place IS NOT NULL)
            ) AS families,
            array_cat(
              array_agg(found_25.shown) FILTER(WHERE found_25.place IS NOT NULL),
              array_agg(found_25.shown) FILTER(WHERE found_25.place IS NOT NULL)
            ) AS groups
          FROM generate_series(1, $22::INTEGER) AS anon_10(place)
            LEFT OUTER JOIN (
              SELECT anon_11.place AS place,
                JSON_OBJECT(
                  'dispatchPreview' : coalesce(
                    (
                      SELECT JSON_OBJECT(
                        'office' : JSON_OBJECT('name' : o_4.name RETURNING json),
                        'requestText' : a_1.request_text,
                        'open' : (
                          SELECT count(*) AS count_1
                          FROM referral AS r_7
                          WHERE r_7.office_id = o_4.id
                            AND (
                              r_7.state = 'DISPATCHED'
                                OR r_7.state = 'IN_PROGRESS'
                                OR r_7.state = 'REOPENED'
                                OR r_7.state = 'SIGNED'
                                OR r_7.state = 'SUSPENDED'
                            )
                        ),
                        'disclosed' : (
                          SELECT coalesce(
                            json_agg(
                              JSON_OBJECT(
                                'group' : best_13."group",
                                'level' : CASE
                                  WHEN (best_13.level = 0) THEN 'HIDDEN'
                                  WHEN (best_13.level = 1) THEN 'COARSE'
                                  WHEN (best_13.level = 2) THEN 'MASKED'
                                  WHEN (best_13.level = 3) THEN 'FULL'
                                  ELSE null END
                                RETURNING json
                              )
                              ORDER BY best_13."group"
                            ),
                            '[]'::json
                          ) AS coalesce_1
                          FROM LATERAL (
                            SELECT DISTINCT ON (given_12."group") given_12."group" AS "group", given_12.level AS level,
                              given_12.reason AS reason, given_12.rank AS rank
                            FROM LATERAL (
                              SELECT s_8."group" AS "group", CASE
                                  WHEN (
                                    o_4.kind = 'FEDERATION'
                                      AND (
                                        o_4.county_code IS NOT NULL
                                          OR o_4.region_code = '441900000000'
                                          OR o_4.region_code = '442000000000'
                                          OR o_4.region_code = '460400000000'
                                          OR o_4.region_code = '620200000000'
                                      )
                                  ) THEN CASE
                                  WHEN (s_8."group" = 'IDENTITY') THEN 3
                                  WHEN (s_8."group" = 'ID_NUMBER') THEN 2
                                  WHEN (s_8."group" = 'CONTACT') THEN 3
                                  WHEN (s_8."group" = 'CONTACT_WISH') THEN 3
                                  WHEN (s_8."group" = 'ADDRESS') THEN 3
                                  WHEN (s_8."group" = 'BIRTH') THEN 3
                                  WHEN (s_8."group" = 'DISABILITY') THEN 3
                                  WHEN (s_8."group" = 'HEALTH') THEN 3
                                  WHEN (s_8."group" = 'INCOME') THEN 3
                                  WHEN (s_8."group" = 'WORK') THEN 3
                                  WHEN (s_8."group" = 'CASE') THEN 3
                                  WHEN (s_8."group" = 'OTHER_HELP') THEN 3
                                  ELSE 0 END
                                  WHEN (o_4.kind = 'FEDERATION') THEN CASE
                                  WHEN (s_8."group" = 'IDENTITY') THEN 2
                                  WHEN (s_8."group" = 'ADDRESS') THEN 1
                                  WHEN (s_8."group" = 'BIRTH') THEN 1
                                  WHEN (s_8."group" = 'DISABILITY') THEN 1
                                  WHEN (s_8."group" = 'CASE') THEN 3
                                  WHEN (s_8."group" = 'OTHER_HELP') THEN 3
                                  ELSE 0 END
                                  ELSE s_8.level END AS level, CASE
                                  WHEN (o_4.kind = 'FEDERATION') THEN '残联掌握本辖区家庭的情况'
                                  ELSE s_8.reason_zh END AS reason, 0 AS rank
                              FROM share_contract AS s_8
                              WHERE s_8.type_code = a_1.type_code
                                AND s_8.version = (
                                  SELECT max(share_contract.version) AS max_1
                                  FROM share_contract
                                  WHERE share_contract.type_code = a_1.type_code
                                )
                                AND s_8.half = 'BEFORE'
                              UNION ALL
                              SELECT s_10."group" AS "group", CASE
                                  WHEN (
                                    NOT (
                                      NOT (
                                        s_10."group" = 'BIRTH'
                                          OR s_10."group" = 'DISABILITY'
                                          OR s_10."group" = 'IDENTITY'
                                          OR s_10."group" = 'ID_NUMBER'
                                      )
                                    )
                                      AND r_9.members IS NOT NULL
                                      AND NOT (r_9.members && CASE WHEN (a_1.person_id IS NOT NULL) THEN ARRAY[a_1.person_id] ELSE NULL END)
                                  ) THEN 0
                                  WHEN (
                                    NOT (
                                      s_10."group" = 'BIRTH'
                                        OR s_10."group" = 'DISABILITY'
                                        OR s_10."group" = 'IDENTITY'
                                        OR s_10."group" = 'ID_NUMBER'
                                    )
                                      OR r_9.person_id IS NULL
                                      OR r_9.person_id = a_1.person_id
                                  ) THEN s_10.level
                                  ELSE least(s_10.level, 1) END AS level, s_10.reason_zh AS reason, 1 AS rank
                              FROM referral AS r_9
                                JOIN share_contract AS s_10 ON s_10.type_code = r_9.type_code
                                AND s_10.version = r_9.contract_version
                                AND s_10.half = CASE
                                WHEN (
                                  r_9.part = 'ASSISTING'
                                    AND (
                                      r_9.state = 'ARCHIVED'
                                        OR r_9.state = 'COMPLETED'
                                        OR r_9.state = 'CONFIRMED'
                                        OR r_9.state = 'IN_PROGRESS'
                                        OR r_9.state = 'REOPENED'
                                        OR r_9.state = 'SIGNED'
                                        OR r_9.state = 'SUSPENDED'
                                    )
                                ) THEN 'ASSISTING_AFTER'
                                WHEN (r_9.part = 'ASSISTING') THEN 'ASSISTING_BEFORE'
                                WHEN (
                                  r_9.state = 'ARCHIVED'
                                    OR r_9.state = 'COMPLETED'
                                    OR r_9.state = 'CONFIRMED'
                                    OR r_9.state = 'IN_PROGRESS'
                                    OR r_9.state = 'REOPENED'
                                    OR r_9.state = 'SIGNED'
                                    OR r_9.state = 'SUSPENDED'
                                ) THEN 'AFTER'
                                ELSE 'BEFORE' END
                                JOIN office AS o_11 ON o_11.id = r_9.office_id
                                AND o_11.kind != 'FEDERATION'
                              WHERE r_9.family_id = a_1.family_id
                                AND r_9.office_id = o_4.id
                                AND (r_9.visible_until IS NULL OR r_9.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                                AND r_9.kept_family_id IS NOT DISTINCT
                              FROM NULL
                                AND NOT (s_10."group" = 'CASE' OR s_10."group" = 'OTHER_HELP')
                            ) AS given_12
                            ORDER BY given_12."group", given_12.level DESC, given_12.rank, given_12.reason
                          ) AS best_13
                        ),
                        'family' : (
                          SELECT JSON_OBJECT(
                            'number' : f_5.number,
                            'displayName' : JSON_OBJECT(
                              'value' : CASE
                                WHEN (v_18.identity_level = 3) THEN f_5.display_name
                                WHEN (v_18.identity_level = 2) THEN f_5.display_name_masked
                                WHEN (v_18.identity_level = 1) THEN f_5.display_name_coarse
                                ELSE null END,
                              'level' : CASE
                                WHEN (v_18.identity_level = 0) THEN 'HIDDEN'
                                WHEN (v_18.identity_level = 1) THEN 'COARSE'
                                WHEN (v_18.identity_level = 2) THEN 'MASKED'
                                WHEN (v_18.identity_level = 3) THEN 'FULL'
                                ELSE null END
                              RETURNING json
                            ),
                            'phone' : JSON_OBJECT(
                              'value' : CASE
                                WHEN (v_18.contact_level = 3) THEN f_5.phone
                                WHEN (v_18.contact_level = 2) THEN f_5.phone_masked
                                ELSE null END,
                              'level' : CASE
                                WHEN (v_18.contact_level = 0) THEN 'HIDDEN'
                                WHEN (v_18.contact_level = 1) THEN 'COARSE'
                                WHEN (v_18.contact_level = 2) THEN 'MASKED'
                                WHEN (v_18.contact_level = 3) THEN 'FULL'
                                ELSE null END
                              RETURNING json
                            ),
                            'members' : CASE
                              WHEN (v_18.identity_level >= 1) THEN (
                                SELECT coalesce(
                                  json_agg(
                                    JSON_OBJECT(
                                      'displayName' : JSON_OBJECT(
                                        'value' : CASE
                                          WHEN (v_23.identity_level = 3) THEN p_19.name
                                          WHEN (v_23.identity_level = 2) THEN p_19.name_masked
                                          WHEN (v_23.identity_level = 1) THEN p_19.name_coarse
                                          ELSE null END
                                        RETURNING json
                                      ),
                                      'ageBand' : CASE
                                        WHEN (v_23.birth_level >= 1) THEN (
                                          array['0-6', '7-13', '14-17', '18-29', '30-44', '45-59', '60-74', '75-89', '90+']
                                        )[
                                          width_bucket(
                                            coalesce(
                                              CAST(
                                                date_part(
                                                  $23::VARCHAR,
                                                  age(CAST(timezone($24::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE), p_19.birth_date)
                                                ) AS INTEGER
                                              ),
                                              CAST(
                                                date_part(
                                                  $25::VARCHAR,
                                                  CAST(timezone($24::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE)
                                                ) AS INTEGER
                                              ) - p_19.birth_year
                                            ),
                                            array[0, 7, 14, 18, 30, 45, 60, 75, 90]
                                          )
                                        ] END
                                      RETURNING json
                                    )
                                    ORDER BY p_19.created_at, p_19.id
                                  ),
                                  '[]'::json
                                ) AS coalesce_2
                                FROM person AS p_19
                                  JOIN LATERAL (
                                    SELECT least(
                                      CASE
                                        WHEN (
                                          o_4.kind = 'FEDERATION'
                                            AND (
                                              o_4.county_code IS NOT NULL
                                                OR o_4.region_code = '441900000000'
                                                OR o_4.region_code = '442000000000'
                                                OR o_4.region_code = '460400000000'
                                                OR o_4.region_code = '620200000000'
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
                                        WHEN (o_4.kind = 'FEDERATION') THEN CASE
                                        WHEN ('IDENTITY' = 'IDENTITY') THEN 2
                                        WHEN ('IDENTITY' = 'ADDRESS') THEN 1
                                        WHEN ('IDENTITY' = 'BIRTH') THEN 1
                                        WHEN ('IDENTITY' = 'DISABILITY') THEN 1
                                        WHEN ('IDENTITY' = 'CASE') THEN 3
                                        WHEN ('IDENTITY' = 'OTHER_HELP') THEN 3
                                        ELSE 0 END
                                        ELSE greatest(
                                          CASE
                                            WHEN (a_1.person_id IS NULL OR a_1.person_id = p_19.id) THEN given_21.identity_level
                                            ELSE least(given_21.identity_level, 1) END,
                                          held_22.identity_level
                                        ) END,
                                      3
                                    ) AS identity_level,
                                      least(
                                        CASE
                                          WHEN (
                                            o_4.kind = 'FEDERATION'
                                              AND (
                                                o_4.county_code IS NOT NULL
                                                  OR o_4.region_code = '441900000000'
                                                  OR o_4.region_code = '442000000000'
                                                  OR o_4.region_code = '460400000000'
                                                  OR o_4.region_code = '620200000000'
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
                                          WHEN (o_4.kind = 'FEDERATION') THEN CASE
                                          WHEN ('BIRTH' = 'IDENTITY') THEN 2
                                          WHEN ('BIRTH' = 'ADDRESS') THEN 1
                                          WHEN ('BIRTH' = 'BIRTH') THEN 1
                                          WHEN ('BIRTH' = 'DISABILITY') THEN 1
                                          WHEN ('BIRTH' = 'CASE') THEN 3
                                          WHEN ('BIRTH' = 'OTHER_HELP') THEN 3
                                          ELSE 0 END
                                          ELSE greatest(
                                            CASE
                                              WHEN (a_1.person_id IS NULL OR a_1.person_id = p_19.id) THEN given_21.birth_level
                                              ELSE least(given_21.birth_level, 1) END,
                                            held_22.birth_level
                                          ) END,
                                        3
                                      ) AS birth_level
                                    FROM LATERAL (
                                      SELECT coalesce(max(s_14.level) FILTER(WHERE s_14."group" = 'IDENTITY'), 0) AS identity_level,
                                        coalesce(max(s_14.level) FILTER(WHERE s_14."group" = 'BIRTH'), 0) AS birth_level
                                      FROM share_contract AS s_14
                                      WHERE s_14.type_code = a_1.type_code
                                        AND s_14.version = (
                                          SELECT max(share_contract.version) AS max_1
                                          FROM share_contract
                                          WHERE share_contract.type_code = a_1.type_code
                                        )
                                        AND s_14.half = 'BEFORE' HAVING true
                                    ) AS given_21
                                      JOIN LATERAL (
                                        SELECT coalesce(
                                          max(
                                            CASE
                                              WHEN (a_20.members IS NULL OR p_19.id = ANY(a_20.members)) THEN CASE
                                              WHEN (a_20.person_id IS NULL OR a_20.person_id = p_19.id) THEN a_20.identity_level
                                              ELSE least(a_20.identity_level, 1) END
                                              ELSE 0 END
                                          ),
                                          0
                                        ) AS identity_level,
                                          coalesce(
                                            max(
                                              CASE
                                                WHEN (a_20.members IS NULL OR p_19.id = ANY(a_20.members)) THEN CASE
                                                WHEN (a_20.person_id IS NULL OR a_20.person_id = p_19.id) THEN a_20.birth_level
                                                ELSE least(a_20.birth_level, 1) END
                                                ELSE 0 END
                                            ),
                                            0
                                          ) AS birth_level
                                        FROM family_access AS a_20
                                        WHERE a_20.family_id = p_19.family_id
                                          AND a_20.office_id = o_4.id
                                          AND a_20.until > $1::TIMESTAMP WITH TIME ZONE HAVING true
                                      ) AS held_22 ON true
                                  ) AS v_23 ON true
                                WHERE p_19.family_id = f_5.id
                              ) END
                            RETURNING json
                          ) AS json_object_2
                          FROM LATERAL (
                            SELECT least(
                              CASE
                                WHEN (
                                  o_4.kind = 'FEDERATION'
                                    AND (
                                      o_4.county_code IS NOT NULL
                                        OR o_4.region_code = '441900000000'
                                        OR o_4.region_code = '442000000000'
                                        OR o_4.region_code = '460400000000'
                                        OR o_4.region_code = '620200000000'
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
                                WHEN (o_4.kind = 'FEDERATION') THEN CASE
                                WHEN ('IDENTITY' = 'IDENTITY') THEN 2
                                WHEN ('IDENTITY' = 'ADDRESS') THEN 1
                                WHEN ('IDENTITY' = 'BIRTH') THEN 1
                                WHEN ('IDENTITY' = 'DISABILITY') THEN 1
                                WHEN ('IDENTITY' = 'CASE') THEN 3
                                WHEN ('IDENTITY' = 'OTHER_HELP') THEN 3
                                ELSE 0 END
                                ELSE greatest(
                                  CASE
                                    WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_16.identity_level
                                    ELSE least(given_16.identity_level, 1) END,
                                  held_17.identity_level
                                ) END,
                              3
                            ) AS identity_level,
                              least(
                                CASE
                                  WHEN (
                                    o_4.kind = 'FEDERATION'
                                      AND (
                                        o_4.county_code IS NOT NULL
                                          OR o_4.region_code = '441900000000'
                                          OR o_4.region_code = '442000000000'
                                          OR o_4.region_code = '460400000000'
                                          OR o_4.region_code = '620200000000'
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
                                  WHEN (o_4.kind = 'FEDERATION') THEN CASE
                                  WHEN ('CONTACT' = 'IDENTITY') THEN 2
                                  WHEN ('CONTACT' = 'ADDRESS') THEN 1
                                  WHEN ('CONTACT' = 'BIRTH') THEN 1
                                  WHEN ('CONTACT' = 'DISABILITY') THEN 1
                                  WHEN ('CONTACT' = 'CASE') THEN 3
                                  WHEN ('CONTACT' = 'OTHER_HELP') THEN 3
                                  ELSE 0 END
                                  ELSE greatest(given_16.contact_level, held_17.contact_level) END,
                                3
                              ) AS contact_level
                            FROM LATERAL (
                              SELECT coalesce(max(s_14.level) FILTER(WHERE s_14."group" = 'IDENTITY'), 0) AS identity_level,
                                coalesce(max(s_14.level) FILTER(WHERE s_14."group" = 'CONTACT'), 0) AS contact_level
                              FROM share_contract AS s_14
                              WHERE s_14.type_code = a_1.type_code
                                AND s_14.version = (
                                  SELECT max(share_contract.version) AS max_1
                                  FROM share_contract
                                  WHERE share_contract.type_code = a_1.type_code
                                )
                                AND s_14.half = 'BEFORE' HAVING true
                            ) AS given_16
                              JOIN LATERAL (
                                SELECT coalesce(
                                  max(
                                    CASE
                                      WHEN (a_15.members IS NULL OR f_5.head_id = ANY(a_15.members)) THEN CASE
                                      WHEN (a_15.person_id IS NULL OR a_15.person_id = f_5.head_id) THEN a_15.identity_level
                                      ELSE least(a_15.identity_level, 1) END
                                      ELSE 0 END
                                  ),
                                  0
                                ) AS identity_level,
                                  coalesce(max(a_15.contact_level), 0) AS contact_level
                                FROM family_access AS a_15
                                WHERE a_15.family_id = f_5.id
                                  AND a_15.office_id = o_4.id
                                  AND a_15.until > $1::TIMESTAMP WITH TIME ZONE HAVING true
                              ) AS held_17 ON true
                          ) AS v_18
                        )
                        RETURNING json
                      ) AS json_object_1
                      FROM assistance_type AS t_3
                        JOIN family AS f_5 ON true
                        JOIN office AS o_4 ON true
                      WHERE t_3.code = a_1.type_code
                        AND t_3.version = a_1.type_version
                        AND f_5.id = a_1.family_id
                        AND o_4.id = ANY(a_1.route_offices)
                        AND office_has(o_4.id, ARRAY['FEDERATION_CADRE', 'OFFICE_DISPATCHER'], $1::TIMESTAMP WITH TIME ZONE)
                      ORDER BY array_position(a_1.route_offices, o_4.id)
                      LIMIT 1
                    ),
                    null::json
                  )
                  RETURNING json
                ) AS body,
                a_1.family_id AS family, 5 AS shown, null::uuid AS also
              FROM unnest(CAST($26::UUID[] AS UUID[]), CAST($27::INTEGER[] AS INTEGER[])) AS anon_11(key, place)
                JOIN assistance_item AS a_1 ON a_1.id = anon_11.key
              WHERE a_1.county_code = $28::VARCHAR
            ) AS found_25 ON found_25.place = anon_10.place
        ) AS root_26
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_record(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
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
