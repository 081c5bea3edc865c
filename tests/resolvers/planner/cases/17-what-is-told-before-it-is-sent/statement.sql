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
        SELECT JSON_OBJECT('node' : root_19.body RETURNING json) AS json_object_1
        FROM (
          SELECT coalesce(json_agg(found_18.body ORDER BY anon_2.place), '[]'::json) -> 0 AS body,
            coalesce(json_agg(found_18.seen) FILTER(WHERE found_18.place IS NOT NULL), '[]'::json) AS seen
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
                                JSON_OBJECT('code' : warning_16.code RETURNING json)
                                ORDER BY warning_16.code DESC, warning_16.at, warning_16.item
                              ),
                              '[]'::json
                            ) AS coalesce_2
                            FROM LATERAL (
                              SELECT 'TYPE_OUTSIDE_DOMAIN' AS code, CAST(NULL AS UUID) AS item, CAST(NULL AS UUID) AS referral,
                                CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS at
                              FROM assistance_type AS t_14
                              WHERE t_14.code = a_1.type_code
                                AND t_14.version = a_1.type_version
                                AND a_1.need_domain != ALL(t_14.domains)
                              UNION ALL(
                                SELECT 'SAME_HELP_OPEN' AS code, same_15.id AS id, same_15.lead_id AS lead_id,
                                  same_15.created_at AS created_at
                                FROM assistance_item AS same_15
                                WHERE same_15.family_id = a_1.family_id
                                  AND same_15.type_code = a_1.type_code
                                  AND same_15.id != a_1.id
                                  AND (
                                    same_15.state = 'DISPATCHED'
                                      OR same_15.state = 'DRAFT'
                                      OR same_15.state = 'IN_PROGRESS'
                                      OR same_15.state = 'REOPENED'
                                      OR same_15.state = 'SIGNED'
                                      OR same_15.state = 'SUSPENDED'
                                      OR same_15.state = 'TO_DISPATCH'
                                  )
                                ORDER BY same_15.created_at, same_15.id
                                LIMIT 10
                              )
                            ) AS warning_16
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
                        AND o_11.region_code IN (
                          rpad(left(f_12.registration_region_code, 0), $19::INTEGER, $20::VARCHAR),
                          rpad(left(f_12.registration_region_code, 2), $21::INTEGER, $22::VARCHAR),
                          rpad(left(f_12.registration_region_code, 4), $23::INTEGER, $24::VARCHAR),
                          rpad(left(f_12.registration_region_code, 6), $25::INTEGER, $26::VARCHAR),
                          rpad(left(f_12.registration_region_code, 9), $27::INTEGER, $28::VARCHAR),
                          rpad(left(f_12.registration_region_code, 12), $29::INTEGER, $30::VARCHAR),
                          rpad(left(f_12.region_code, 0), $31::INTEGER, $32::VARCHAR),
                          rpad(left(f_12.region_code, 2), $33::INTEGER, $34::VARCHAR),
                          rpad(left(f_12.region_code, 4), $35::INTEGER, $36::VARCHAR),
                          rpad(left(f_12.region_code, 6), $37::INTEGER, $38::VARCHAR),
                          rpad(left(f_12.region_code, 9), $39::INTEGER, $40::VARCHAR),
                          rpad(left(f_12.region_code, 12), $41::INTEGER, $42::VARCHAR)
                        )
                        AND coalesce(
                          CASE
                            WHEN (t_10.decided_at = 'COMMUNITY' OR t_10.decided_at = 'FEDERATION') THEN o_11.kind = t_10.decided_at
                            ELSE (o_11.kind = 'DEPARTMENT' OR o_11.kind = 'TOWNSHIP')
                            AND o_11.department_code = t_10.lead_department END,
                          false
                        )
                        AND office_has(o_11.id, ARRAY['FEDERATION_CADRE', 'OFFICE_DISPATCHER'], $16::TIMESTAMP WITH TIME ZONE)
                        AND NOT (
                          EXISTS (
                            SELECT 1
                            FROM referral AS r_13
                            WHERE r_13.item_id = a_1.id
                              AND r_13.office_id = o_11.id
                              AND r_13.type_code = a_1.type_code
                              AND r_13.state = 'RETURNED'
                              AND (r_13.return_reason = 'NOT_OUR_DUTY' OR r_13.return_reason = 'WRONG_AREA')
                          )
                        )
                      ORDER BY coalesce(o_11.id = a_1.suggested_office_id, false) DESC, CASE
                          WHEN coalesce(
                            o_11.region_code = CASE
                              WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                left(
                                  CASE
                                    WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                    ELSE f_12.region_code END,
                                  9
                                ),
                                $43::INTEGER,
                                $44::VARCHAR
                              )
                              WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                              WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                              ELSE f_12.region_code END
                              ELSE rpad(
                                left(
                                  CASE
                                    WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                    ELSE f_12.region_code END,
                                  6
                                ),
                                $45::INTEGER,
                                $46::VARCHAR
                              ) END
                              AND o_11.kind = CASE
                              WHEN (
                                t_10.decided_at = 'COMMUNITY'
                                  OR t_10.decided_at = 'FEDERATION'
                                  OR t_10.decided_at = 'TOWNSHIP'
                              ) THEN t_10.decided_at
                              ELSE 'DEPARTMENT' END
                              AND (
                                o_11.department_code = t_10.lead_department
                                  OR CASE
                                  WHEN (
                                    t_10.decided_at = 'COMMUNITY'
                                      OR t_10.decided_at = 'FEDERATION'
                                      OR t_10.decided_at = 'TOWNSHIP'
                                  ) THEN t_10.decided_at
                                  ELSE 'DEPARTMENT' END = 'COMMUNITY'
                                  OR CASE
                                  WHEN (
                                    t_10.decided_at = 'COMMUNITY'
                                      OR t_10.decided_at = 'FEDERATION'
                                      OR t_10.decided_at = 'TOWNSHIP'
                                  ) THEN t_10.decided_at
                                  ELSE 'DEPARTMENT' END = 'FEDERATION'
                              ),
                            false
                          ) THEN 0
                          ELSE 1 END, CASE
                          WHEN coalesce(
                            o_11.region_code = CASE
                              WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                left(
                                  CASE
                                    WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                    ELSE f_12.region_code END,
                                  9
                                ),
                                $43::INTEGER,
                                $44::VARCHAR
                              )
                              WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                              WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                              ELSE f_12.region_code END
                              ELSE rpad(
                                left(
                                  CASE
                                    WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                    ELSE f_12.region_code END,
                                  6
                                ),
                                $45::INTEGER,
                                $46::VARCHAR
                              ) END
                              AND o_11.kind = CASE
                              WHEN (
                                t_10.decided_at = 'COMMUNITY'
                                  OR t_10.decided_at = 'FEDERATION'
                                  OR t_10.decided_at = 'TOWNSHIP'
                              ) THEN t_10.decided_at
                              ELSE 'DEPARTMENT' END
                              AND (
                                o_11.department_code = t_10.lead_department
                                  OR CASE
                                  WHEN (
                                    t_10.decided_at = 'COMMUNITY'
                                      OR t_10.decided_at = 'FEDERATION'
                                      OR t_10.decided_at = 'TOWNSHIP'
                                  ) THEN t_10.decided_at
                                  ELSE 'DEPARTMENT' END = 'COMMUNITY'
                                  OR CASE
                                  WHEN (
                                    t_10.decided_at = 'COMMUNITY'
                                      OR t_10.decided_at = 'FEDERATION'
                                      OR t_10.decided_at = 'TOWNSHIP'
                                  ) THEN t_10.decided_at
                                  ELSE 'DEPARTMENT' END = 'FEDERATION'
                              ),
                            false
                          ) THEN 0
                          WHEN (
                            CASE
                              WHEN (rpad(left(o_11.region_code, $47::INTEGER), $48::INTEGER, $49::VARCHAR) != o_11.region_code) THEN 12
                              WHEN (rpad(left(o_11.region_code, $50::INTEGER), $51::INTEGER, $52::VARCHAR) != o_11.region_code) THEN 9
                              WHEN (rpad(left(o_11.region_code, $53::INTEGER), $54::INTEGER, $55::VARCHAR) != o_11.region_code) THEN 6
                              WHEN (rpad(left(o_11.region_code, $56::INTEGER), $57::INTEGER, $58::VARCHAR) != o_11.region_code) THEN 4
                              WHEN (rpad(left(o_11.region_code, $59::INTEGER), $60::INTEGER, $61::VARCHAR) != o_11.region_code) THEN 2
                              ELSE 0 END < 6
                          ) THEN 1
                          ELSE 0 END, CASE
                          WHEN coalesce(
                            o_11.region_code = CASE
                              WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                left(
                                  CASE
                                    WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                    ELSE f_12.region_code END,
                                  9
                                ),
                                $43::INTEGER,
                                $44::VARCHAR
                              )
                              WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                              WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                              ELSE f_12.region_code END
                              ELSE rpad(
                                left(
                                  CASE
                                    WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                    ELSE f_12.region_code END,
                                  6
                                ),
                                $45::INTEGER,
                                $46::VARCHAR
                              ) END
                              AND o_11.kind = CASE
                              WHEN (
                                t_10.decided_at = 'COMMUNITY'
                                  OR t_10.decided_at = 'FEDERATION'
                                  OR t_10.decided_at = 'TOWNSHIP'
                              ) THEN t_10.decided_at
                              ELSE 'DEPARTMENT' END
                              AND (
                                o_11.department_code = t_10.lead_department
                                  OR CASE
                                  WHEN (
                                    t_10.decided_at = 'COMMUNITY'
                                      OR t_10.decided_at = 'FEDERATION'
                                      OR t_10.decided_at = 'TOWNSHIP'
                                  ) THEN t_10.decided_at
                                  ELSE 'DEPARTMENT' END = 'COMMUNITY'
                                  OR CASE
                                  WHEN (
                                    t_10.decided_at = 'COMMUNITY'
                                      OR t_10.decided_at = 'FEDERATION'
                                      OR t_10.decided_at = 'TOWNSHIP'
                                  ) THEN t_10.decided_at
                                  ELSE 'DEPARTMENT' END = 'FEDERATION'
                              ),
                            false
                          ) THEN 0
                          WHEN (
                            rpad(
                              left(
                                CASE
                                  WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                  ELSE f_12.region_code END,
                                CASE
                                  WHEN (rpad(left(o_11.region_code, $47::INTEGER), $48::INTEGER, $49::VARCHAR) != o_11.region_code) THEN 12
                                  WHEN (rpad(left(o_11.region_code, $50::INTEGER), $51::INTEGER, $52::VARCHAR) != o_11.region_code) THEN 9
                                  WHEN (rpad(left(o_11.region_code, $53::INTEGER), $54::INTEGER, $55::VARCHAR) != o_11.region_code) THEN 6
                                  WHEN (rpad(left(o_11.region_code, $56::INTEGER), $57::INTEGER, $58::VARCHAR) != o_11.region_code) THEN 4
                                  WHEN (rpad(left(o_11.region_code, $59::INTEGER), $60::INTEGER, $61::VARCHAR) != o_11.region_code) THEN 2
                                  ELSE 0 END
                              ),
                              $62::INTEGER,
                              $63::VARCHAR
                            ) != o_11.region_code
                          ) THEN 1
                          ELSE 0 END, CASE
                          WHEN coalesce(
                            o_11.region_code = CASE
                              WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                left(
                                  CASE
                                    WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                    ELSE f_12.region_code END,
                                  9
                                ),
                                $43::INTEGER,
                                $44::VARCHAR
                              )
                              WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                              WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                              ELSE f_12.region_code END
                              ELSE rpad(
                                left(
                                  CASE
                                    WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                    ELSE f_12.region_code END,
                                  6
                                ),
                                $45::INTEGER,
                                $46::VARCHAR
                              ) END
                              AND o_11.kind = CASE
                              WHEN (
                                t_10.decided_at = 'COMMUNITY'
                                  OR t_10.decided_at = 'FEDERATION'
                                  OR t_10.decided_at = 'TOWNSHIP'
                              ) THEN t_10.decided_at
                              ELSE 'DEPARTMENT' END
                              AND (
                                o_11.department_code = t_10.lead_department
                                  OR CASE
                                  WHEN (
                                    t_10.decided_at = 'COMMUNITY'
                                      OR t_10.decided_at = 'FEDERATION'
                                      OR t_10.decided_at = 'TOWNSHIP'
                                  ) THEN t_10.decided_at
                                  ELSE 'DEPARTMENT' END = 'COMMUNITY'
                                  OR CASE
                                  WHEN (
                                    t_10.decided_at = 'COMMUNITY'
                                      OR t_10.decided_at = 'FEDERATION'
                                      OR t_10.decided_at = 'TOWNSHIP'
                                  ) THEN t_10.decided_at
                                  ELSE 'DEPARTMENT' END = 'FEDERATION'
                              ),
                            false
                          ) THEN 0
                          ELSE abs(
                            CASE
                              WHEN (rpad(left(o_11.region_code, $47::INTEGER), $48::INTEGER, $49::VARCHAR) != o_11.region_code) THEN 12
                              WHEN (rpad(left(o_11.region_code, $50::INTEGER), $51::INTEGER, $52::VARCHAR) != o_11.region_code) THEN 9
                              WHEN (rpad(left(o_11.region_code, $53::INTEGER), $54::INTEGER, $55::VARCHAR) != o_11.region_code) THEN 6
                              WHEN (rpad(left(o_11.region_code, $56::INTEGER), $57::INTEGER, $58::VARCHAR) != o_11.region_code) THEN 4
                              WHEN (rpad(left(o_11.region_code, $59::INTEGER), $60::INTEGER, $61::VARCHAR) != o_11.region_code) THEN 2
                              ELSE 0 END - CASE
                              WHEN (
                                rpad(
                                  left(
                                    CASE
                                      WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          9
                                        ),
                                        $64::INTEGER,
                                        $65::VARCHAR
                                      )
                                      WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                      WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                      ELSE f_12.region_code END
                                      ELSE rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          6
                                        ),
                                        $66::INTEGER,
                                        $67::VARCHAR
                                      ) END,
                                    $68::INTEGER
                                  ),
                                  $69::INTEGER,
                                  $70::VARCHAR
                                ) != CASE
                                  WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      9
                                    ),
                                    $64::INTEGER,
                                    $65::VARCHAR
                                  )
                                  WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                  WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                  ELSE f_12.region_code END
                                  ELSE rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      6
                                    ),
                                    $66::INTEGER,
                                    $67::VARCHAR
                                  ) END
                              ) THEN 12
                              WHEN (
                                rpad(
                                  left(
                                    CASE
                                      WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          9
                                        ),
                                        $64::INTEGER,
                                        $65::VARCHAR
                                      )
                                      WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                      WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                      ELSE f_12.region_code END
                                      ELSE rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          6
                                        ),
                                        $66::INTEGER,
                                        $67::VARCHAR
                                      ) END,
                                    $71::INTEGER
                                  ),
                                  $72::INTEGER,
                                  $73::VARCHAR
                                ) != CASE
                                  WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      9
                                    ),
                                    $64::INTEGER,
                                    $65::VARCHAR
                                  )
                                  WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                  WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                  ELSE f_12.region_code END
                                  ELSE rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      6
                                    ),
                                    $66::INTEGER,
                                    $67::VARCHAR
                                  ) END
                              ) THEN 9
                              WHEN (
                                rpad(
                                  left(
                                    CASE
                                      WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          9
                                        ),
                                        $64::INTEGER,
                                        $65::VARCHAR
                                      )
                                      WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                      WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                      ELSE f_12.region_code END
                                      ELSE rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          6
                                        ),
                                        $66::INTEGER,
                                        $67::VARCHAR
                                      ) END,
                                    $74::INTEGER
                                  ),
                                  $75::INTEGER,
                                  $76::VARCHAR
                                ) != CASE
                                  WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      9
                                    ),
                                    $64::INTEGER,
                                    $65::VARCHAR
                                  )
                                  WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                  WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                  ELSE f_12.region_code END
                                  ELSE rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      6
                                    ),
                                    $66::INTEGER,
                                    $67::VARCHAR
                                  ) END
                              ) THEN 6
                              WHEN (
                                rpad(
                                  left(
                                    CASE
                                      WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          9
                                        ),
                                        $64::INTEGER,
                                        $65::VARCHAR
                                      )
                                      WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                      WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                      ELSE f_12.region_code END
                                      ELSE rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          6
                                        ),
                                        $66::INTEGER,
                                        $67::VARCHAR
                                      ) END,
                                    $77::INTEGER
                                  ),
                                  $78::INTEGER,
                                  $79::VARCHAR
                                ) != CASE
                                  WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      9
                                    ),
                                    $64::INTEGER,
                                    $65::VARCHAR
                                  )
                                  WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                  WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                  ELSE f_12.region_code END
                                  ELSE rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      6
                                    ),
                                    $66::INTEGER,
                                    $67::VARCHAR
                                  ) END
                              ) THEN 4
                              WHEN (
                                rpad(
                                  left(
                                    CASE
                                      WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          9
                                        ),
                                        $64::INTEGER,
                                        $65::VARCHAR
                                      )
                                      WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                      WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                      ELSE f_12.region_code END
                                      ELSE rpad(
                                        left(
                                          CASE
                                            WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                            ELSE f_12.region_code END,
                                          6
                                        ),
                                        $66::INTEGER,
                                        $67::VARCHAR
                                      ) END,
                                    $80::INTEGER
                                  ),
                                  $81::INTEGER,
                                  $82::VARCHAR
                                ) != CASE
                                  WHEN (t_10.decided_at = 'TOWNSHIP') THEN rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      9
                                    ),
                                    $64::INTEGER,
                                    $65::VARCHAR
                                  )
                                  WHEN (t_10.decided_at = 'COMMUNITY') THEN CASE
                                  WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                  ELSE f_12.region_code END
                                  ELSE rpad(
                                    left(
                                      CASE
                                        WHEN (t_10.applies_by = 'REGISTRATION') THEN f_12.registration_region_code
                                        ELSE f_12.region_code END,
                                      6
                                    ),
                                    $66::INTEGER,
                                    $67::VARCHAR
                                  ) END
                              ) THEN 2
                              ELSE 0 END
                          ) END,
                        o_11.id
                      LIMIT 1
                    ),
                    null::json
                  )
                  RETURNING json
                ) AS body,
                null::json AS seen
              FROM unnest(CAST($83::UUID[] AS UUID[]), CAST($84::INTEGER[] AS INTEGER[])) AS anon_3(key, place)
                JOIN assistance_item AS a_1 ON a_1.id = anon_3.key
              WHERE a_1.county_code = $85::VARCHAR
            ) AS found_18 ON found_18.place = anon_2.place
        ) AS root_19
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
