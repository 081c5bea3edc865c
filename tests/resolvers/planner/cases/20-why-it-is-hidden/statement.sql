/* OFFICE */
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
        SELECT JSON_OBJECT('explainAccess' : root_37.body, 'unseen' : root_38.body RETURNING json) AS json_object_1
        FROM (
          SELECT coalesce(json_agg(found_23.body ORDER BY anon_1.place), '[]'::json) -> 0 AS body,
            array_agg(found_23.family) FILTER(WHERE found_23.place IS NOT NULL) AS families,
            array_agg(found_23.shown) FILTER(WHERE found_23.place IS NOT NULL) AS groups
          FROM generate_series(1, $20::INTEGER) AS anon_1(place)
            LEFT OUTER JOIN (
              SELECT anon_2.place AS place,
                JSON_OBJECT(
                  'groups' : json_build_array(
                    (
                      SELECT JSON_OBJECT(
                        'group' : 'STATUS',
                        'level' : 'FULL',
                        'why' : by_3.why,
                        'referral' : CASE
                          WHEN (by_3.why != 'NOT_IN_CONTRACT') THEN (
                            SELECT JSON_OBJECT('number' : (r_4.number) RETURNING json) AS json_object_3
                            FROM referral AS r_4
                            WHERE r_4.id = by_3.referral_id
                          )
                          ELSE null::json END,
                        'contact' : CASE
                          WHEN false THEN coalesce(
                            (
                              SELECT JSON_OBJECT('kind' : 'DISPATCHING_OFFICE' RETURNING json) AS json_object_4
                              FROM office AS o_5
                              WHERE o_5.id = by_3.asks
                                AND o_5.id != $11::UUID
                              LIMIT 1
                            ),
                            null::json
                          )
                          ELSE null::json END
                        RETURNING json
                      ) AS json_object_2
                      FROM LATERAL (SELECT 'REFERRED' AS why, CAST(NULL AS UUID) AS referral_id, r_1.dispatching_office_id AS asks) AS by_3
                    ),
                    (
                      SELECT JSON_OBJECT(
                        'group' : 'CASE',
                        'level' : CASE
                          WHEN (r_1.case_level = 0) THEN 'HIDDEN'
                          WHEN (r_1.case_level = 1) THEN 'COARSE'
                          WHEN (r_1.case_level = 2) THEN 'MASKED'
                          WHEN (r_1.case_level = 3) THEN 'FULL'
                          ELSE null END,
                        'why' : by_7.why,
                        'referral' : CASE
                          WHEN (by_7.why != 'NOT_IN_CONTRACT') THEN (
                            SELECT JSON_OBJECT('number' : (r_8.number) RETURNING json) AS json_object_6
                            FROM referral AS r_8
                            WHERE r_8.id = by_7.referral_id
                          )
                          ELSE null::json END,
                        'contact' : CASE
                          WHEN (r_1.case_level < 3 AND by_7.why != 'NUMBERS') THEN coalesce(
                            (
                              SELECT JSON_OBJECT('kind' : 'DISPATCHING_OFFICE' RETURNING json) AS json_object_7
                              FROM office AS o_9
                              WHERE o_9.id = by_7.asks
                                AND o_9.id != $11::UUID
                              LIMIT 1
                            ),
                            null::json
                          )
                          ELSE null::json END
                        RETURNING json
                      ) AS json_object_5
                      FROM LATERAL (
                        SELECT CASE
                          WHEN (r_1.office_id = $11::UUID) THEN CASE
                          WHEN (r_1.office_id = $11::UUID) THEN CASE
                          WHEN (
                            r_1.state = 'DISPATCHED'
                              AND (
                                r_1.case_level > 0
                                  OR r_1.state = 'DISPATCHED'
                                  AND coalesce(
                                    (
                                      SELECT s_6.level
                                      FROM share_contract AS s_6
                                      WHERE s_6.type_code = r_1.type_code
                                        AND s_6.version = r_1.contract_version
                                        AND s_6.half = CASE
                                        WHEN (r_1.part = 'ASSISTING') THEN 'ASSISTING_AFTER'
                                        ELSE 'AFTER' END
                                        AND s_6."group" = 'CASE'
                                    ),
                                    0
                                  ) > r_1.case_level
                              )
                          ) THEN 'BEFORE_SIGNING'
                          WHEN (r_1.case_level = 0) THEN 'NOT_IN_CONTRACT'
                          WHEN (r_1.state = 'CANCELLED' OR r_1.state = 'RETURNED') THEN 'FORMER_OFFICE'
                          WHEN (r_1.part = 'ASSISTING') THEN 'ASSISTING'
                          ELSE 'AFTER_SIGNING' END
                          WHEN (r_1.delegating_office_id = $11::UUID) THEN 'DELEGATED'
                          WHEN (r_1.family_id IS NULL AND r_1.dispatching_office_id = $11::UUID) THEN 'REQUEST' END
                          ELSE CASE
                          WHEN (r_1.office_id = $11::UUID) THEN CASE
                          WHEN (
                            r_1.state = 'DISPATCHED'
                              AND (
                                r_1.case_level > 0
                                  OR r_1.state = 'DISPATCHED'
                                  AND coalesce(
                                    (
                                      SELECT s_6.level
                                      FROM share_contract AS s_6
                                      WHERE s_6.type_code = r_1.type_code
                                        AND s_6.version = r_1.contract_version
                                        AND s_6.half = CASE
                                        WHEN (r_1.part = 'ASSISTING') THEN 'ASSISTING_AFTER'
                                        ELSE 'AFTER' END
                                        AND s_6."group" = 'CASE'
                                    ),
                                    0
                                  ) > r_1.case_level
                              )
                          ) THEN 'BEFORE_SIGNING'
                          WHEN (r_1.case_level = 0) THEN 'NOT_IN_CONTRACT'
                          WHEN (r_1.state = 'CANCELLED' OR r_1.state = 'RETURNED') THEN 'FORMER_OFFICE'
                          WHEN (r_1.part = 'ASSISTING') THEN 'ASSISTING'
                          ELSE 'AFTER_SIGNING' END
                          WHEN (r_1.delegating_office_id = $11::UUID) THEN 'DELEGATED'
                          WHEN (r_1.family_id IS NULL AND r_1.dispatching_office_id = $11::UUID) THEN 'REQUEST' END END AS why,
                          r_1.id AS referral_id, r_1.dispatching_office_id AS asks
                      ) AS by_7
                    ),
                    (
                      SELECT JSON_OBJECT(
                        'group' : 'INTERNAL',
                        'level' : 'HIDDEN',
                        'why' : by_10.why,
                        'referral' : CASE
                          WHEN (by_10.why != 'NOT_IN_CONTRACT') THEN (
                            SELECT JSON_OBJECT('number' : (r_11.number) RETURNING json) AS json_object_9
                            FROM referral AS r_11
                            WHERE r_11.id = by_10.referral_id
                          )
                          ELSE null::json END,
                        'contact' : CASE
                          WHEN (by_10.why != 'NUMBERS') THEN coalesce(
                            (
                              SELECT JSON_OBJECT('kind' : 'DISPATCHING_OFFICE' RETURNING json) AS json_object_10
                              FROM office AS o_12
                              WHERE o_12.id = by_10.asks
                                AND o_12.id != $11::UUID
                              LIMIT 1
                            ),
                            null::json
                          )
                          ELSE null::json END
                        RETURNING json
                      ) AS json_object_8
                      FROM LATERAL (
                        SELECT 'FEDERATION_ONLY' AS why, CAST(NULL AS UUID) AS referral_id, r_1.dispatching_office_id AS asks
                      ) AS by_10
                    ),
                    (
                      SELECT JSON_OBJECT(
                        'group' : 'OTHER_HELP',
                        'level' : CASE
                          WHEN (
                            CASE
                              WHEN (
                                r_1.office_id = $11::UUID
                                  AND r_1.part = 'LEAD'
                                  AND (
                                    r_1.state = 'IN_PROGRESS'
                                      OR r_1.state = 'REOPENED'
                                      OR r_1.state = 'SIGNED'
                                      OR r_1.state = 'SUSPENDED'
                                  )
                              ) THEN (
                                SELECT s_16.level
                                FROM share_contract AS s_16
                                WHERE s_16.type_code = r_1.type_code
                                  AND s_16.version = r_1.contract_version
                                  AND s_16.half = 'AFTER'
                                  AND s_16."group" = 'OTHER_HELP'
                              )
                              ELSE 0 END = 0
                          ) THEN 'HIDDEN'
                          WHEN (
                            CASE
                              WHEN (
                                r_1.office_id = $11::UUID
                                  AND r_1.part = 'LEAD'
                                  AND (
                                    r_1.state = 'IN_PROGRESS'
                                      OR r_1.state = 'REOPENED'
                                      OR r_1.state = 'SIGNED'
                                      OR r_1.state = 'SUSPENDED'
                                  )
                              ) THEN (
                                SELECT s_16.level
                                FROM share_contract AS s_16
                                WHERE s_16.type_code = r_1.type_code
                                  AND s_16.version = r_1.contract_version
                                  AND s_16.half = 'AFTER'
                                  AND s_16."group" = 'OTHER_HELP'
                              )
                              ELSE 0 END = 1
                          ) THEN 'COARSE'
                          WHEN (
                            CASE
                              WHEN (
                                r_1.office_id = $11::UUID
                                  AND r_1.part = 'LEAD'
                                  AND (
                                    r_1.state = 'IN_PROGRESS'
                                      OR r_1.state = 'REOPENED'
                                      OR r_1.state = 'SIGNED'
                                      OR r_1.state = 'SUSPENDED'
                                  )
                              ) THEN (
                                SELECT s_16.level
                                FROM share_contract AS s_16
                                WHERE s_16.type_code = r_1.type_code
                                  AND s_16.version = r_1.contract_version
                                  AND s_16.half = 'AFTER'
                                  AND s_16."group" = 'OTHER_HELP'
                              )
                              ELSE 0 END = 2
                          ) THEN 'MASKED'
                          WHEN (
                            CASE
                              WHEN (
                                r_1.office_id = $11::UUID
                                  AND r_1.part = 'LEAD'
                                  AND (
                                    r_1.state = 'IN_PROGRESS'
                                      OR r_1.state = 'REOPENED'
                                      OR r_1.state = 'SIGNED'
                                      OR r_1.state = 'SUSPENDED'
                                  )
                              ) THEN (
                                SELECT s_16.level
                                FROM share_contract AS s_16
                                WHERE s_16.type_code = r_1.type_code
                                  AND s_16.version = r_1.contract_version
                                  AND s_16.half = 'AFTER'
                                  AND s_16."group" = 'OTHER_HELP'
                              )
                              ELSE 0 END = 3
                          ) THEN 'FULL'
                          ELSE null END,
                        'why' : by_15.why,
                        'referral' : CASE
                          WHEN (by_15.why != 'NOT_IN_CONTRACT') THEN (
                            SELECT JSON_OBJECT('number' : (r_17.number) RETURNING json) AS json_object_12
                            FROM referral AS r_17
                            WHERE r_17.id = by_15.referral_id
                          )
                          ELSE null::json END,
                        'contact' : CASE
                          WHEN (
                            CASE
                              WHEN (
                                r_1.office_id = $11::UUID
                                  AND r_1.part = 'LEAD'
                                  AND (
                                    r_1.state = 'IN_PROGRESS'
                                      OR r_1.state = 'REOPENED'
                                      OR r_1.state = 'SIGNED'
                                      OR r_1.state = 'SUSPENDED'
                                  )
                              ) THEN (
                                SELECT s_16.level
                                FROM share_contract AS s_16
                                WHERE s_16.type_code = r_1.type_code
                                  AND s_16.version = r_1.contract_version
                                  AND s_16.half = 'AFTER'
                                  AND s_16."group" = 'OTHER_HELP'
                              )
                              ELSE 0 END < 3
                              AND by_15.why != 'NUMBERS'
                          ) THEN coalesce(
                            (
                              SELECT JSON_OBJECT('kind' : 'DISPATCHING_OFFICE' RETURNING json) AS json_object_13
                              FROM office AS o_18
                              WHERE o_18.id = by_15.asks
                                AND o_18.id != $11::UUID
                              LIMIT 1
                            ),
                            null::json
                          )
                          ELSE null::json END
                        RETURNING json
                      ) AS json_object_11
                      FROM LATERAL (
                        SELECT CASE
                          WHEN (r_1.office_id = $11::UUID) THEN CASE
                          WHEN (
                            r_1.part = 'LEAD'
                              AND (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SIGNED' OR r_1.state = 'SUSPENDED')
                          ) THEN CASE
                          WHEN (
                            r_1.state = 'DISPATCHED'
                              AND (
                                CASE
                                  WHEN (
                                    r_1.office_id = $11::UUID
                                      AND r_1.part = 'LEAD'
                                      AND (
                                        r_1.state = 'IN_PROGRESS'
                                          OR r_1.state = 'REOPENED'
                                          OR r_1.state = 'SIGNED'
                                          OR r_1.state = 'SUSPENDED'
                                      )
                                  ) THEN (
                                    SELECT s_13.level
                                    FROM share_contract AS s_13
                                    WHERE s_13.type_code = r_1.type_code
                                      AND s_13.version = r_1.contract_version
                                      AND s_13.half = 'AFTER'
                                      AND s_13."group" = 'OTHER_HELP'
                                  )
                                  ELSE 0 END > 0
                                  OR r_1.state = 'DISPATCHED'
                                  AND coalesce(
                                    (
                                      SELECT s_14.level
                                      FROM share_contract AS s_14
                                      WHERE s_14.type_code = r_1.type_code
                                        AND s_14.version = r_1.contract_version
                                        AND s_14.half = CASE
                                        WHEN (r_1.part = 'ASSISTING') THEN 'ASSISTING_AFTER'
                                        ELSE 'AFTER' END
                                        AND s_14."group" = 'OTHER_HELP'
                                    ),
                                    0
                                  ) > CASE
                                  WHEN (
                                    r_1.office_id = $11::UUID
                                      AND r_1.part = 'LEAD'
                                      AND (
                                        r_1.state = 'IN_PROGRESS'
                                          OR r_1.state = 'REOPENED'
                                          OR r_1.state = 'SIGNED'
                                          OR r_1.state = 'SUSPENDED'
                                      )
                                  ) THEN (
                                    SELECT s_13.level
                                    FROM share_contract AS s_13
                                    WHERE s_13.type_code = r_1.type_code
                                      AND s_13.version = r_1.contract_version
                                      AND s_13.half = 'AFTER'
                                      AND s_13."group" = 'OTHER_HELP'
                                  )
                                  ELSE 0 END
                              )
                          ) THEN 'BEFORE_SIGNING'
                          WHEN (
                            CASE
                              WHEN (
                                r_1.office_id = $11::UUID
                                  AND r_1.part = 'LEAD'
                                  AND (
                                    r_1.state = 'IN_PROGRESS'
                                      OR r_1.state = 'REOPENED'
                                      OR r_1.state = 'SIGNED'
                                      OR r_1.state = 'SUSPENDED'
                                  )
                              ) THEN (
                                SELECT s_13.level
                                FROM share_contract AS s_13
                                WHERE s_13.type_code = r_1.type_code
                                  AND s_13.version = r_1.contract_version
                                  AND s_13.half = 'AFTER'
                                  AND s_13."group" = 'OTHER_HELP'
                              )
                              ELSE 0 END = 0
                          ) THEN 'NOT_IN_CONTRACT'
                          WHEN (r_1.state = 'CANCELLED' OR r_1.state = 'RETURNED') THEN 'FORMER_OFFICE'
                          WHEN (r_1.part = 'ASSISTING') THEN 'ASSISTING'
                          ELSE 'AFTER_SIGNING' END
                          ELSE 'WHILE_WORKED_ON' END
                          ELSE CASE
                          WHEN (
                            r_1.part = 'LEAD'
                              AND (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SIGNED' OR r_1.state = 'SUSPENDED')
                          ) THEN CASE
                          WHEN (
                            r_1.state = 'DISPATCHED'
                              AND (
                                CASE
                                  WHEN (
                                    r_1.office_id = $11::UUID
                                      AND r_1.part = 'LEAD'
                                      AND (
                                        r_1.state = 'IN_PROGRESS'
                                          OR r_1.state = 'REOPENED'
                                          OR r_1.state = 'SIGNED'
                                          OR r_1.state = 'SUSPENDED'
                                      )
                                  ) THEN (
                                    SELECT s_13.level
                                    FROM share_contract AS s_13
                                    WHERE s_13.type_code = r_1.type_code
                                      AND s_13.version = r_1.contract_version
                                      AND s_13.half = 'AFTER'
                                      AND s_13."group" = 'OTHER_HELP'
                                  )
                                  ELSE 0 END > 0
                                  OR r_1.state = 'DISPATCHED'
                                  AND coalesce(
                                    (
                                      SELECT s_14.level
                                      FROM share_contract AS s_14
                                      WHERE s_14.type_code = r_1.type_code
                                        AND s_14.version = r_1.contract_version
                                        AND s_14.half = CASE
                                        WHEN (r_1.part = 'ASSISTING') THEN 'ASSISTING_AFTER'
                                        ELSE 'AFTER' END
                                        AND s_14."group" = 'OTHER_HELP'
                                    ),
                                    0
                                  ) > CASE
                                  WHEN (
                                    r_1.office_id = $11::UUID
                                      AND r_1.part = 'LEAD'
                                      AND (
                                        r_1.state = 'IN_PROGRESS'
                                          OR r_1.state = 'REOPENED'
                                          OR r_1.state = 'SIGNED'
                                          OR r_1.state = 'SUSPENDED'
                                      )
                                  ) THEN (
                                    SELECT s_13.level
                                    FROM share_contract AS s_13
                                    WHERE s_13.type_code = r_1.type_code
                                      AND s_13.version = r_1.contract_version
                                      AND s_13.half = 'AFTER'
                                      AND s_13."group" = 'OTHER_HELP'
                                  )
                                  ELSE 0 END
                              )
                          ) THEN 'BEFORE_SIGNING'
                          WHEN (
                            CASE
                              WHEN (
                                r_1.office_id = $11::UUID
                                  AND r_1.part = 'LEAD'
                                  AND (
                                    r_1.state = 'IN_PROGRESS'
                                      OR r_1.state = 'REOPENED'
                                      OR r_1.state = 'SIGNED'
                                      OR r_1.state = 'SUSPENDED'
                                  )
                              ) THEN (
                                SELECT s_13.level
                                FROM share_contract AS s_13
                                WHERE s_13.type_code = r_1.type_code
                                  AND s_13.version = r_1.contract_version
                                  AND s_13.half = 'AFTER'
                                  AND s_13."group" = 'OTHER_HELP'
                              )
                              ELSE 0 END = 0
                          ) THEN 'NOT_IN_CONTRACT'
                          WHEN (r_1.state = 'CANCELLED' OR r_1.state = 'RETURNED') THEN 'FORMER_OFFICE'
                          WHEN (r_1.part = 'ASSISTING') THEN 'ASSISTING'
                          ELSE 'AFTER_SIGNING' END
                          ELSE 'WHILE_WORKED_ON' END END AS why, r_1.id AS referral_id, r_1.dispatching_office_id AS asks
                      ) AS by_15
                    ),
                    (
                      SELECT JSON_OBJECT(
                        'group' : 'FUNDS',
                        'level' : 'FULL',
                        'why' : by_19.why,
                        'referral' : CASE
                          WHEN (by_19.why != 'NOT_IN_CONTRACT') THEN (
                            SELECT JSON_OBJECT('number' : (r_20.number) RETURNING json) AS json_object_15
                            FROM referral AS r_20
                            WHERE r_20.id = by_19.referral_id
                          )
                          ELSE null::json END,
                        'contact' : CASE
                          WHEN false THEN coalesce(
                            (
                              SELECT JSON_OBJECT('kind' : 'DISPATCHING_OFFICE' RETURNING json) AS json_object_16
                              FROM office AS o_21
                              WHERE o_21.id = by_19.asks
                                AND o_21.id != $11::UUID
                              LIMIT 1
                            ),
                            null::json
                          )
                          ELSE null::json END
                        RETURNING json
                      ) AS json_object_14
                      FROM LATERAL (SELECT 'REQUEST' AS why, CAST(NULL AS UUID) AS referral_id, r_1.dispatching_office_id AS asks) AS by_19
                    )
                  )
                  RETURNING json
                ) AS body,
                null::uuid AS family, 0 AS shown
              FROM unnest(CAST($21::UUID[] AS UUID[]), CAST($22::INTEGER[] AS INTEGER[])) AS anon_2(key, place)
                JOIN referral AS r_1 ON r_1.id = anon_2.key
              WHERE r_1.office_id = $11::UUID
                AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                OR r_1.delegating_office_id = $11::UUID
                AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                OR r_1.family_id IS NULL
                AND r_1.dispatching_office_id = $11::UUID
            ) AS found_23 ON found_23.place = anon_1.place
        ) AS root_37
          JOIN (
            SELECT coalesce(json_agg(found_36.body ORDER BY anon_3.place), '[]'::json) -> 0 AS body,
              array_agg(found_36.family) FILTER(WHERE found_36.place IS NOT NULL) AS families,
              array_agg(found_36.shown) FILTER(WHERE found_36.place IS NOT NULL) AS groups
            FROM generate_series(1, $23::INTEGER) AS anon_3(place)
              LEFT OUTER JOIN (
                SELECT anon_4.place AS place,
                  JSON_OBJECT(
                    'groups' : json_build_array(
                      (
                        SELECT JSON_OBJECT('group' : 'STATUS' RETURNING json) AS json_object_17
                        FROM LATERAL (
                          SELECT 'REFERRED' AS why, CAST(NULL AS UUID) AS referral_id, r_24.dispatching_office_id AS asks
                        ) AS by_26
                      ),
                      (
                        SELECT JSON_OBJECT('group' : 'CASE' RETURNING json) AS json_object_18
                        FROM LATERAL (
                          SELECT CASE
                            WHEN (r_24.office_id = $11::UUID) THEN CASE
                            WHEN (r_24.office_id = $11::UUID) THEN CASE
                            WHEN (
                              r_24.state = 'DISPATCHED'
                                AND (
                                  r_24.case_level > 0
                                    OR r_24.state = 'DISPATCHED'
                                    AND coalesce(
                                      (
                                        SELECT s_27.level
                                        FROM share_contract AS s_27
                                        WHERE s_27.type_code = r_24.type_code
                                          AND s_27.version = r_24.contract_version
                                          AND s_27.half = CASE
                                          WHEN (r_24.part = 'ASSISTING') THEN 'ASSISTING_AFTER'
                                          ELSE 'AFTER' END
                                          AND s_27."group" = 'CASE'
                                      ),
                                      0
                                    ) > r_24.case_level
                                )
                            ) THEN 'BEFORE_SIGNING'
                            WHEN (r_24.case_level = 0) THEN 'NOT_IN_CONTRACT'
                            WHEN (r_24.state = 'CANCELLED' OR r_24.state = 'RETURNED') THEN 'FORMER_OFFICE'
                            WHEN (r_24.part = 'ASSISTING') THEN 'ASSISTING'
                            ELSE 'AFTER_SIGNING' END
                            WHEN (r_24.delegating_office_id = $11::UUID) THEN 'DELEGATED'
                            WHEN (r_24.family_id IS NULL AND r_24.dispatching_office_id = $11::UUID) THEN 'REQUEST' END
                            ELSE CASE
                            WHEN (r_24.office_id = $11::UUID) THEN CASE
                            WHEN (
                              r_24.state = 'DISPATCHED'
                                AND (
                                  r_24.case_level > 0
                                    OR r_24.state = 'DISPATCHED'
                                    AND coalesce(
                                      (
                                        SELECT s_27.level
                                        FROM share_contract AS s_27
                                        WHERE s_27.type_code = r_24.type_code
                                          AND s_27.version = r_24.contract_version
                                          AND s_27.half = CASE
                                          WHEN (r_24.part = 'ASSISTING') THEN 'ASSISTING_AFTER'
                                          ELSE 'AFTER' END
                                          AND s_27."group" = 'CASE'
                                      ),
                                      0
                                    ) > r_24.case_level
                                )
                            ) THEN 'BEFORE_SIGNING'
                            WHEN (r_24.case_level = 0) THEN 'NOT_IN_CONTRACT'
                            WHEN (r_24.state = 'CANCELLED' OR r_24.state = 'RETURNED') THEN 'FORMER_OFFICE'
                            WHEN (r_24.part = 'ASSISTING') THEN 'ASSISTING'
                            ELSE 'AFTER_SIGNING' END
                            WHEN (r_24.delegating_office_id = $11::UUID) THEN 'DELEGATED'
                            WHEN (r_24.family_id IS NULL AND r_24.dispatching_office_id = $11::UUID) THEN 'REQUEST' END END AS why,
                            r_24.id AS referral_id, r_24.dispatching_office_id AS asks
                        ) AS by_28
                      ),
                      (
                        SELECT JSON_OBJECT('group' : 'INTERNAL' RETURNING json) AS json_object_19
                        FROM LATERAL (
                          SELECT 'FEDERATION_ONLY' AS why, CAST(NULL AS UUID) AS referral_id, r_24.dispatching_office_id AS asks
                        ) AS by_29
                      ),
                      (
                        SELECT JSON_OBJECT('group' : 'OTHER_HELP' RETURNING json) AS json_object_20
                        FROM LATERAL (
                          SELECT CASE
                            WHEN (r_24.office_id = $11::UUID) THEN CASE
                            WHEN (
                              r_24.part = 'LEAD'
                                AND (
                                  r_24.state = 'IN_PROGRESS'
                                    OR r_24.state = 'REOPENED'
                                    OR r_24.state = 'SIGNED'
                                    OR r_24.state = 'SUSPENDED'
                                )
                            ) THEN CASE
                            WHEN (
                              r_24.state = 'DISPATCHED'
                                AND (
                                  CASE
                                    WHEN (
                                      r_24.office_id = $11::UUID
                                        AND r_24.part = 'LEAD'
                                        AND (
                                          r_24.state = 'IN_PROGRESS'
                                            OR r_24.state = 'REOPENED'
                                            OR r_24.state = 'SIGNED'
                                            OR r_24.state = 'SUSPENDED'
                                        )
                                    ) THEN (
                                      SELECT s_30.level
                                      FROM share_contract AS s_30
                                      WHERE s_30.type_code = r_24.type_code
                                        AND s_30.version = r_24.contract_version
                                        AND s_30.half = 'AFTER'
                                        AND s_30."group" = 'OTHER_HELP'
                                    )
                                    ELSE 0 END > 0
                                    OR r_24.state = 'DISPATCHED'
                                    AND coalesce(
                                      (
                                        SELECT s_31.level
                                        FROM share_contract AS s_31
                                        WHERE s_31.type_code = r_24.type_code
                                          AND s_31.version = r_24.contract_version
                                          AND s_31.half = CASE
                                          WHEN (r_24.part = 'ASSISTING') THEN 'ASSISTING_AFTER'
                                          ELSE 'AFTER' END
                                          AND s_31."group" = 'OTHER_HELP'
                                      ),
                                      0
                                    ) > CASE
                                    WHEN (
                                      r_24.office_id = $11::UUID
                                        AND r_24.part = 'LEAD'
                                        AND (
                                          r_24.state = 'IN_PROGRESS'
                                            OR r_24.state = 'REOPENED'
                                            OR r_24.state = 'SIGNED'
                                            OR r_24.state = 'SUSPENDED'
                                        )
                                    ) THEN (
                                      SELECT s_30.level
                                      FROM share_contract AS s_30
                                      WHERE s_30.type_code = r_24.type_code
                                        AND s_30.version = r_24.contract_version
                                        AND s_30.half = 'AFTER'
                                        AND s_30."group" = 'OTHER_HELP'
                                    )
                                    ELSE 0 END
                                )
                            ) THEN 'BEFORE_SIGNING'
                            WHEN (
                              CASE
                                WHEN (
                                  r_24.office_id = $11::UUID
                                    AND r_24.part = 'LEAD'
                                    AND (
                                      r_24.state = 'IN_PROGRESS'
                                        OR r_24.state = 'REOPENED'
                                        OR r_24.state = 'SIGNED'
                                        OR r_24.state = 'SUSPENDED'
                                    )
                                ) THEN (
                                  SELECT s_30.level
                                  FROM share_contract AS s_30
                                  WHERE s_30.type_code = r_24.type_code
                                    AND s_30.version = r_24.contract_version
                                    AND s_30.half = 'AFTER'
                                    AND s_30."group" = 'OTHER_HELP'
                                )
                                ELSE 0 END = 0
                            ) THEN 'NOT_IN_CONTRACT'
                            WHEN (r_24.state = 'CANCELLED' OR r_24.state = 'RETURNED') THEN 'FORMER_OFFICE'
                            WHEN (r_24.part = 'ASSISTING') THEN 'ASSISTING'
                            ELSE 'AFTER_SIGNING' END
                            ELSE 'WHILE_WORKED_ON' END
                            ELSE CASE
                            WHEN (
                              r_24.part = 'LEAD'
                                AND (
                                  r_24.state = 'IN_PROGRESS'
                                    OR r_24.state = 'REOPENED'
                                    OR r_24.state = 'SIGNED'
                                    OR r_24.state = 'SUSPENDED'
                                )
                            ) THEN CASE
                            WHEN (
                              r_24.state = 'DISPATCHED'
                                AND (
                                  CASE
                                    WHEN (
                                      r_24.office_id = $11::UUID
                                        AND r_24.part = 'LEAD'
                                        AND (
                                          r_24.state = 'IN_PROGRESS'
                                            OR r_24.state = 'REOPENED'
                                            OR r_24.state = 'SIGNED'
                                            OR r_24.state = 'SUSPENDED'
                                        )
                                    ) THEN (
                                      SELECT s_30.level
                                      FROM share_contract AS s_30
                                      WHERE s_30.type_code = r_24.type_code
                                        AND s_30.version = r_24.contract_version
                                        AND s_30.half = 'AFTER'
                                        AND s_30."group" = 'OTHER_HELP'
                                    )
                                    ELSE 0 END > 0
                                    OR r_24.state = 'DISPATCHED'
                                    AND coalesce(
                                      (
                                        SELECT s_31.level
                                        FROM share_contract AS s_31
                                        WHERE s_31.type_code = r_24.type_code
                                          AND s_31.version = r_24.contract_version
                                          AND s_31.half = CASE
                                          WHEN (r_24.part = 'ASSISTING') THEN 'ASSISTING_AFTER'
                                          ELSE 'AFTER' END
                                          AND s_31."group" = 'OTHER_HELP'
                                      ),
                                      0
                                    ) > CASE
                                    WHEN (
                                      r_24.office_id = $11::UUID
                                        AND r_24.part = 'LEAD'
                                        AND (
                                          r_24.state = 'IN_PROGRESS'
                                            OR r_24.state = 'REOPENED'
                                            OR r_24.state = 'SIGNED'
                                            OR r_24.state = 'SUSPENDED'
                                        )
                                    ) THEN (
                                      SELECT s_30.level
                                      FROM share_contract AS s_30
                                      WHERE s_30.type_code = r_24.type_code
                                        AND s_30.version = r_24.contract_version
                                        AND s_30.half = 'AFTER'
                                        AND s_30."group" = 'OTHER_HELP'
                                    )
                                    ELSE 0 END
                                )
                            ) THEN 'BEFORE_SIGNING'
                            WHEN (
                              CASE
                                WHEN (
                                  r_24.office_id = $11::UUID
                                    AND r_24.part = 'LEAD'
                                    AND (
                                      r_24.state = 'IN_PROGRESS'
                                        OR r_24.state = 'REOPENED'
                                        OR r_24.state = 'SIGNED'
                                        OR r_24.state = 'SUSPENDED'
                                    )
                                ) THEN (
                                  SELECT s_30.level
                                  FROM share_contract AS s_30
                                  WHERE s_30.type_code = r_24.type_code
                                    AND s_30.version = r_24.contract_version
                                    AND s_30.half = 'AFTER'
                                    AND s_30."group" = 'OTHER_HELP'
                                )
                                ELSE 0 END = 0
                            ) THEN 'NOT_IN_CONTRACT'
                            WHEN (r_24.state = 'CANCELLED' OR r_24.state = 'RETURNED') THEN 'FORMER_OFFICE'
                            WHEN (r_24.part = 'ASSISTING') THEN 'ASSISTING'
                            ELSE 'AFTER_SIGNING' END
                            ELSE 'WHILE_WORKED_ON' END END AS why, r_24.id AS referral_id, r_24.dispatching_office_id AS asks
                        ) AS by_32
                      ),
                      (
                        SELECT JSON_OBJECT('group' : 'FUNDS' RETURNING json) AS json_object_21
                        FROM LATERAL (
                          SELECT 'REQUEST' AS why, CAST(NULL AS UUID) AS referral_id, r_24.dispatching_office_id AS asks
                        ) AS by_34
                      )
                    )
                    RETURNING json
                  ) AS body,
                  null::uuid AS family, 0 AS shown
                FROM unnest(CAST($24::UUID[] AS UUID[]), CAST($25::INTEGER[] AS INTEGER[])) AS anon_4(key, place)
                  JOIN referral AS r_24 ON r_24.id = anon_4.key
                WHERE r_24.office_id = $11::UUID
                  AND (r_24.visible_until IS NULL OR r_24.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                  OR r_24.delegating_office_id = $11::UUID
                  AND (r_24.visible_until IS NULL OR r_24.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                  OR r_24.family_id IS NULL
                  AND r_24.dispatching_office_id = $11::UUID
              ) AS found_36 ON found_36.place = anon_3.place
          ) AS root_38 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
