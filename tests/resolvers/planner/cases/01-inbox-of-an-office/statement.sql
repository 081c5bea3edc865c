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
          CAST(JSON_OBJECT('inbox' : root_10.body RETURNING json) AS TEXT),
          CAST(json_build_array(root_10.seen) AS TEXT)
        ] AS anon_8
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_4
                  WHERE n_4.office_id = $4::UUID
                    AND (n_4.visible_until IS NULL OR n_4.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                    AND n_4.office_id = $4::UUID
                    AND n_4.waits_office
                  LIMIT 10001
                ) AS some_5
              ),
              10000
            ),
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : page_3.number,
                  'state' : page_3.state,
                  'waitingFor' : array_to_json(
                    array_remove(
                      ARRAY[
                        CASE
                          WHEN (page_3.waits_office AND NOT (page_3.state = 'CANCELLED' OR page_3.state = 'RETURNED')) THEN 'OFFICE' END,
                        CASE
                          WHEN (
                            page_3.waits_federation
                              AND NOT (page_3.state = 'CANCELLED' OR page_3.state = 'RETURNED')
                          ) THEN 'FEDERATION' END,
                        CASE
                          WHEN (
                            page_3.waits_commissioner
                              AND NOT (page_3.state = 'CANCELLED' OR page_3.state = 'RETURNED')
                          ) THEN 'COMMISSIONER' END,
                        CASE
                          WHEN (page_3.waits_monitor AND NOT (page_3.state = 'CANCELLED' OR page_3.state = 'RETURNED')) THEN 'MONITOR' END
                      ],
                      NULL
                    )
                  ),
                  'workDueAt' : to_char(timezone($18::VARCHAR, page_3.work_due_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                  'family' : (
                    SELECT JSON_OBJECT(
                      'displayName' : JSON_OBJECT(
                        'value' : CASE
                          WHEN (v_8.identity_level = 3) THEN f_6.display_name
                          WHEN (v_8.identity_level = 2) THEN f_6.display_name_masked
                          WHEN (v_8.identity_level = 1) THEN f_6.display_name_coarse
                          ELSE null END,
                        'level' : CASE
                          WHEN (v_8.identity_level = 0) THEN 'HIDDEN'
                          WHEN (v_8.identity_level = 1) THEN 'COARSE'
                          WHEN (v_8.identity_level = 2) THEN 'MASKED'
                          WHEN (v_8.identity_level = 3) THEN 'FULL'
                          ELSE null END
                        RETURNING json
                      ),
                      'phone' : JSON_OBJECT(
                        'value' : CASE
                          WHEN (v_8.contact_level = 3) THEN f_6.phone
                          WHEN (v_8.contact_level = 2) THEN f_6.phone_masked
                          ELSE null END,
                        'level' : CASE
                          WHEN (v_8.contact_level = 0) THEN 'HIDDEN'
                          WHEN (v_8.contact_level = 1) THEN 'COARSE'
                          WHEN (v_8.contact_level = 2) THEN 'MASKED'
                          WHEN (v_8.contact_level = 3) THEN 'FULL'
                          ELSE null END
                        RETURNING json
                      )
                      RETURNING json
                    ) AS json_object_1
                    FROM family AS f_6
                      JOIN LATERAL (
                        SELECT coalesce(
                          max(
                            CASE
                              WHEN (a_7.person_id IS NULL OR a_7.person_id = f_6.head_id) THEN a_7.identity_level
                              ELSE least(a_7.identity_level, 1) END
                          ),
                          0
                        ) AS identity_level,
                          coalesce(
                            max(
                              CASE
                                WHEN (a_7.person_id IS NULL OR a_7.person_id = f_6.head_id) THEN a_7.id_number_level
                                ELSE least(a_7.id_number_level, 1) END
                            ),
                            0
                          ) AS id_number_level,
                          coalesce(max(a_7.contact_level), 0) AS contact_level,
                          coalesce(max(a_7.contact_wish_level), 0) AS contact_wish_level,
                          coalesce(max(a_7.address_level), 0) AS address_level,
                          coalesce(
                            max(
                              CASE
                                WHEN (a_7.person_id IS NULL OR a_7.person_id = f_6.head_id) THEN a_7.birth_level
                                ELSE least(a_7.birth_level, 1) END
                            ),
                            0
                          ) AS birth_level,
                          coalesce(
                            max(
                              CASE
                                WHEN (a_7.person_id IS NULL OR a_7.person_id = f_6.head_id) THEN a_7.disability_level
                                ELSE least(a_7.disability_level, 1) END
                            ),
                            0
                          ) AS disability_level,
                          coalesce(max(a_7.health_level), 0) AS health_level, coalesce(max(a_7.income_level), 0) AS income_level,
                          coalesce(max(a_7.work_level), 0) AS work_level
                        FROM family_access AS a_7
                        WHERE a_7.family_id = f_6.id
                          AND a_7.until > $1::TIMESTAMP WITH TIME ZONE
                          AND a_7.office_id = $4::UUID
                      ) AS v_8 ON true
                    WHERE f_6.id = page_3.family_id
                  )
                  RETURNING json
                )
                ORDER BY page_3.place
              ) FILTER(WHERE page_3.place <= 10),
              '[]'::json
            ),
            'pageInfo' : JSON_OBJECT('hasNextPage' : count(*) > 10 RETURNING json)
            RETURNING json
          ) AS body,
            coalesce(
              json_agg(
                JSON_OBJECT(
                  'family' : page_3.family_id,
                  'groups' : (
                    SELECT array_to_json(
                      array_remove(
                        ARRAY[
                          CASE
                            WHEN (max(h_9.contact_level) > 0) THEN 'CONTACT' END,
                          CASE
                            WHEN (max(h_9.identity_level) > 0) THEN 'IDENTITY' END
                        ],
                        NULL
                      )
                    ) AS array_to_json_1
                    FROM family_access AS h_9
                    WHERE h_9.family_id = page_3.family_id
                      AND h_9.until > $1::TIMESTAMP WITH TIME ZONE
                      AND h_9.office_id = $4::UUID
                  )
                  RETURNING json
                )
              ) FILTER(WHERE page_3.place <= 10),
              '[]'::json
            ) AS seen
          FROM LATERAL (
            SELECT r_2.id AS id, r_2.number AS number, r_2.state AS state, r_2.state_before AS state_before, r_2.part AS part,
              r_2.item_id AS item_id, r_2.family_id AS family_id, r_2.person_id AS person_id, r_2.previous_id AS previous_id,
              r_2.office_id AS office_id, r_2.department_code AS department_code, r_2.office_region_code AS office_region_code,
              r_2.office_county_id AS office_county_id, r_2.dispatching_office_id AS dispatching_office_id,
              r_2.monitor_office_id AS monitor_office_id, r_2.handler_id AS handler_id, r_2.external_reference AS external_reference,
              r_2.type_code AS type_code, r_2.type_version AS type_version, r_2.contract_version AS contract_version,
              r_2.need_domain AS need_domain, r_2.urgency_level AS urgency_level, r_2.urgency_kinds AS urgency_kinds,
              r_2.urgency_applies AS urgency_applies, r_2.needs_application AS needs_application, r_2.request_text AS request_text,
              r_2.legal_basis AS legal_basis, r_2.apply_region_code AS apply_region_code, r_2.case_level AS case_level,
              r_2.returnable AS returnable, r_2.stage AS stage, r_2.stage_on AS stage_on, r_2.question_open AS question_open,
              r_2.missing AS missing, r_2.return_reason AS return_reason, r_2.returned_by AS returned_by,
              r_2.suggested_office_id AS suggested_office_id, r_2.cancel_reason AS cancel_reason, r_2.confirmed AS confirmed,
              r_2.completed_by AS completed_by, r_2.attempts AS attempts, r_2.attempted_on AS attempted_on,
              r_2.reopen_count AS reopen_count, r_2.open_assisting AS open_assisting, r_2.first_dispatched_at AS first_dispatched_at,
              r_2.dispatched_at AS dispatched_at, r_2.signed_at AS signed_at, r_2.started_at AS started_at, r_2.accepted_on AS accepted_on,
              r_2.suspended_at AS suspended_at, r_2.suspended_until AS suspended_until, r_2.suspended_days AS suspended_days,
              r_2.suspended_seconds AS suspended_seconds, r_2.suspensions AS suspensions, r_2.completed_at AS completed_at,
              r_2.first_payment_on AS first_payment_on, r_2.confirmed_at AS confirmed_at, r_2.reopened_at AS reopened_at,
              r_2.reopen_until AS reopen_until, r_2.ended_at AS ended_at, r_2.visible_until AS visible_until, r_2.urged_for AS urged_for,
              r_2.answer_due_at AS answer_due_at, r_2.return_due_at AS return_due_at, r_2.finish_due_at AS finish_due_at,
              r_2.yellow_at AS yellow_at, r_2.work_due_at AS work_due_at, r_2.calendar_version AS calendar_version,
              r_2.waits_office AS waits_office, r_2.waits_federation AS waits_federation, r_2.waits_commissioner AS waits_commissioner,
              r_2.waits_monitor AS waits_monitor, r_2.version AS version, r_2.updated_at AS updated_at, r_2.region_code AS region_code,
              r_2.province_code AS province_code, r_2.city_code AS city_code, r_2.county_code AS county_code, r_2.town_code AS town_code,
              r_2.village_code AS village_code, row_number() OVER(ORDER BY r_2.work_due_at, r_2.id) AS place
            FROM referral AS r_2
            WHERE r_2.office_id = $4::UUID
              AND (r_2.visible_until IS NULL OR r_2.visible_until > $1::TIMESTAMP WITH TIME ZONE)
              AND r_2.office_id = $4::UUID
              AND r_2.waits_office
            ORDER BY r_2.work_due_at, r_2.id
            LIMIT 11
          ) AS page_3
        ) AS root_10
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_record(id, at, kind, action, account_id, membership_id, office_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Inbox', $2::UUID AS anon_2,
    $3::UUID AS anon_3, $4::UUID AS anon_4, array_agg(distinct(found.family)) AS array_agg_1, found.groups AS groups, $5::VARCHAR AS anon_5
  FROM (
    SELECT CAST(anon_6.row ->> 'family' AS UUID) AS family,
      coalesce(
        (SELECT array_agg(g ORDER BY g) AS array_agg_2 FROM json_array_elements_text(anon_6.row -> 'groups') AS g),
        CAST('{}' AS TEXT[])
      ) AS groups
    FROM answer
      JOIN json_array_elements(CAST(answer.parts[$19::INTEGER] AS JSON)) AS anon_9(rows) ON true
      JOIN json_array_elements(anon_9.rows) AS anon_6(row) ON true
    WHERE json_typeof(anon_6.row) = 'object'
  ) AS found
  WHERE cardinality(found.groups) > 0
  GROUP BY found.groups
)
SELECT convert_to(CAST(answer.parts[$20::INTEGER] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
