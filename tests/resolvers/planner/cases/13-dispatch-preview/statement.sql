WITH answer AS (
  SELECT CAST(
    CASE
      WHEN CAST(
        (
          SELECT set_config('app.account', $6::VARCHAR, true) IS NOT NULL
            AND set_config('app.office', $7::VARCHAR, true) IS NOT NULL
            AND set_config('app.kind', $8::VARCHAR, true) IS NOT NULL
            AND set_config('app.department', $9::VARCHAR, true) IS NOT NULL
            AND set_config('app.scope', $10::VARCHAR, true) IS NOT NULL
            AND set_config('app.mode', $11::VARCHAR, true) IS NOT NULL
            AND set_config('app.now', $12::VARCHAR, true) IS NOT NULL
            AND set_config('synchronous_commit', 'off', true) IS NOT NULL AS anon_7
          FROM membership AS member
            JOIN office AS member_office ON member_office.id = member.office_id
          WHERE member.id = $3::UUID
            AND member.account_id = $2::UUID
            AND member.office_id = $4::UUID
            AND member.role = $13::VARCHAR
            AND member.scope = CAST($14::TEXT[] AS TEXT[])
            AND member_office.kind = $15::VARCHAR
            AND member_office.department_code IS NOT DISTINCT
          FROM $16::VARCHAR
            AND member_office.region_code = $17::VARCHAR
            AND member.starts_at <= $1::TIMESTAMP WITH TIME ZONE
            AND member.ends_at > $1::TIMESTAMP WITH TIME ZONE
        ) AS BOOLEAN
      ) THEN (
        SELECT ARRAY[
          CAST(JSON_OBJECT('node' : root_20.body RETURNING json) AS TEXT),
          CAST(json_build_array(root_20.seen) AS TEXT)
        ] AS anon_8
        FROM (
          SELECT coalesce(json_agg(found_19.body ORDER BY anon_9.place), '[]'::json) -> 0 AS body,
            coalesce(json_agg(found_19.seen) FILTER(WHERE found_19.place IS NOT NULL), '[]'::json) AS seen
          FROM generate_series(1, $18::INTEGER) AS anon_9(place)
            LEFT OUTER JOIN (
              SELECT anon_10.place AS place,
                JSON_OBJECT(
                  'dispatchPreview' : coalesce(
                    (
                      SELECT JSON_OBJECT(
                        'office' : JSON_OBJECT('name' : o_4.name RETURNING json),
                        'requestText' : a_1.request_text,
                        'open' : (
                          SELECT count(*) AS count_1
                          FROM referral AS r_6
                          WHERE r_6.office_id = o_4.id
                            AND (
                              r_6.state = 'DISPATCHED'
                                OR r_6.state = 'IN_PROGRESS'
                                OR r_6.state = 'REOPENED'
                                OR r_6.state = 'SIGNED'
                                OR r_6.state = 'SUSPENDED'
                            )
                        ),
                        'disclosed' : (
                          SELECT coalesce(
                            json_agg(
                              JSON_OBJECT(
                                'group' : s_7."group",
                                'level' : CASE
                                  WHEN (s_7.level = 0) THEN 'HIDDEN'
                                  WHEN (s_7.level = 1) THEN 'COARSE'
                                  WHEN (s_7.level = 2) THEN 'MASKED'
                                  WHEN (s_7.level = 3) THEN 'FULL'
                                  ELSE null END
                                RETURNING json
                              )
                              ORDER BY s_7."group"
                            ),
                            '[]'::json
                          ) AS coalesce_1
                          FROM share_contract AS s_7
                          WHERE s_7.type_code = a_1.type_code
                            AND s_7.version = (
                              SELECT max(share_contract.version) AS max_1
                              FROM share_contract
                              WHERE share_contract.type_code = a_1.type_code
                            )
                            AND s_7.half = 'BEFORE'
                        ),
                        'family' : (
                          SELECT JSON_OBJECT(
                            'number' : f_5.number,
                            'displayName' : JSON_OBJECT(
                              'value' : CASE
                                WHEN (v_12.identity_level = 3) THEN f_5.display_name
                                WHEN (v_12.identity_level = 2) THEN f_5.display_name_masked
                                WHEN (v_12.identity_level = 1) THEN f_5.display_name_coarse
                                ELSE null END,
                              'level' : CASE
                                WHEN (v_12.identity_level = 0) THEN 'HIDDEN'
                                WHEN (v_12.identity_level = 1) THEN 'COARSE'
                                WHEN (v_12.identity_level = 2) THEN 'MASKED'
                                WHEN (v_12.identity_level = 3) THEN 'FULL'
                                ELSE null END
                              RETURNING json
                            ),
                            'phone' : JSON_OBJECT(
                              'value' : CASE
                                WHEN (v_12.contact_level = 3) THEN f_5.phone
                                WHEN (v_12.contact_level = 2) THEN f_5.phone_masked
                                ELSE null END,
                              'level' : CASE
                                WHEN (v_12.contact_level = 0) THEN 'HIDDEN'
                                WHEN (v_12.contact_level = 1) THEN 'COARSE'
                                WHEN (v_12.contact_level = 2) THEN 'MASKED'
                                WHEN (v_12.contact_level = 3) THEN 'FULL'
                                ELSE null END
                              RETURNING json
                            ),
                            'members' : CASE
                              WHEN (v_12.identity_level >= 1) THEN (
                                SELECT coalesce(
                                  json_agg(
                                    JSON_OBJECT(
                                      'displayName' : JSON_OBJECT(
                                        'value' : CASE
                                          WHEN (v_17.identity_level = 3) THEN p_13.name
                                          WHEN (v_17.identity_level = 2) THEN p_13.name_masked
                                          WHEN (v_17.identity_level = 1) THEN p_13.name_coarse
                                          ELSE null END
                                        RETURNING json
                                      ),
                                      'ageBand' : CASE
                                        WHEN (v_17.birth_level >= 1) THEN (
                                          array['0-6', '7-13', '14-17', '18-29', '30-44', '45-59', '60-74', '75-89', '90+']
                                        )[
                                          width_bucket(
                                            coalesce(
                                              CAST(
                                                date_part(
                                                  $19::VARCHAR,
                                                  age(CAST(timezone($20::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE), p_13.birth_date)
                                                ) AS INTEGER
                                              ),
                                              CAST(
                                                date_part(
                                                  $21::VARCHAR,
                                                  CAST(timezone($20::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE)
                                                ) AS INTEGER
                                              ) - p_13.birth_year
                                            ),
                                            array[0, 7, 14, 18, 30, 45, 60, 75, 90]
                                          )
                                        ] END
                                      RETURNING json
                                    )
                                    ORDER BY p_13.created_at, p_13.id
                                  ),
                                  '[]'::json
                                ) AS coalesce_2
                                FROM person AS p_13
                                  JOIN LATERAL (
                                    SELECT least(
                                      greatest(
                                        CASE
                                          WHEN (a_1.person_id IS NULL OR a_1.person_id = p_13.id) THEN given_15.identity_level
                                          ELSE least(given_15.identity_level, 1) END,
                                        held_16.identity_level
                                      ),
                                      3
                                    ) AS identity_level,
                                      least(
                                        greatest(
                                          CASE
                                            WHEN (a_1.person_id IS NULL OR a_1.person_id = p_13.id) THEN given_15.id_number_level
                                            ELSE least(given_15.id_number_level, 1) END,
                                          held_16.id_number_level
                                        ),
                                        2
                                      ) AS id_number_level,
                                      least(
                                        greatest(
                                          CASE
                                            WHEN (a_1.person_id IS NULL OR a_1.person_id = p_13.id) THEN given_15.contact_level
                                            ELSE least(given_15.contact_level, 1) END,
                                          held_16.contact_level
                                        ),
                                        3
                                      ) AS contact_level,
                                      least(
                                        greatest(
                                          CASE
                                            WHEN (a_1.person_id IS NULL OR a_1.person_id = p_13.id) THEN given_15.address_level
                                            ELSE least(given_15.address_level, 1) END,
                                          held_16.address_level
                                        ),
                                        3
                                      ) AS address_level,
                                      least(
                                        greatest(
                                          CASE
                                            WHEN (a_1.person_id IS NULL OR a_1.person_id = p_13.id) THEN given_15.birth_level
                                            ELSE least(given_15.birth_level, 1) END,
                                          held_16.birth_level
                                        ),
                                        3
                                      ) AS birth_level,
                                      least(
                                        greatest(
                                          CASE
                                            WHEN (a_1.person_id IS NULL OR a_1.person_id = p_13.id) THEN given_15.disability_level
                                            ELSE least(given_15.disability_level, 1) END,
                                          held_16.disability_level
                                        ),
                                        3
                                      ) AS disability_level,
                                      least(
                                        greatest(
                                          CASE
                                            WHEN (a_1.person_id IS NULL OR a_1.person_id = p_13.id) THEN given_15.health_level
                                            ELSE least(given_15.health_level, 1) END,
                                          held_16.health_level
                                        ),
                                        3
                                      ) AS health_level,
                                      least(
                                        greatest(
                                          CASE
                                            WHEN (a_1.person_id IS NULL OR a_1.person_id = p_13.id) THEN given_15.income_level
                                            ELSE least(given_15.income_level, 1) END,
                                          held_16.income_level
                                        ),
                                        3
                                      ) AS income_level,
                                      least(
                                        greatest(
                                          CASE
                                            WHEN (a_1.person_id IS NULL OR a_1.person_id = p_13.id) THEN given_15.work_level
                                            ELSE least(given_15.work_level, 1) END,
                                          held_16.work_level
                                        ),
                                        3
                                      ) AS work_level
                                    FROM LATERAL (
                                      SELECT coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'IDENTITY'), 0) AS identity_level,
                                        coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'ID_NUMBER'), 0) AS id_number_level,
                                        coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'CONTACT'), 0) AS contact_level,
                                        coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'ADDRESS'), 0) AS address_level,
                                        coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'BIRTH'), 0) AS birth_level,
                                        coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'DISABILITY'), 0) AS disability_level,
                                        coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'HEALTH'), 0) AS health_level,
                                        coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'INCOME'), 0) AS income_level,
                                        coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'WORK'), 0) AS work_level
                                      FROM share_contract AS s_8
                                      WHERE s_8.type_code = a_1.type_code
                                        AND s_8.version = (
                                          SELECT max(share_contract.version) AS max_1
                                          FROM share_contract
                                          WHERE share_contract.type_code = a_1.type_code
                                        )
                                        AND s_8.half = 'BEFORE'
                                    ) AS given_15
                                      JOIN LATERAL (
                                        SELECT coalesce(
                                          max(
                                            CASE
                                              WHEN (a_14.person_id IS NULL OR a_14.person_id = p_13.id) THEN a_14.identity_level
                                              ELSE least(a_14.identity_level, 1) END
                                          ),
                                          0
                                        ) AS identity_level,
                                          coalesce(
                                            max(
                                              CASE
                                                WHEN (a_14.person_id IS NULL OR a_14.person_id = p_13.id) THEN a_14.id_number_level
                                                ELSE least(a_14.id_number_level, 1) END
                                            ),
                                            0
                                          ) AS id_number_level,
                                          coalesce(
                                            max(
                                              CASE
                                                WHEN (a_14.person_id IS NULL OR a_14.person_id = p_13.id) THEN a_14.contact_level
                                                ELSE least(a_14.contact_level, 1) END
                                            ),
                                            0
                                          ) AS contact_level,
                                          coalesce(
                                            max(
                                              CASE
                                                WHEN (a_14.person_id IS NULL OR a_14.person_id = p_13.id) THEN a_14.address_level
                                                ELSE least(a_14.address_level, 1) END
                                            ),
                                            0
                                          ) AS address_level,
                                          coalesce(
                                            max(
                                              CASE
                                                WHEN (a_14.person_id IS NULL OR a_14.person_id = p_13.id) THEN a_14.birth_level
                                                ELSE least(a_14.birth_level, 1) END
                                            ),
                                            0
                                          ) AS birth_level,
                                          coalesce(
                                            max(
                                              CASE
                                                WHEN (a_14.person_id IS NULL OR a_14.person_id = p_13.id) THEN a_14.disability_level
                                                ELSE least(a_14.disability_level, 1) END
                                            ),
                                            0
                                          ) AS disability_level,
                                          coalesce(
                                            max(
                                              CASE
                                                WHEN (a_14.person_id IS NULL OR a_14.person_id = p_13.id) THEN a_14.health_level
                                                ELSE least(a_14.health_level, 1) END
                                            ),
                                            0
                                          ) AS health_level,
                                          coalesce(
                                            max(
                                              CASE
                                                WHEN (a_14.person_id IS NULL OR a_14.person_id = p_13.id) THEN a_14.income_level
                                                ELSE least(a_14.income_level, 1) END
                                            ),
                                            0
                                          ) AS income_level,
                                          coalesce(
                                            max(
                                              CASE
                                                WHEN (a_14.person_id IS NULL OR a_14.person_id = p_13.id) THEN a_14.work_level
                                                ELSE least(a_14.work_level, 1) END
                                            ),
                                            0
                                          ) AS work_level
                                        FROM family_access AS a_14
                                        WHERE a_14.family_id = p_13.family_id
                                          AND a_14.office_id = o_4.id
                                          AND a_14.until > $1::TIMESTAMP WITH TIME ZONE
                                      ) AS held_16 ON true
                                  ) AS v_17 ON true
                                WHERE p_13.family_id = f_5.id
                              ) END
                            RETURNING json
                          ) AS json_object_2
                          FROM LATERAL (
                            SELECT least(
                              greatest(
                                CASE
                                  WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_10.identity_level
                                  ELSE least(given_10.identity_level, 1) END,
                                held_11.identity_level
                              ),
                              3
                            ) AS identity_level,
                              least(
                                greatest(
                                  CASE
                                    WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_10.id_number_level
                                    ELSE least(given_10.id_number_level, 1) END,
                                  held_11.id_number_level
                                ),
                                2
                              ) AS id_number_level,
                              least(
                                greatest(
                                  CASE
                                    WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_10.contact_level
                                    ELSE least(given_10.contact_level, 1) END,
                                  held_11.contact_level
                                ),
                                3
                              ) AS contact_level,
                              least(
                                greatest(
                                  CASE
                                    WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_10.address_level
                                    ELSE least(given_10.address_level, 1) END,
                                  held_11.address_level
                                ),
                                3
                              ) AS address_level,
                              least(
                                greatest(
                                  CASE
                                    WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_10.birth_level
                                    ELSE least(given_10.birth_level, 1) END,
                                  held_11.birth_level
                                ),
                                3
                              ) AS birth_level,
                              least(
                                greatest(
                                  CASE
                                    WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_10.disability_level
                                    ELSE least(given_10.disability_level, 1) END,
                                  held_11.disability_level
                                ),
                                3
                              ) AS disability_level,
                              least(
                                greatest(
                                  CASE
                                    WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_10.health_level
                                    ELSE least(given_10.health_level, 1) END,
                                  held_11.health_level
                                ),
                                3
                              ) AS health_level,
                              least(
                                greatest(
                                  CASE
                                    WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_10.income_level
                                    ELSE least(given_10.income_level, 1) END,
                                  held_11.income_level
                                ),
                                3
                              ) AS income_level,
                              least(
                                greatest(
                                  CASE
                                    WHEN (a_1.person_id IS NULL OR a_1.person_id = f_5.head_id) THEN given_10.work_level
                                    ELSE least(given_10.work_level, 1) END,
                                  held_11.work_level
                                ),
                                3
                              ) AS work_level
                            FROM LATERAL (
                              SELECT coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'IDENTITY'), 0) AS identity_level,
                                coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'ID_NUMBER'), 0) AS id_number_level,
                                coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'CONTACT'), 0) AS contact_level,
                                coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'ADDRESS'), 0) AS address_level,
                                coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'BIRTH'), 0) AS birth_level,
                                coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'DISABILITY'), 0) AS disability_level,
                                coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'HEALTH'), 0) AS health_level,
                                coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'INCOME'), 0) AS income_level,
                                coalesce(max(s_8.level) FILTER(WHERE s_8."group" = 'WORK'), 0) AS work_level
                              FROM share_contract AS s_8
                              WHERE s_8.type_code = a_1.type_code
                                AND s_8.version = (
                                  SELECT max(share_contract.version) AS max_1
                                  FROM share_contract
                                  WHERE share_contract.type_code = a_1.type_code
                                )
                                AND s_8.half = 'BEFORE'
                            ) AS given_10
                              JOIN LATERAL (
                                SELECT coalesce(
                                  max(
                                    CASE
                                      WHEN (a_9.person_id IS NULL OR a_9.person_id = f_5.head_id) THEN a_9.identity_level
                                      ELSE least(a_9.identity_level, 1) END
                                  ),
                                  0
                                ) AS identity_level,
                                  coalesce(
                                    max(
                                      CASE
                                        WHEN (a_9.person_id IS NULL OR a_9.person_id = f_5.head_id) THEN a_9.id_number_level
                                        ELSE least(a_9.id_number_level, 1) END
                                    ),
                                    0
                                  ) AS id_number_level,
                                  coalesce(
                                    max(
                                      CASE
                                        WHEN (a_9.person_id IS NULL OR a_9.person_id = f_5.head_id) THEN a_9.contact_level
                                        ELSE least(a_9.contact_level, 1) END
                                    ),
                                    0
                                  ) AS contact_level,
                                  coalesce(
                                    max(
                                      CASE
                                        WHEN (a_9.person_id IS NULL OR a_9.person_id = f_5.head_id) THEN a_9.address_level
                                        ELSE least(a_9.address_level, 1) END
                                    ),
                                    0
                                  ) AS address_level,
                                  coalesce(
                                    max(
                                      CASE
                                        WHEN (a_9.person_id IS NULL OR a_9.person_id = f_5.head_id) THEN a_9.birth_level
                                        ELSE least(a_9.birth_level, 1) END
                                    ),
                                    0
                                  ) AS birth_level,
                                  coalesce(
                                    max(
                                      CASE
                                        WHEN (a_9.person_id IS NULL OR a_9.person_id = f_5.head_id) THEN a_9.disability_level
                                        ELSE least(a_9.disability_level, 1) END
                                    ),
                                    0
                                  ) AS disability_level,
                                  coalesce(
                                    max(
                                      CASE
                                        WHEN (a_9.person_id IS NULL OR a_9.person_id = f_5.head_id) THEN a_9.health_level
                                        ELSE least(a_9.health_level, 1) END
                                    ),
                                    0
                                  ) AS health_level,
                                  coalesce(
                                    max(
                                      CASE
                                        WHEN (a_9.person_id IS NULL OR a_9.person_id = f_5.head_id) THEN a_9.income_level
                                        ELSE least(a_9.income_level, 1) END
                                    ),
                                    0
                                  ) AS income_level,
                                  coalesce(
                                    max(
                                      CASE
                                        WHEN (a_9.person_id IS NULL OR a_9.person_id = f_5.head_id) THEN a_9.work_level
                                        ELSE least(a_9.work_level, 1) END
                                    ),
                                    0
                                  ) AS work_level
                                FROM family_access AS a_9
                                WHERE a_9.family_id = f_5.id
                                  AND a_9.office_id = o_4.id
                                  AND a_9.until > $1::TIMESTAMP WITH TIME ZONE
                              ) AS held_11 ON true
                          ) AS v_12
                        )
                        RETURNING json
                      ) AS json_object_1
                      FROM assistance_type AS t_3
                        JOIN family AS f_5 ON true
                        JOIN office AS o_4 ON true
                      WHERE t_3.code = a_1.type_code
                        AND t_3.version = a_1.type_version
                        AND f_5.id = a_1.family_id
                        AND o_4.region_code = CASE
                        WHEN (t_3.decided_at = 'TOWNSHIP') THEN rpad(
                          left(
                            CASE
                              WHEN (t_3.applies_by = 'REGISTRATION') THEN f_5.registration_region_code
                              ELSE f_5.region_code END,
                            $22::INTEGER
                          ),
                          $23::INTEGER,
                          $24::VARCHAR
                        )
                        WHEN (t_3.decided_at = 'COMMUNITY') THEN CASE
                        WHEN (t_3.applies_by = 'REGISTRATION') THEN f_5.registration_region_code
                        ELSE f_5.region_code END
                        ELSE rpad(
                          left(
                            CASE
                              WHEN (t_3.applies_by = 'REGISTRATION') THEN f_5.registration_region_code
                              ELSE f_5.region_code END,
                            $25::INTEGER
                          ),
                          $26::INTEGER,
                          $27::VARCHAR
                        ) END
                        AND o_4.kind = CASE
                        WHEN (t_3.decided_at = 'TOWNSHIP') THEN 'TOWNSHIP'
                        WHEN (t_3.decided_at = 'COMMUNITY') THEN 'COMMUNITY'
                        WHEN (t_3.decided_at = 'FEDERATION') THEN 'FEDERATION'
                        ELSE 'DEPARTMENT' END
                        AND (
                          o_4.department_code = t_3.lead_department
                            OR CASE
                            WHEN (t_3.decided_at = 'TOWNSHIP') THEN 'TOWNSHIP'
                            WHEN (t_3.decided_at = 'COMMUNITY') THEN 'COMMUNITY'
                            WHEN (t_3.decided_at = 'FEDERATION') THEN 'FEDERATION'
                            ELSE 'DEPARTMENT' END = 'COMMUNITY'
                            OR CASE
                            WHEN (t_3.decided_at = 'TOWNSHIP') THEN 'TOWNSHIP'
                            WHEN (t_3.decided_at = 'COMMUNITY') THEN 'COMMUNITY'
                            WHEN (t_3.decided_at = 'FEDERATION') THEN 'FEDERATION'
                            ELSE 'DEPARTMENT' END = 'FEDERATION'
                        )
                      ORDER BY o_4.id
                      LIMIT 1
                    ),
                    null::json
                  )
                  RETURNING json
                ) AS body,
                JSON_OBJECT('family' : a_1.family_id, 'groups' : array_to_json(ARRAY['CONTACT', 'IDENTITY']) RETURNING json) AS seen
              FROM unnest(CAST($28::UUID[] AS UUID[]), CAST($29::INTEGER[] AS INTEGER[])) AS anon_10(key, place)
                JOIN assistance_item AS a_1 ON a_1.id = anon_10.key
              WHERE a_1.county_code = $30::VARCHAR
            ) AS found_19 ON found_19.place = anon_9.place
        ) AS root_20
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_record(id, at, kind, action, account_id, membership_id, office_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Preview', $2::UUID AS anon_2,
    $3::UUID AS anon_3, $4::UUID AS anon_4, array_agg(distinct(found.family)) AS array_agg_1, found.groups AS groups, $5::VARCHAR AS anon_5
  FROM (
    SELECT CAST(anon_6.row ->> 'family' AS UUID) AS family,
      coalesce(
        (SELECT array_agg(g ORDER BY g) AS array_agg_2 FROM json_array_elements_text(anon_6.row -> 'groups') AS g),
        CAST('{}' AS TEXT[])
      ) AS groups
    FROM answer
      JOIN json_array_elements(CAST(answer.parts[$31::INTEGER] AS JSON)) AS anon_11(rows) ON true
      JOIN json_array_elements(anon_11.rows) AS anon_6(row) ON true
    WHERE json_typeof(anon_6.row) = 'object'
  ) AS found
  WHERE cardinality(found.groups) > 0
  GROUP BY found.groups
)
SELECT convert_to(CAST(answer.parts[$32::INTEGER] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
