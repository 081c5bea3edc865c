WITH answer AS (
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
            AND set_config('synchronous_commit', 'off', true) IS NOT NULL AS anon_8
          FROM membership AS member
            JOIN office AS member_office ON member_office.id = member.office_id
          WHERE member.id = $3::UUID
            AND member.account_id = $2::UUID
            AND member.office_id = $4::UUID
            AND member.role = $14::VARCHAR
            AND member.scope = CAST($15::TEXT[] AS TEXT[])
            AND member_office.kind = $16::VARCHAR
            AND member_office.department_code IS NOT DISTINCT
          FROM $17::VARCHAR
            AND member_office.region_code = $18::VARCHAR
            AND member.starts_at <= $1::TIMESTAMP WITH TIME ZONE
            AND member.ends_at > $1::TIMESTAMP WITH TIME ZONE
            AND CASE
            WHEN ($19::UUID IS NULL) THEN true
            ELSE sign_in_stands($19::UUID, member.account_id, member_office.organization_id, $1::TIMESTAMP WITH TIME ZONE) END
            AND CASE
            WHEN ($20::UUID IS NULL) THEN true
            ELSE client_key_stands($20::UUID, member.office_id, $1::TIMESTAMP WITH TIME ZONE) END
        ) AS BOOLEAN
      ) THEN (
        SELECT ARRAY[CAST(JSON_OBJECT('inbox' : root_9.body RETURNING json) AS TEXT), CAST(json_build_array(root_9.seen) AS TEXT)] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_3
                  WHERE (
                    n_3.office_id = $4::UUID
                      AND (n_3.visible_until IS NULL OR n_3.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                      OR n_3.delegating_office_id = $4::UUID
                      AND (n_3.visible_until IS NULL OR n_3.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                      OR n_3.family_id IS NULL
                      AND n_3.dispatching_office_id = $4::UUID
                  )
                    AND (
                      n_3.family_id IS NULL
                        AND n_3.dispatching_office_id = $4::UUID
                        AND n_3.waits_federation
                        AND (n_3.waits_from IS NULL OR n_3.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                        AND (n_3.federation_until IS NULL OR n_3.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR n_3.office_id = $4::UUID
                        AND n_3.waits_office
                        AND (n_3.waits_from IS NULL OR n_3.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                    )
                  LIMIT 10001
                ) AS some_4
              ),
              10000
            ),
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : page_2.number,
                  'state' : page_2.state,
                  'waitingFor' : array_to_json(
                    array_remove(
                      ARRAY[
                        CASE
                          WHEN (
                            page_2.waits_office
                              AND (page_2.waits_from IS NULL OR page_2.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                              AND (
                                NOT (page_2.state = 'CANCELLED' OR page_2.state = 'RETURNED')
                                  OR page_2.family_id IS NULL
                                  AND page_2.dispatching_office_id = $4::UUID
                              )
                          ) THEN 'OFFICE' END,
                        CASE
                          WHEN (
                            page_2.waits_federation
                              AND (page_2.waits_from IS NULL OR page_2.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                              AND (page_2.federation_until IS NULL OR page_2.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                              AND (
                                NOT (page_2.state = 'CANCELLED' OR page_2.state = 'RETURNED')
                                  OR page_2.family_id IS NULL
                                  AND page_2.dispatching_office_id = $4::UUID
                              )
                          ) THEN 'FEDERATION' END,
                        CASE
                          WHEN (
                            page_2.waits_commissioner
                              AND (page_2.waits_from IS NULL OR page_2.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                              AND (
                                NOT (page_2.state = 'CANCELLED' OR page_2.state = 'RETURNED')
                                  OR page_2.family_id IS NULL
                                  AND page_2.dispatching_office_id = $4::UUID
                              )
                          ) THEN 'COMMISSIONER' END,
                        CASE
                          WHEN (
                            page_2.waits_monitor
                              AND (page_2.waits_from IS NULL OR page_2.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                              AND (page_2.monitor_until IS NULL OR page_2.monitor_until > $1::TIMESTAMP WITH TIME ZONE)
                              AND (
                                NOT (page_2.state = 'CANCELLED' OR page_2.state = 'RETURNED')
                                  OR page_2.family_id IS NULL
                                  AND page_2.dispatching_office_id = $4::UUID
                              )
                          ) THEN 'MONITOR' END
                      ],
                      NULL
                    )
                  ),
                  'workDueAt' : to_char(timezone($21::VARCHAR, page_2.work_due_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                  'family' : (
                    SELECT JSON_OBJECT(
                      'displayName' : JSON_OBJECT(
                        'value' : CASE
                          WHEN (v_7.identity_level = 3) THEN f_5.display_name
                          WHEN (v_7.identity_level = 2) THEN f_5.display_name_masked
                          WHEN (v_7.identity_level = 1) THEN f_5.display_name_coarse
                          ELSE null END,
                        'level' : CASE
                          WHEN (v_7.identity_level = 0) THEN 'HIDDEN'
                          WHEN (v_7.identity_level = 1) THEN 'COARSE'
                          WHEN (v_7.identity_level = 2) THEN 'MASKED'
                          WHEN (v_7.identity_level = 3) THEN 'FULL'
                          ELSE null END
                        RETURNING json
                      ),
                      'phone' : JSON_OBJECT(
                        'value' : CASE
                          WHEN (v_7.contact_level = 3) THEN f_5.phone
                          WHEN (v_7.contact_level = 2) THEN f_5.phone_masked
                          ELSE null END,
                        'level' : CASE
                          WHEN (v_7.contact_level = 0) THEN 'HIDDEN'
                          WHEN (v_7.contact_level = 1) THEN 'COARSE'
                          WHEN (v_7.contact_level = 2) THEN 'MASKED'
                          WHEN (v_7.contact_level = 3) THEN 'FULL'
                          ELSE null END
                        RETURNING json
                      )
                      RETURNING json
                    ) AS json_object_1
                    FROM family AS f_5
                      JOIN LATERAL (
                        SELECT coalesce(
                          max(
                            CASE
                              WHEN (a_6.members IS NULL OR f_5.head_id = ANY(a_6.members)) THEN CASE
                              WHEN (a_6.person_id IS NULL OR a_6.person_id = f_5.head_id) THEN a_6.identity_level
                              ELSE least(a_6.identity_level, 1) END
                              ELSE 0 END
                          ),
                          0
                        ) AS identity_level,
                          coalesce(
                            max(
                              CASE
                                WHEN (a_6.members IS NULL OR f_5.head_id = ANY(a_6.members)) THEN CASE
                                WHEN (a_6.person_id IS NULL OR a_6.person_id = f_5.head_id) THEN a_6.id_number_level
                                ELSE least(a_6.id_number_level, 1) END
                                ELSE 0 END
                            ),
                            0
                          ) AS id_number_level,
                          coalesce(max(a_6.contact_level), 0) AS contact_level,
                          coalesce(max(a_6.contact_wish_level), 0) AS contact_wish_level,
                          coalesce(max(a_6.address_level), 0) AS address_level,
                          coalesce(
                            max(
                              CASE
                                WHEN (a_6.members IS NULL OR f_5.head_id = ANY(a_6.members)) THEN CASE
                                WHEN (a_6.person_id IS NULL OR a_6.person_id = f_5.head_id) THEN a_6.birth_level
                                ELSE least(a_6.birth_level, 1) END
                                ELSE 0 END
                            ),
                            0
                          ) AS birth_level,
                          coalesce(
                            max(
                              CASE
                                WHEN (a_6.members IS NULL OR f_5.head_id = ANY(a_6.members)) THEN CASE
                                WHEN (a_6.person_id IS NULL OR a_6.person_id = f_5.head_id) THEN a_6.disability_level
                                ELSE least(a_6.disability_level, 1) END
                                ELSE 0 END
                            ),
                            0
                          ) AS disability_level,
                          coalesce(max(a_6.health_level), 0) AS health_level, coalesce(max(a_6.income_level), 0) AS income_level,
                          coalesce(max(a_6.work_level), 0) AS work_level
                        FROM family_access AS a_6
                        WHERE a_6.family_id = f_5.id
                          AND a_6.until > $1::TIMESTAMP WITH TIME ZONE
                          AND a_6.office_id = $4::UUID
                      ) AS v_7 ON true
                    WHERE f_5.id = CASE
                      WHEN (page_2.kept_family_id IS NOT NULL) THEN page_2.kept_family_id
                      ELSE page_2.family_id END
                  )
                  RETURNING json
                )
                ORDER BY page_2.place
              ) FILTER(WHERE page_2.place <= 10),
              '[]'::json
            ),
            'pageInfo' : JSON_OBJECT('hasNextPage' : count(*) > 10 RETURNING json)
            RETURNING json
          ) AS body,
            coalesce(
              json_agg(
                JSON_OBJECT(
                  'family' : page_2.family_id,
                  'groups' : (
                    SELECT array_to_json(
                      array_remove(
                        ARRAY[
                          CASE
                            WHEN (max(h_8.contact_level) > 0) THEN 'CONTACT' END,
                          CASE
                            WHEN (max(h_8.identity_level) > 0) THEN 'IDENTITY' END
                        ],
                        NULL
                      )
                    ) AS array_to_json_1
                    FROM family_access AS h_8
                    WHERE h_8.family_id = page_2.family_id
                      AND h_8.until > $1::TIMESTAMP WITH TIME ZONE
                      AND h_8.office_id = $4::UUID
                  )
                  RETURNING json
                )
              ) FILTER(WHERE page_2.place <= 10),
              '[]'::json
            ) AS seen
          FROM LATERAL (
            SELECT r_1.id AS id, r_1.number AS number, r_1.state AS state, r_1.state_before AS state_before, r_1.part AS part,
              r_1.item_id AS item_id, r_1.family_id AS family_id, r_1.person_id AS person_id, r_1.kept_family_id AS kept_family_id,
              r_1.kept_person_id AS kept_person_id, r_1.members AS members, r_1.previous_id AS previous_id, r_1.lead_id AS lead_id,
              r_1.office_id AS office_id, r_1.department_code AS department_code, r_1.office_county_id AS office_county_id,
              r_1.dispatching_office_id AS dispatching_office_id, r_1.delegating_office_id AS delegating_office_id,
              r_1.monitor_office_id AS monitor_office_id, r_1.handler_id AS handler_id, r_1.external_reference AS external_reference,
              r_1.type_code AS type_code, r_1.type_version AS type_version, r_1.contract_version AS contract_version,
              r_1.need_domain AS need_domain, r_1.urgency_level AS urgency_level, r_1.urgency_kinds AS urgency_kinds,
              r_1.urgency_applies AS urgency_applies, r_1.needs_application AS needs_application, r_1.request_text AS request_text,
              r_1.request_document AS request_document, r_1.fund_source AS fund_source, r_1.legal_basis AS legal_basis,
              r_1.apply_region_code AS apply_region_code, r_1.case_level AS case_level, r_1.returnable AS returnable,
              r_1.return_ask_state AS return_ask_state, r_1.return_ask_reason AS return_ask_reason,
              r_1.return_ask_returned_by AS return_ask_returned_by, r_1.return_ask_suggested_office_id AS return_ask_suggested_office_id,
              r_1.return_ask_asked_at AS return_ask_asked_at, r_1.return_ask_until AS return_ask_until,
              r_1.extension_state AS extension_state, r_1.extension_days AS extension_days, r_1.extension_reason AS extension_reason,
              r_1.extension_asked_at AS extension_asked_at, r_1.extension_until AS extension_until,
              r_1.extension_granted_days AS extension_granted_days, r_1.extension_count AS extension_count,
              r_1.acceptance_ask_state AS acceptance_ask_state, r_1.acceptance_ask_accepted_on AS acceptance_ask_accepted_on,
              r_1.acceptance_ask_asked_at AS acceptance_ask_asked_at, r_1.acceptance_ask_until AS acceptance_ask_until,
              r_1.transfer_state AS transfer_state, r_1.transfer_domain AS transfer_domain,
              r_1.transfer_request_text AS transfer_request_text, r_1.transfer_reason AS transfer_reason,
              r_1.transfer_asked_at AS transfer_asked_at, r_1.transfer_open_at AS transfer_open_at,
              r_1.designation_reason AS designation_reason, r_1.designation_authority AS designation_authority,
              r_1.designation_document AS designation_document, r_1.stage AS stage, r_1.stage_on AS stage_on,
              r_1.question_open AS question_open, r_1.handed_back AS handed_back, r_1.assisting_returned AS assisting_returned,
              r_1.without_assisting AS without_assisting, r_1.missing AS missing, r_1.return_reason AS return_reason,
              r_1.returned_by AS returned_by, r_1.suggested_office_id AS suggested_office_id, r_1.cancel_reason AS cancel_reason,
              r_1.confirmed AS confirmed, r_1.completed_by AS completed_by, r_1.attempts AS attempts, r_1.attempted_on AS attempted_on,
              r_1.reopen_count AS reopen_count, r_1.open_assisting AS open_assisting, r_1.first_dispatched_at AS first_dispatched_at,
              r_1.dispatched_at AS dispatched_at, r_1.signed_at AS signed_at, r_1.started_at AS started_at, r_1.accepted_on AS accepted_on,
              r_1.suspended_at AS suspended_at, r_1.suspended_until AS suspended_until, r_1.suspended_days AS suspended_days,
              r_1.suspended_seconds AS suspended_seconds, r_1.suspensions AS suspensions, r_1.completed_at AS completed_at,
              r_1.first_payment_on AS first_payment_on, r_1.review_on AS review_on, r_1.recognised_on AS recognised_on,
              r_1.recognition_ended_on AS recognition_ended_on, r_1.received_on AS received_on, r_1.payment_failed_on AS payment_failed_on,
              r_1.owed_until AS owed_until, r_1.post_left_on AS post_left_on, r_1.confirmed_at AS confirmed_at, r_1.call_on AS call_on,
              r_1.carried_due_at AS carried_due_at, r_1.reopened_at AS reopened_at, r_1.reopen_until AS reopen_until,
              r_1.ended_at AS ended_at, r_1.visible_until AS visible_until, r_1.urged_for AS urged_for, r_1.last_event_id AS last_event_id,
              r_1.last_event_by AS last_event_by, r_1.answer_due_at AS answer_due_at, r_1.return_due_at AS return_due_at,
              r_1.finish_due_at AS finish_due_at, r_1.yellow_at AS yellow_at, r_1.work_due_at AS work_due_at,
              r_1.calendar_version AS calendar_version, r_1.waits_office AS waits_office, r_1.waits_federation AS waits_federation,
              r_1.waits_commissioner AS waits_commissioner, r_1.waits_monitor AS waits_monitor, r_1.waits_from AS waits_from,
              r_1.federation_until AS federation_until, r_1.monitor_until AS monitor_until, r_1.line_persons AS line_persons,
              r_1.line_sum AS line_sum, r_1.line_paid AS line_paid, r_1.line_outstanding AS line_outstanding,
              r_1.line_failed AS line_failed, r_1.version AS version, r_1.updated_at AS updated_at,
              r_1.office_region_code AS office_region_code, r_1.office_province_code AS office_province_code,
              r_1.office_city_code AS office_city_code, r_1.office_county_code AS office_county_code,
              r_1.office_town_code AS office_town_code, r_1.region_code AS region_code, r_1.province_code AS province_code,
              r_1.city_code AS city_code, r_1.county_code AS county_code, r_1.town_code AS town_code, r_1.village_code AS village_code,
              row_number() OVER(ORDER BY r_1.work_due_at, r_1.id) AS place
            FROM referral AS r_1
            WHERE (
              r_1.office_id = $4::UUID
                AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                OR r_1.delegating_office_id = $4::UUID
                AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                OR r_1.family_id IS NULL
                AND r_1.dispatching_office_id = $4::UUID
            )
              AND (
                r_1.family_id IS NULL
                  AND r_1.dispatching_office_id = $4::UUID
                  AND r_1.waits_federation
                  AND (r_1.waits_from IS NULL OR r_1.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                  AND (r_1.federation_until IS NULL OR r_1.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                  OR r_1.office_id = $4::UUID
                  AND r_1.waits_office
                  AND (r_1.waits_from IS NULL OR r_1.waits_from < $1::TIMESTAMP WITH TIME ZONE)
              )
            ORDER BY r_1.work_due_at, r_1.id
            LIMIT 11
          ) AS page_2 HAVING true
        ) AS root_9
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_record(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Inbox', $2::UUID AS anon_2,
    $3::UUID AS anon_3, $4::UUID AS anon_4, $5::UUID AS anon_5, array_agg(distinct(found.family)) AS array_agg_1, found.groups AS groups,
    $6::VARCHAR AS anon_6
  FROM (
    SELECT CAST(anon_7.row ->> 'family' AS UUID) AS family,
      coalesce(
        (SELECT array_agg(g ORDER BY g) AS array_agg_2 FROM json_array_elements_text(anon_7.row -> 'groups') AS g),
        CAST('{}' AS TEXT[])
      ) AS groups
    FROM answer
      JOIN json_array_elements(CAST(answer.parts[$22::INTEGER] AS JSON)) AS anon_10(rows) ON true
      JOIN json_array_elements(anon_10.rows) AS anon_7(row) ON true
    WHERE json_typeof(anon_7.row) = 'object'
  ) AS found
  WHERE cardinality(found.groups) > 0
  GROUP BY found.groups
)
SELECT convert_to(CAST(answer.parts[$23::INTEGER] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
