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
          CAST(JSON_OBJECT('inbox' : root_5.body RETURNING json) AS TEXT),
          CAST(root_5.families AS TEXT),
          CAST(root_5.groups AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
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
                            ) THEN 'OFFICE' END,
                          CASE
                            WHEN (
                              page_4.waits_federation
                                AND (page_4.waits_from IS NULL OR page_4.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                                AND (page_4.federation_until IS NULL OR page_4.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                            ) THEN 'FEDERATION' END,
                          CASE
                            WHEN (
                              page_4.waits_commissioner
                                AND (page_4.waits_from IS NULL OR page_4.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                            ) THEN 'COMMISSIONER' END,
                          CASE
                            WHEN (
                              page_4.waits_monitor
                                AND (page_4.waits_from IS NULL OR page_4.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                                AND (page_4.monitor_until IS NULL OR page_4.monitor_until > $1::TIMESTAMP WITH TIME ZONE)
                            ) THEN 'MONITOR' END
                        ],
                        NULL
                      )
                    )
                  ),
                  'returnReason' : (
                    CASE
                      WHEN (page_4.return_reason IS NOT NULL) THEN JSON_OBJECT(
                        'code' : page_4.return_reason,
                        'name' : (
                          SELECT page_4_c_1.name_zh
                          FROM code_name AS page_4_c_1
                          WHERE page_4_c_1.list = 'RETURN_REASON'
                            AND page_4_c_1.code = page_4.return_reason
                            AND page_4_c_1.valid_from <= CAST(timezone('Asia/Shanghai', $1::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (page_4_c_1.valid_to IS NULL OR page_4_c_1.valid_to > page_4_c_1.valid_from)
                          ORDER BY page_4_c_1.valid_from DESC, page_4_c_1.version DESC
                          LIMIT 1
                        )
                        RETURNING json
                      )
                      ELSE null::json END
                  ),
                  'family' : (
                    (
                      SELECT JSON_OBJECT(
                        'displayName' : (JSON_OBJECT('value' : page_4_f_1.display_name, 'level' : 'FULL' RETURNING json))
                        RETURNING json
                      ) AS json_object_1
                      FROM family AS page_4_f_1
                      WHERE page_4_f_1.id = page_4.family_id
                    )
                  )
                  RETURNING json
                )
                ORDER BY page_4.place
              ) FILTER(WHERE page_4.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            array_agg(page_4.family_id) FILTER(WHERE page_4.place <= 20) AS families,
            array_agg(1) FILTER(WHERE page_4.place <= 20) AS groups
          FROM LATERAL (
            SELECT once_3.number, once_3.state, once_3.waits_office, once_3.waits_from, once_3.waits_federation, once_3.federation_until,
              once_3.waits_commissioner, once_3.waits_monitor, once_3.monitor_until, once_3.return_reason, once_3.family_id,
              row_number() OVER(ORDER BY once_3.work_due_at, once_3.id) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_2.work_due_at, united_2.id) united_2.work_due_at, united_2.id, united_2.number, united_2.state,
                united_2.waits_office, united_2.waits_from, united_2.waits_federation, united_2.federation_until,
                united_2.waits_commissioner, united_2.waits_monitor, united_2.monitor_until, united_2.return_reason, united_2.family_id
              FROM LATERAL (
                (
                  SELECT r_1.work_due_at, r_1.id, r_1.number, r_1.state, r_1.waits_office, r_1.waits_from, r_1.waits_federation,
                    r_1.federation_until, r_1.waits_commissioner, r_1.waits_monitor, r_1.monitor_until, r_1.return_reason, r_1.family_id
                  FROM referral AS r_1
                  WHERE CASE
                    WHEN (r_1.county_code = $22::VARCHAR OR r_1.dispatching_office_id = $4::UUID) THEN true
                    ELSE false END
                    AND r_1.dispatching_office_id = $4::UUID
                    AND r_1.waits_federation
                    AND (r_1.waits_from IS NULL OR r_1.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                    AND (r_1.federation_until IS NULL OR r_1.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.work_due_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.work_due_at, r_1.id, r_1.number, r_1.state, r_1.waits_office, r_1.waits_from, r_1.waits_federation,
                    r_1.federation_until, r_1.waits_commissioner, r_1.waits_monitor, r_1.monitor_until, r_1.return_reason, r_1.family_id
                  FROM referral AS r_1
                  WHERE CASE
                    WHEN (r_1.county_code = $22::VARCHAR OR r_1.dispatching_office_id = $4::UUID) THEN true
                    ELSE false END
                    AND r_1.office_id = $4::UUID
                    AND r_1.waits_office
                    AND (r_1.waits_from IS NULL OR r_1.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.work_due_at, r_1.id
                  LIMIT 21
                )
              ) AS united_2
              ORDER BY united_2.work_due_at, united_2.id
              LIMIT 21
            ) AS once_3
            ORDER BY once_3.work_due_at, once_3.id
            LIMIT 21
          ) AS page_4 HAVING true
        ) AS root_5
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_unsealed(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Inbox', $2::UUID AS anon_2,
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
