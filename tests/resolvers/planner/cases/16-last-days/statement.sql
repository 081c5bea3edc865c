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
        SELECT JSON_OBJECT('inbox' : root_5.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'answerDueAt' : (to_char(timezone('UTC', page_4.answer_due_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
                  'answerDueOn' : (
                    to_char(
                      CASE
                        WHEN (
                          timezone('Asia/Shanghai', page_4.answer_due_at) = date_trunc(
                            'day',
                            timezone('Asia/Shanghai', page_4.answer_due_at)
                          )
                        ) THEN CAST(timezone('Asia/Shanghai', page_4.answer_due_at) AS DATE) - 1 END,
                      'YYYY-MM-DD'
                    )
                  ),
                  'returnDueAt' : (to_char(timezone('UTC', page_4.return_due_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
                  'returnDueOn' : (
                    to_char(
                      CASE
                        WHEN (
                          timezone('Asia/Shanghai', page_4.return_due_at) = date_trunc(
                            'day',
                            timezone('Asia/Shanghai', page_4.return_due_at)
                          )
                        ) THEN CAST(timezone('Asia/Shanghai', page_4.return_due_at) AS DATE) - 1 END,
                      'YYYY-MM-DD'
                    )
                  ),
                  'finishDueAt' : (to_char(timezone('UTC', page_4.finish_due_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
                  'finishDueOn' : (
                    to_char(
                      CASE
                        WHEN (
                          timezone('Asia/Shanghai', page_4.finish_due_at) = date_trunc(
                            'day',
                            timezone('Asia/Shanghai', page_4.finish_due_at)
                          )
                        ) THEN CAST(timezone('Asia/Shanghai', page_4.finish_due_at) AS DATE) - 1 END,
                      'YYYY-MM-DD'
                    )
                  ),
                  'workDueAt' : (to_char(timezone('UTC', page_4.work_due_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
                  'workDueOn' : (
                    to_char(
                      CASE
                        WHEN (
                          timezone('Asia/Shanghai', page_4.work_due_at) = date_trunc('day', timezone('Asia/Shanghai', page_4.work_due_at))
                        ) THEN CAST(timezone('Asia/Shanghai', page_4.work_due_at) AS DATE) - 1 END,
                      'YYYY-MM-DD'
                    )
                  ),
                  'urgedForOn' : (
                    to_char(
                      CASE
                        WHEN (
                          timezone('Asia/Shanghai', page_4.urged_for) = date_trunc('day', timezone('Asia/Shanghai', page_4.urged_for))
                        ) THEN CAST(timezone('Asia/Shanghai', page_4.urged_for) AS DATE) - 1 END,
                      'YYYY-MM-DD'
                    )
                  ),
                  'reopenUntilOn' : (
                    to_char(CAST(timezone('Asia/Shanghai', page_4.reopen_until - interval '1 millisecond') AS DATE), 'YYYY-MM-DD')
                  )
                  RETURNING json
                )
                ORDER BY page_4.place
              ) FILTER(WHERE page_4.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
          FROM LATERAL (
            SELECT once_3.answer_due_at, once_3.return_due_at, once_3.finish_due_at, once_3.work_due_at, once_3.urged_for,
              once_3.reopen_until, row_number() OVER(ORDER BY once_3.work_due_at, once_3.id) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_2.work_due_at, united_2.id) united_2.work_due_at, united_2.id, united_2.answer_due_at,
                united_2.return_due_at, united_2.finish_due_at, united_2.urged_for, united_2.reopen_until
              FROM LATERAL (
                (
                  SELECT r_1.work_due_at, r_1.id, r_1.answer_due_at, r_1.return_due_at, r_1.finish_due_at, r_1.urged_for, r_1.reopen_until
                  FROM referral AS r_1
                  WHERE CASE
                    WHEN (
                      r_1.office_id = $11::UUID
                        AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                        OR r_1.delegating_office_id = $11::UUID
                        AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                        OR r_1.family_id IS NULL
                        AND r_1.dispatching_office_id = $11::UUID
                    ) THEN true
                    ELSE false END
                    AND r_1.family_id IS NULL
                    AND r_1.dispatching_office_id = $11::UUID
                    AND r_1.waits_federation
                    AND (r_1.waits_from IS NULL OR r_1.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                    AND (r_1.federation_until IS NULL OR r_1.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.work_due_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.work_due_at, r_1.id, r_1.answer_due_at, r_1.return_due_at, r_1.finish_due_at, r_1.urged_for, r_1.reopen_until
                  FROM referral AS r_1
                  WHERE CASE
                    WHEN (
                      r_1.office_id = $11::UUID
                        AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                        OR r_1.delegating_office_id = $11::UUID
                        AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                        OR r_1.family_id IS NULL
                        AND r_1.dispatching_office_id = $11::UUID
                    ) THEN true
                    ELSE false END
                    AND r_1.office_id = $11::UUID
                    AND r_1.waits_office
                    AND (r_1.waits_from IS NULL OR r_1.waits_from < $17::TIMESTAMP WITH TIME ZONE)
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
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
