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
        SELECT ARRAY[
          CAST(JSON_OBJECT('referrals' : root_9.body RETURNING json) AS TEXT),
          CAST(json_build_array(root_9.seen) AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_5
                  WHERE n_5.city_code = $21::VARCHAR
                    OR n_5.dispatching_office_id = $4::UUID
                  LIMIT 10001
                ) AS some_6
              ),
              10000
            ),
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : page_4.number,
                  'region' : (
                    SELECT JSON_OBJECT('code' : r_7.code, 'name' : r_7.name RETURNING json) AS json_object_1
                    FROM region AS r_7
                    WHERE r_7.code = rpad(left(page_4.region_code, $22::INTEGER), $23::INTEGER, $24::VARCHAR)
                  ),
                  'family' : (
                    SELECT JSON_OBJECT(
                      'displayName' : JSON_OBJECT('value' : f_8.display_name_masked, 'level' : 'MASKED' RETURNING json),
                      'phone' : JSON_OBJECT('value' : null, 'level' : 'HIDDEN' RETURNING json)
                      RETURNING json
                    ) AS json_object_2
                    FROM family AS f_8
                    WHERE f_8.id = page_4.family_id
                  )
                  RETURNING json
                )
                ORDER BY page_4.place
              ) FILTER(WHERE page_4.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            coalesce(
              json_agg(
                JSON_OBJECT('family' : page_4.family_id, 'groups' : array_to_json(ARRAY['IDENTITY']) RETURNING json)
              ) FILTER(WHERE page_4.place <= 20),
              '[]'::json
            ) AS seen
          FROM LATERAL (
            SELECT once_3.id AS id, once_3.number AS number, once_3.state AS state, once_3.state_before AS state_before,
              once_3.part AS part, once_3.item_id AS item_id, once_3.family_id AS family_id, once_3.person_id AS person_id,
              once_3.kept_family_id AS kept_family_id, once_3.kept_person_id AS kept_person_id, once_3.members AS members,
              once_3.previous_id AS previous_id, once_3.lead_id AS lead_id, once_3.office_id AS office_id,
              once_3.department_code AS department_code, once_3.office_county_id AS office_county_id,
              once_3.dispatching_office_id AS dispatching_office_id, once_3.delegating_office_id AS delegating_office_id,
              once_3.monitor_office_id AS monitor_office_id, once_3.handler_id AS handler_id,
              once_3.external_reference AS external_reference, once_3.type_code AS type_code, once_3.type_version AS type_version,
              once_3.contract_version AS contract_version, once_3.need_domain AS need_domain, once_3.urgency_level AS urgency_level,
              once_3.urgency_kinds AS urgency_kinds, once_3.urgency_applies AS urgency_applies,
              once_3.needs_application AS needs_application, once_3.request_text AS request_text,
              once_3.request_document AS request_document, once_3.fund_source AS fund_source, once_3.legal_basis AS legal_basis,
              once_3.apply_region_code AS apply_region_code, once_3.case_level AS case_level, once_3.returnable AS returnable,
              once_3.return_ask_state AS return_ask_state, once_3.return_ask_reason AS return_ask_reason,
              once_3.return_ask_returned_by AS return_ask_returned_by,
              once_3.return_ask_suggested_office_id AS return_ask_suggested_office_id, once_3.return_ask_asked_at AS return_ask_asked_at,
              once_3.return_ask_until AS return_ask_until, once_3.extension_state AS extension_state,
              once_3.extension_days AS extension_days, once_3.extension_reason AS extension_reason,
              once_3.extension_asked_at AS extension_asked_at, once_3.extension_until AS extension_until,
              once_3.extension_granted_days AS extension_granted_days, once_3.extension_count AS extension_count,
              once_3.acceptance_ask_state AS acceptance_ask_state, once_3.acceptance_ask_accepted_on AS acceptance_ask_accepted_on,
              once_3.acceptance_ask_asked_at AS acceptance_ask_asked_at, once_3.acceptance_ask_until AS acceptance_ask_until,
              once_3.transfer_state AS transfer_state, once_3.transfer_domain AS transfer_domain,
              once_3.transfer_request_text AS transfer_request_text, once_3.transfer_reason AS transfer_reason,
              once_3.transfer_asked_at AS transfer_asked_at, once_3.transfer_open_at AS transfer_open_at,
              once_3.designation_reason AS designation_reason, once_3.designation_authority AS designation_authority,
              once_3.designation_document AS designation_document, once_3.stage AS stage, once_3.stage_on AS stage_on,
              once_3.question_open AS question_open, once_3.handed_back AS handed_back, once_3.assisting_returned AS assisting_returned,
              once_3.without_assisting AS without_assisting, once_3.missing AS missing, once_3.return_reason AS return_reason,
              once_3.returned_by AS returned_by, once_3.suggested_office_id AS suggested_office_id, once_3.cancel_reason AS cancel_reason,
              once_3.confirmed AS confirmed, once_3.completed_by AS completed_by, once_3.attempts AS attempts,
              once_3.attempted_on AS attempted_on, once_3.reopen_count AS reopen_count, once_3.open_assisting AS open_assisting,
              once_3.first_dispatched_at AS first_dispatched_at, once_3.dispatched_at AS dispatched_at, once_3.signed_at AS signed_at,
              once_3.started_at AS started_at, once_3.accepted_on AS accepted_on, once_3.suspended_at AS suspended_at,
              once_3.suspended_until AS suspended_until, once_3.suspended_days AS suspended_days,
              once_3.suspended_seconds AS suspended_seconds, once_3.suspensions AS suspensions, once_3.completed_at AS completed_at,
              once_3.first_payment_on AS first_payment_on, once_3.review_on AS review_on, once_3.recognised_on AS recognised_on,
              once_3.recognition_ended_on AS recognition_ended_on, once_3.received_on AS received_on,
              once_3.payment_failed_on AS payment_failed_on, once_3.owed_until AS owed_until, once_3.post_left_on AS post_left_on,
              once_3.confirmed_at AS confirmed_at, once_3.call_on AS call_on, once_3.carried_due_at AS carried_due_at,
              once_3.reopened_at AS reopened_at, once_3.reopen_until AS reopen_until, once_3.ended_at AS ended_at,
              once_3.visible_until AS visible_until, once_3.urged_for AS urged_for, once_3.last_event_id AS last_event_id,
              once_3.last_event_by AS last_event_by, once_3.answer_due_at AS answer_due_at, once_3.return_due_at AS return_due_at,
              once_3.finish_due_at AS finish_due_at, once_3.yellow_at AS yellow_at, once_3.work_due_at AS work_due_at,
              once_3.calendar_version AS calendar_version, once_3.waits_office AS waits_office, once_3.waits_federation AS waits_federation,
              once_3.waits_commissioner AS waits_commissioner, once_3.waits_monitor AS waits_monitor, once_3.waits_from AS waits_from,
              once_3.federation_until AS federation_until, once_3.monitor_until AS monitor_until, once_3.line_persons AS line_persons,
              once_3.line_sum AS line_sum, once_3.line_paid AS line_paid, once_3.line_outstanding AS line_outstanding,
              once_3.line_failed AS line_failed, once_3.version AS version, once_3.updated_at AS updated_at,
              once_3.office_region_code AS office_region_code, once_3.office_province_code AS office_province_code,
              once_3.office_city_code AS office_city_code, once_3.office_county_code AS office_county_code,
              once_3.office_town_code AS office_town_code, once_3.region_code AS region_code, once_3.province_code AS province_code,
              once_3.city_code AS city_code, once_3.county_code AS county_code, once_3.town_code AS town_code,
              once_3.village_code AS village_code, row_number() OVER(ORDER BY once_3.dispatched_at, once_3.id) AS place
            FROM (
              SELECT DISTINCT ON (united_2.dispatched_at, united_2.id) united_2.id AS id, united_2.number AS number,
                united_2.state AS state, united_2.state_before AS state_before, united_2.part AS part, united_2.item_id AS item_id,
                united_2.family_id AS family_id, united_2.person_id AS person_id, united_2.kept_family_id AS kept_family_id,
                united_2.kept_person_id AS kept_person_id, united_2.members AS members, united_2.previous_id AS previous_id,
                united_2.lead_id AS lead_id, united_2.office_id AS office_id, united_2.department_code AS department_code,
                united_2.office_county_id AS office_county_id, united_2.dispatching_office_id AS dispatching_office_id,
                united_2.delegating_office_id AS delegating_office_id, united_2.monitor_office_id AS monitor_office_id,
                united_2.handler_id AS handler_id, united_2.external_reference AS external_reference, united_2.type_code AS type_code,
                united_2.type_version AS type_version, united_2.contract_version AS contract_version, united_2.need_domain AS need_domain,
                united_2.urgency_level AS urgency_level, united_2.urgency_kinds AS urgency_kinds,
                united_2.urgency_applies AS urgency_applies, united_2.needs_application AS needs_application,
                united_2.request_text AS request_text, united_2.request_document AS request_document, united_2.fund_source AS fund_source,
                united_2.legal_basis AS legal_basis, united_2.apply_region_code AS apply_region_code, united_2.case_level AS case_level,
                united_2.returnable AS returnable, united_2.return_ask_state AS return_ask_state,
                united_2.return_ask_reason AS return_ask_reason, united_2.return_ask_returned_by AS return_ask_returned_by,
                united_2.return_ask_suggested_office_id AS return_ask_suggested_office_id,
                united_2.return_ask_asked_at AS return_ask_asked_at, united_2.return_ask_until AS return_ask_until,
                united_2.extension_state AS extension_state, united_2.extension_days AS extension_days,
                united_2.extension_reason AS extension_reason, united_2.extension_asked_at AS extension_asked_at,
                united_2.extension_until AS extension_until, united_2.extension_granted_days AS extension_granted_days,
                united_2.extension_count AS extension_count, united_2.acceptance_ask_state AS acceptance_ask_state,
                united_2.acceptance_ask_accepted_on AS acceptance_ask_accepted_on,
                united_2.acceptance_ask_asked_at AS acceptance_ask_asked_at, united_2.acceptance_ask_until AS acceptance_ask_until,
                united_2.transfer_state AS transfer_state, united_2.transfer_domain AS transfer_domain,
                united_2.transfer_request_text AS transfer_request_text, united_2.transfer_reason AS transfer_reason,
                united_2.transfer_asked_at AS transfer_asked_at, united_2.transfer_open_at AS transfer_open_at,
                united_2.designation_reason AS designation_reason, united_2.designation_authority AS designation_authority,
                united_2.designation_document AS designation_document, united_2.stage AS stage, united_2.stage_on AS stage_on,
                united_2.question_open AS question_open, united_2.handed_back AS handed_back,
                united_2.assisting_returned AS assisting_returned, united_2.without_assisting AS without_assisting,
                united_2.missing AS missing, united_2.return_reason AS return_reason, united_2.returned_by AS returned_by,
                united_2.suggested_office_id AS suggested_office_id, united_2.cancel_reason AS cancel_reason,
                united_2.confirmed AS confirmed, united_2.completed_by AS completed_by, united_2.attempts AS attempts,
                united_2.attempted_on AS attempted_on, united_2.reopen_count AS reopen_count, united_2.open_assisting AS open_assisting,
                united_2.first_dispatched_at AS first_dispatched_at, united_2.dispatched_at AS dispatched_at,
                united_2.signed_at AS signed_at, united_2.started_at AS started_at, united_2.accepted_on AS accepted_on,
                united_2.suspended_at AS suspended_at, united_2.suspended_until AS suspended_until,
                united_2.suspended_days AS suspended_days, united_2.suspended_seconds AS suspended_seconds,
                united_2.suspensions AS suspensions, united_2.completed_at AS completed_at, united_2.first_payment_on AS first_payment_on,
                united_2.review_on AS review_on, united_2.recognised_on AS recognised_on,
                united_2.recognition_ended_on AS recognition_ended_on, united_2.received_on AS received_on,
                united_2.payment_failed_on AS payment_failed_on, united_2.owed_until AS owed_until, united_2.post_left_on AS post_left_on,
                united_2.confirmed_at AS confirmed_at, united_2.call_on AS call_on, united_2.carried_due_at AS carried_due_at,
                united_2.reopened_at AS reopened_at, united_2.reopen_until AS reopen_until, united_2.ended_at AS ended_at,
                united_2.visible_until AS visible_until, united_2.urged_for AS urged_for, united_2.last_event_id AS last_event_id,
                united_2.last_event_by AS last_event_by, united_2.answer_due_at AS answer_due_at, united_2.return_due_at AS return_due_at,
                united_2.finish_due_at AS finish_due_at, united_2.yellow_at AS yellow_at, united_2.work_due_at AS work_due_at,
                united_2.calendar_version AS calendar_version, united_2.waits_office AS waits_office,
                united_2.waits_federation AS waits_federation, united_2.waits_commissioner AS waits_commissioner,
                united_2.waits_monitor AS waits_monitor, united_2.waits_from AS waits_from, united_2.federation_until AS federation_until,
                united_2.monitor_until AS monitor_until, united_2.line_persons AS line_persons, united_2.line_sum AS line_sum,
                united_2.line_paid AS line_paid, united_2.line_outstanding AS line_outstanding, united_2.line_failed AS line_failed,
                united_2.version AS version, united_2.updated_at AS updated_at, united_2.office_region_code AS office_region_code,
                united_2.office_province_code AS office_province_code, united_2.office_city_code AS office_city_code,
                united_2.office_county_code AS office_county_code, united_2.office_town_code AS office_town_code,
                united_2.region_code AS region_code, united_2.province_code AS province_code, united_2.city_code AS city_code,
                united_2.county_code AS county_code, united_2.town_code AS town_code, united_2.village_code AS village_code
              FROM (
                (
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
                    r_1.return_ask_returned_by AS return_ask_returned_by,
                    r_1.return_ask_suggested_office_id AS return_ask_suggested_office_id, r_1.return_ask_asked_at AS return_ask_asked_at,
                    r_1.return_ask_until AS return_ask_until, r_1.extension_state AS extension_state, r_1.extension_days AS extension_days,
                    r_1.extension_reason AS extension_reason, r_1.extension_asked_at AS extension_asked_at,
                    r_1.extension_until AS extension_until, r_1.extension_granted_days AS extension_granted_days,
                    r_1.extension_count AS extension_count, r_1.acceptance_ask_state AS acceptance_ask_state,
                    r_1.acceptance_ask_accepted_on AS acceptance_ask_accepted_on, r_1.acceptance_ask_asked_at AS acceptance_ask_asked_at,
                    r_1.acceptance_ask_until AS acceptance_ask_until, r_1.transfer_state AS transfer_state,
                    r_1.transfer_domain AS transfer_domain, r_1.transfer_request_text AS transfer_request_text,
                    r_1.transfer_reason AS transfer_reason, r_1.transfer_asked_at AS transfer_asked_at,
                    r_1.transfer_open_at AS transfer_open_at, r_1.designation_reason AS designation_reason,
                    r_1.designation_authority AS designation_authority, r_1.designation_document AS designation_document,
                    r_1.stage AS stage, r_1.stage_on AS stage_on, r_1.question_open AS question_open, r_1.handed_back AS handed_back,
                    r_1.assisting_returned AS assisting_returned, r_1.without_assisting AS without_assisting, r_1.missing AS missing,
                    r_1.return_reason AS return_reason, r_1.returned_by AS returned_by, r_1.suggested_office_id AS suggested_office_id,
                    r_1.cancel_reason AS cancel_reason, r_1.confirmed AS confirmed, r_1.completed_by AS completed_by,
                    r_1.attempts AS attempts, r_1.attempted_on AS attempted_on, r_1.reopen_count AS reopen_count,
                    r_1.open_assisting AS open_assisting, r_1.first_dispatched_at AS first_dispatched_at,
                    r_1.dispatched_at AS dispatched_at, r_1.signed_at AS signed_at, r_1.started_at AS started_at,
                    r_1.accepted_on AS accepted_on, r_1.suspended_at AS suspended_at, r_1.suspended_until AS suspended_until,
                    r_1.suspended_days AS suspended_days, r_1.suspended_seconds AS suspended_seconds, r_1.suspensions AS suspensions,
                    r_1.completed_at AS completed_at, r_1.first_payment_on AS first_payment_on, r_1.review_on AS review_on,
                    r_1.recognised_on AS recognised_on, r_1.recognition_ended_on AS recognition_ended_on, r_1.received_on AS received_on,
                    r_1.payment_failed_on AS payment_failed_on, r_1.owed_until AS owed_until, r_1.post_left_on AS post_left_on,
                    r_1.confirmed_at AS confirmed_at, r_1.call_on AS call_on, r_1.carried_due_at AS carried_due_at,
                    r_1.reopened_at AS reopened_at, r_1.reopen_until AS reopen_until, r_1.ended_at AS ended_at,
                    r_1.visible_until AS visible_until, r_1.urged_for AS urged_for, r_1.last_event_id AS last_event_id,
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
                    r_1.city_code AS city_code, r_1.county_code AS county_code, r_1.town_code AS town_code, r_1.village_code AS village_code
                  FROM referral AS r_1
                  WHERE r_1.city_code = $21::VARCHAR
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
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
                    r_1.return_ask_returned_by AS return_ask_returned_by,
                    r_1.return_ask_suggested_office_id AS return_ask_suggested_office_id, r_1.return_ask_asked_at AS return_ask_asked_at,
                    r_1.return_ask_until AS return_ask_until, r_1.extension_state AS extension_state, r_1.extension_days AS extension_days,
                    r_1.extension_reason AS extension_reason, r_1.extension_asked_at AS extension_asked_at,
                    r_1.extension_until AS extension_until, r_1.extension_granted_days AS extension_granted_days,
                    r_1.extension_count AS extension_count, r_1.acceptance_ask_state AS acceptance_ask_state,
                    r_1.acceptance_ask_accepted_on AS acceptance_ask_accepted_on, r_1.acceptance_ask_asked_at AS acceptance_ask_asked_at,
                    r_1.acceptance_ask_until AS acceptance_ask_until, r_1.transfer_state AS transfer_state,
                    r_1.transfer_domain AS transfer_domain, r_1.transfer_request_text AS transfer_request_text,
                    r_1.transfer_reason AS transfer_reason, r_1.transfer_asked_at AS transfer_asked_at,
                    r_1.transfer_open_at AS transfer_open_at, r_1.designation_reason AS designation_reason,
                    r_1.designation_authority AS designation_authority, r_1.designation_document AS designation_document,
                    r_1.stage AS stage, r_1.stage_on AS stage_on, r_1.question_open AS question_open, r_1.handed_back AS handed_back,
                    r_1.assisting_returned AS assisting_returned, r_1.without_assisting AS without_assisting, r_1.missing AS missing,
                    r_1.return_reason AS return_reason, r_1.returned_by AS returned_by, r_1.suggested_office_id AS suggested_office_id,
                    r_1.cancel_reason AS cancel_reason, r_1.confirmed AS confirmed, r_1.completed_by AS completed_by,
                    r_1.attempts AS attempts, r_1.attempted_on AS attempted_on, r_1.reopen_count AS reopen_count,
                    r_1.open_assisting AS open_assisting, r_1.first_dispatched_at AS first_dispatched_at,
                    r_1.dispatched_at AS dispatched_at, r_1.signed_at AS signed_at, r_1.started_at AS started_at,
                    r_1.accepted_on AS accepted_on, r_1.suspended_at AS suspended_at, r_1.suspended_until AS suspended_until,
                    r_1.suspended_days AS suspended_days, r_1.suspended_seconds AS suspended_seconds, r_1.suspensions AS suspensions,
                    r_1.completed_at AS completed_at, r_1.first_payment_on AS first_payment_on, r_1.review_on AS review_on,
                    r_1.recognised_on AS recognised_on, r_1.recognition_ended_on AS recognition_ended_on, r_1.received_on AS received_on,
                    r_1.payment_failed_on AS payment_failed_on, r_1.owed_until AS owed_until, r_1.post_left_on AS post_left_on,
                    r_1.confirmed_at AS confirmed_at, r_1.call_on AS call_on, r_1.carried_due_at AS carried_due_at,
                    r_1.reopened_at AS reopened_at, r_1.reopen_until AS reopen_until, r_1.ended_at AS ended_at,
                    r_1.visible_until AS visible_until, r_1.urged_for AS urged_for, r_1.last_event_id AS last_event_id,
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
                    r_1.city_code AS city_code, r_1.county_code AS county_code, r_1.town_code AS town_code, r_1.village_code AS village_code
                  FROM referral AS r_1
                  WHERE r_1.dispatching_office_id = $4::UUID
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
              ) AS united_2
              ORDER BY united_2.dispatched_at, united_2.id
              LIMIT 21
            ) AS once_3
            ORDER BY once_3.dispatched_at, once_3.id
            LIMIT 21
          ) AS page_4 HAVING true
        ) AS root_9
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_record(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Watched', $2::UUID AS anon_2,
    $3::UUID AS anon_3, $4::UUID AS anon_4, $5::UUID AS anon_5, array_agg(distinct(found.family)) AS array_agg_1, found.groups AS groups,
    $6::VARCHAR AS anon_6
  FROM (
    SELECT CAST(anon_7.row ->> 'family' AS UUID) AS family,
      coalesce(
        (SELECT array_agg(g ORDER BY g) AS array_agg_2 FROM json_array_elements_text(anon_7.row -> 'groups') AS g),
        CAST('{}' AS TEXT[])
      ) AS groups
    FROM answer
      JOIN json_array_elements(CAST(answer.parts[$25::INTEGER] AS JSON)) AS anon_10(rows) ON true
      JOIN json_array_elements(anon_10.rows) AS anon_7(row) ON true
    WHERE json_typeof(anon_7.row) = 'object'
  ) AS found
  WHERE cardinality(found.groups) > 0
  GROUP BY found.groups
)
SELECT convert_to(CAST(answer.parts[$26::INTEGER] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
