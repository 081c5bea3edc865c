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
        SELECT JSON_OBJECT('referrals' : root_6.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_4
                  WHERE (n_4.county_code = $17::VARCHAR OR n_4.dispatching_office_id = $10::UUID)
                    AND n_4.work_due_at < $18::TIMESTAMP WITH TIME ZONE
                    AND n_4.handler_id IS NULL
                    AND n_4.town_code = $19::VARCHAR
                    AND n_4.state = ANY(CAST($20::TEXT[] AS TEXT[]))
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
                  'urgency' : JSON_OBJECT('level' : page_3.urgency_level RETURNING json)
                  RETURNING json
                )
                ORDER BY page_3.place
              ) FILTER(WHERE page_3.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            coalesce(json_agg(null::json) FILTER(WHERE page_3.place <= 20), '[]'::json) AS seen
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
              r_2.village_code AS village_code, row_number() OVER(ORDER BY r_2.dispatched_at DESC, r_2.id DESC) AS place
            FROM referral AS r_2
            WHERE (r_2.county_code = $17::VARCHAR OR r_2.dispatching_office_id = $10::UUID)
              AND r_2.work_due_at < $21::TIMESTAMP WITH TIME ZONE
              AND r_2.handler_id IS NULL
              AND r_2.town_code = $22::VARCHAR
              AND r_2.state = ANY(CAST($23::TEXT[] AS TEXT[]))
            ORDER BY r_2.dispatched_at DESC, r_2.id DESC
            LIMIT 21
          ) AS page_3
        ) AS root_6
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
