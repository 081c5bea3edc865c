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
          CAST(JSON_OBJECT('inbox' : root_12.body RETURNING json) AS TEXT),
          CAST(root_12.families AS TEXT),
          CAST(root_12.groups AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_5
                  WHERE CASE
                    WHEN (
                      n_5.office_id = $4::UUID
                        AND (n_5.visible_until IS NULL OR n_5.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR n_5.delegating_office_id = $4::UUID
                        AND (n_5.visible_until IS NULL OR n_5.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR n_5.family_id IS NULL
                        AND n_5.dispatching_office_id = $4::UUID
                    ) THEN true
                    ELSE false END
                    AND n_5.family_id IS NULL
                    AND n_5.dispatching_office_id = $4::UUID
                    AND n_5.waits_federation
                    AND (n_5.waits_from IS NULL OR n_5.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                    AND (n_5.federation_until IS NULL OR n_5.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                    AND true
                  LIMIT 10001
                ) AS some_6
              ) + (
                SELECT count(*) AS count_2
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_5
                  WHERE CASE
                    WHEN (
                      n_5.office_id = $4::UUID
                        AND (n_5.visible_until IS NULL OR n_5.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR n_5.delegating_office_id = $4::UUID
                        AND (n_5.visible_until IS NULL OR n_5.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR n_5.family_id IS NULL
                        AND n_5.dispatching_office_id = $4::UUID
                    ) THEN true
                    ELSE false END
                    AND n_5.office_id = $4::UUID
                    AND n_5.waits_office
                    AND (n_5.waits_from IS NULL OR n_5.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                    AND (
                      n_5.family_id IS NULL
                        AND n_5.dispatching_office_id = $4::UUID
                        AND n_5.waits_federation
                        AND (n_5.waits_from IS NULL OR n_5.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                        AND (n_5.federation_until IS NULL OR n_5.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                    ) IS NOT true
                  LIMIT 10001
                ) AS some_7
              ),
              10000
            ),
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : (page_4.number),
                  'state' : (page_4.state),
                  'waitingFor' : (
                    array_to_json(
                      array_remove(
                        ARRAY[
                          CASE
                            WHEN (
                              page_4.waits_office
                                AND (page_4.waits_from IS NULL OR page_4.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                                AND (
                                  NOT (page_4.state = 'CANCELLED' OR page_4.state = 'RETURNED')
                                    OR page_4.family_id IS NULL
                                    AND page_4.dispatching_office_id = $4::UUID
                                )
                            ) THEN 'OFFICE' END,
                          CASE
                            WHEN (
                              page_4.waits_federation
                                AND (page_4.waits_from IS NULL OR page_4.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                                AND (page_4.federation_until IS NULL OR page_4.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                                AND (
                                  NOT (page_4.state = 'CANCELLED' OR page_4.state = 'RETURNED')
                                    OR page_4.family_id IS NULL
                                    AND page_4.dispatching_office_id = $4::UUID
                                )
                            ) THEN 'FEDERATION' END,
                          CASE
                            WHEN (
                              page_4.waits_commissioner
                                AND (page_4.waits_from IS NULL OR page_4.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                                AND (
                                  NOT (page_4.state = 'CANCELLED' OR page_4.state = 'RETURNED')
                                    OR page_4.family_id IS NULL
                                    AND page_4.dispatching_office_id = $4::UUID
                                )
                            ) THEN 'COMMISSIONER' END,
                          CASE
                            WHEN (
                              page_4.waits_monitor
                                AND (page_4.waits_from IS NULL OR page_4.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                                AND (page_4.monitor_until IS NULL OR page_4.monitor_until > $1::TIMESTAMP WITH TIME ZONE)
                                AND (
                                  NOT (page_4.state = 'CANCELLED' OR page_4.state = 'RETURNED')
                                    OR page_4.family_id IS NULL
                                    AND page_4.dispatching_office_id = $4::UUID
                                )
                            ) THEN 'MONITOR' END
                        ],
                        NULL
                      )
                    )
                  ),
                  'workDueAt' : (to_char(timezone('UTC', page_4.work_due_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
                  'family' : beside_11.told
                  RETURNING json
                )
                ORDER BY page_4.place
              ) FILTER(WHERE page_4.place <= 10),
              '[]'::json
            ),
            'pageInfo' : JSON_OBJECT('hasNextPage' : count(*) > 10 RETURNING json)
            RETURNING json
          ) AS body,
            array_agg(
              CASE
                WHEN (page_4.kept_family_id IS NOT NULL) THEN page_4.kept_family_id
                ELSE page_4.family_id END
            ) FILTER(WHERE page_4.place <= 10) AS families,
            array_agg(
              0 + CASE
                WHEN (beside_11.own_contact_level > 0) THEN 4
                ELSE 0 END + CASE
                WHEN (beside_11.own_identity_level > 0) THEN 1
                ELSE 0 END
            ) FILTER(WHERE page_4.place <= 10) AS groups
          FROM LATERAL (
            SELECT once_3.number, once_3.state, once_3.waits_office, once_3.waits_from, once_3.family_id, once_3.dispatching_office_id,
              once_3.waits_federation, once_3.federation_until, once_3.waits_commissioner, once_3.waits_monitor, once_3.monitor_until,
              once_3.work_due_at, once_3.kept_family_id, row_number() OVER(ORDER BY once_3.work_due_at, once_3.id) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_2.work_due_at, united_2.id) united_2.work_due_at, united_2.id, united_2.number, united_2.state,
                united_2.waits_office, united_2.waits_from, united_2.family_id, united_2.dispatching_office_id, united_2.waits_federation,
                united_2.federation_until, united_2.waits_commissioner, united_2.waits_monitor, united_2.monitor_until,
                united_2.kept_family_id
              FROM LATERAL (
                (
                  SELECT r_1.work_due_at, r_1.id, r_1.number, r_1.state, r_1.waits_office, r_1.waits_from, r_1.family_id,
                    r_1.dispatching_office_id, r_1.waits_federation, r_1.federation_until, r_1.waits_commissioner, r_1.waits_monitor,
                    r_1.monitor_until, r_1.kept_family_id
                  FROM referral AS r_1
                  WHERE CASE
                    WHEN (
                      r_1.office_id = $4::UUID
                        AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR r_1.delegating_office_id = $4::UUID
                        AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR r_1.family_id IS NULL
                        AND r_1.dispatching_office_id = $4::UUID
                    ) THEN true
                    ELSE false END
                    AND r_1.family_id IS NULL
                    AND r_1.dispatching_office_id = $4::UUID
                    AND r_1.waits_federation
                    AND (r_1.waits_from IS NULL OR r_1.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                    AND (r_1.federation_until IS NULL OR r_1.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.work_due_at, r_1.id
                  LIMIT 11
                )
                UNION ALL(
                  SELECT r_1.work_due_at, r_1.id, r_1.number, r_1.state, r_1.waits_office, r_1.waits_from, r_1.family_id,
                    r_1.dispatching_office_id, r_1.waits_federation, r_1.federation_until, r_1.waits_commissioner, r_1.waits_monitor,
                    r_1.monitor_until, r_1.kept_family_id
                  FROM referral AS r_1
                  WHERE CASE
                    WHEN (
                      r_1.office_id = $4::UUID
                        AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR r_1.delegating_office_id = $4::UUID
                        AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR r_1.family_id IS NULL
                        AND r_1.dispatching_office_id = $4::UUID
                    ) THEN true
                    ELSE false END
                    AND r_1.office_id = $4::UUID
                    AND r_1.waits_office
                    AND (r_1.waits_from IS NULL OR r_1.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.work_due_at, r_1.id
                  LIMIT 11
                )
              ) AS united_2
              ORDER BY united_2.work_due_at, united_2.id
              LIMIT 11
            ) AS once_3
            ORDER BY once_3.work_due_at, once_3.id
            LIMIT 11
          ) AS page_4
            LEFT OUTER JOIN LATERAL (
              SELECT JSON_OBJECT(
                'displayName' : (
                  JSON_OBJECT(
                    'value' : CASE
                      WHEN (v_10.identity_level = 3) THEN f_8.display_name
                      WHEN (v_10.identity_level = 2) THEN f_8.display_name_masked
                      WHEN (v_10.identity_level = 1) THEN f_8.display_name_coarse
                      ELSE null END,
                    'level' : CASE
                      WHEN (v_10.identity_level = 0) THEN 'HIDDEN'
                      WHEN (v_10.identity_level = 1) THEN 'COARSE'
                      WHEN (v_10.identity_level = 2) THEN 'MASKED'
                      WHEN (v_10.identity_level = 3) THEN 'FULL'
                      ELSE null END
                    RETURNING json
                  )
                ),
                'phone' : (
                  JSON_OBJECT(
                    'value' : CASE
                      WHEN (v_10.contact_level = 3) THEN f_8.phone
                      WHEN (v_10.contact_level = 2) THEN f_8.phone_masked
                      ELSE null END,
                    'level' : CASE
                      WHEN (v_10.contact_level = 0) THEN 'HIDDEN'
                      WHEN (v_10.contact_level = 1) THEN 'COARSE'
                      WHEN (v_10.contact_level = 2) THEN 'MASKED'
                      WHEN (v_10.contact_level = 3) THEN 'FULL'
                      ELSE null END
                    RETURNING json
                  )
                )
                RETURNING json
              ) AS told,
                v_10.own_contact_level AS own_contact_level, v_10.own_identity_level AS own_identity_level
              FROM family AS f_8
                JOIN LATERAL (
                  SELECT coalesce(
                    max(
                      CASE
                        WHEN (a_9.members IS NULL OR f_8.head_id = ANY(a_9.members)) THEN CASE
                        WHEN (a_9.person_id IS NULL OR a_9.person_id = f_8.head_id) THEN a_9.identity_level
                        ELSE least(a_9.identity_level, 1) END
                        ELSE 0 END
                    ),
                    0
                  ) AS identity_level,
                    coalesce(max(a_9.contact_level), 0) AS contact_level, max(a_9.contact_level) AS own_contact_level,
                    max(a_9.identity_level) AS own_identity_level
                  FROM family_access AS a_9
                  WHERE a_9.family_id = f_8.id
                    AND a_9.until > $1::TIMESTAMP WITH TIME ZONE
                    AND a_9.office_id = $4::UUID HAVING true
                ) AS v_10 ON true
              WHERE f_8.id = CASE
                WHEN (page_4.kept_family_id IS NOT NULL) THEN page_4.kept_family_id
                ELSE page_4.family_id END
            ) AS beside_11 ON true HAVING true
        ) AS root_12
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_unsealed(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Inbox', $2::UUID AS anon_2,
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
