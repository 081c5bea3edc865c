/* CADRE */
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
        SELECT JSON_OBJECT('referrals' : root_7.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_5
                  WHERE (n_5.county_code = $20::VARCHAR OR n_5.dispatching_office_id = $11::UUID)
                    AND n_5.work_due_at < $21::TIMESTAMP WITH TIME ZONE
                    AND n_5.handler_id IS NULL
                    AND n_5.town_code = $22::VARCHAR
                    AND n_5.state = ANY(CAST($23::TEXT[] AS TEXT[]))
                    AND (n_5.state NOT IN ('ARCHIVED', 'CANCELLED', 'CONFIRMED'))
                  LIMIT 10001
                ) AS some_6
              ),
              10000
            ),
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : (page_4.number),
                  'state' : (page_4.state),
                  'urgency' : (JSON_OBJECT('level' : page_4.urgency_level RETURNING json))
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
            SELECT once_3.number, once_3.state, once_3.urgency_level,
              row_number() OVER(ORDER BY once_3.dispatched_at DESC, once_3.id DESC) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_2.dispatched_at, united_2.id) united_2.dispatched_at, united_2.id, united_2.number, united_2.state,
                united_2.urgency_level
              FROM LATERAL (
                (
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.state, r_1.urgency_level
                  FROM referral AS r_1
                  WHERE r_1.work_due_at < $24::TIMESTAMP WITH TIME ZONE
                    AND r_1.handler_id IS NULL
                    AND r_1.town_code = $25::VARCHAR
                    AND CASE
                    WHEN (
                      r_1.state = ANY(CAST($26::TEXT[] AS TEXT[]))
                        AND (r_1.state NOT IN ('ARCHIVED', 'CANCELLED', 'CONFIRMED'))
                    ) THEN true
                    ELSE false END
                    AND CASE
                    WHEN (r_1.county_code = $20::VARCHAR OR r_1.dispatching_office_id = $11::UUID) THEN true
                    ELSE false END
                    AND r_1.work_due_at < r_1.dispatched_at
                  ORDER BY r_1.dispatched_at DESC, r_1.id DESC
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.state, r_1.urgency_level
                  FROM referral AS r_1
                  WHERE $27::BOOLEAN
                    AND r_1.work_due_at < $28::TIMESTAMP WITH TIME ZONE
                    AND r_1.handler_id IS NULL
                    AND r_1.town_code = $29::VARCHAR
                    AND CASE
                    WHEN (
                      r_1.state = ANY(CAST($30::TEXT[] AS TEXT[]))
                        AND (r_1.state NOT IN ('ARCHIVED', 'CANCELLED', 'CONFIRMED'))
                    ) THEN true
                    ELSE false END
                    AND r_1.dispatched_at < $31::TIMESTAMP WITH TIME ZONE
                    AND true
                    AND CASE
                    WHEN (r_1.county_code = $20::VARCHAR) THEN true
                    ELSE false END
                  ORDER BY r_1.dispatched_at DESC, r_1.id DESC
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.state, r_1.urgency_level
                  FROM referral AS r_1
                  WHERE r_1.work_due_at < $32::TIMESTAMP WITH TIME ZONE
                    AND r_1.handler_id IS NULL
                    AND r_1.town_code = $33::VARCHAR
                    AND CASE
                    WHEN (
                      r_1.state = ANY(CAST($34::TEXT[] AS TEXT[]))
                        AND (r_1.state NOT IN ('ARCHIVED', 'CANCELLED', 'CONFIRMED'))
                    ) THEN true
                    ELSE false END
                    AND r_1.dispatched_at < $31::TIMESTAMP WITH TIME ZONE
                    AND $35::BOOLEAN
                    AND r_1.dispatching_office_id = $11::UUID
                  ORDER BY r_1.dispatched_at DESC, r_1.id DESC
                  LIMIT 21
                )
              ) AS united_2
              ORDER BY united_2.dispatched_at DESC, united_2.id DESC
              LIMIT 21
            ) AS once_3
            ORDER BY once_3.dispatched_at DESC, once_3.id DESC
            LIMIT 21
          ) AS page_4 HAVING true
        ) AS root_7
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
