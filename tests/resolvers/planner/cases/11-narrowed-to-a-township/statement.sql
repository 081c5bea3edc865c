/* CADRE */ WITH few_4 AS (
  SELECT CASE
    WHEN (count(*) <= 200) THEN coalesce(array_agg(candidate_3.id), '{}'::uuid[]) END AS ids
  FROM (
    SELECT f_2.id AS id
    FROM referral AS f_2
    WHERE $20::BOOLEAN
      AND f_2.dispatching_office_id = $11::UUID
      AND f_2.town_code = $21::VARCHAR
      AND f_2.region_code >= $22::VARCHAR
      AND f_2.region_code <= $23::VARCHAR
    LIMIT 201
  ) AS candidate_3
)
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
        SELECT JSON_OBJECT('referrals' : root_11.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              CASE
                WHEN ((SELECT few_4.ids FROM few_4) IS NOT NULL) THEN (
                  SELECT count(*) AS count_1
                  FROM (
                    (
                      SELECT n_8.id AS id
                      FROM referral AS n_8
                      WHERE n_8.work_due_at < $24::TIMESTAMP WITH TIME ZONE
                        AND n_8.handler_id IS NULL
                        AND n_8.town_code = $25::VARCHAR
                        AND n_8.state = ANY(CAST($26::TEXT[] AS TEXT[]))
                        AND CASE
                        WHEN (n_8.county_code = $27::VARCHAR OR n_8.dispatching_office_id = $11::UUID) THEN true
                        ELSE false END
                        AND n_8.work_due_at < n_8.dispatched_at
                      LIMIT 10001
                    )
                    UNION(
                      SELECT n_8.id AS id
                      FROM referral AS n_8
                      WHERE CASE
                        WHEN (n_8.work_due_at < $28::TIMESTAMP WITH TIME ZONE) THEN true
                        ELSE false END
                        AND CASE
                        WHEN (n_8.handler_id IS NULL) THEN true
                        ELSE false END
                        AND CASE
                        WHEN (n_8.state = ANY(CAST($29::TEXT[] AS TEXT[]))) THEN true
                        ELSE false END
                        AND CASE
                        WHEN (n_8.county_code = $27::VARCHAR OR n_8.dispatching_office_id = $11::UUID) THEN true
                        ELSE false END
                        AND n_8.id = ANY(CAST((SELECT few_4.ids FROM few_4) AS UUID[]))
                      LIMIT 10001
                    )
                    UNION(
                      SELECT n_8.id AS id
                      FROM referral AS n_8
                      WHERE $30::BOOLEAN
                        AND n_8.work_due_at < $24::TIMESTAMP WITH TIME ZONE
                        AND n_8.handler_id IS NULL
                        AND n_8.town_code = $25::VARCHAR
                        AND n_8.state = ANY(CAST($26::TEXT[] AS TEXT[]))
                        AND n_8.dispatched_at < $31::TIMESTAMP WITH TIME ZONE
                        AND true
                        AND CASE
                        WHEN (n_8.county_code = $27::VARCHAR) THEN true
                        ELSE false END
                      LIMIT 10001
                    )
                    UNION(
                      SELECT n_8.id AS id
                      FROM referral AS n_8
                      WHERE n_8.work_due_at < $32::TIMESTAMP WITH TIME ZONE
                        AND n_8.handler_id IS NULL
                        AND n_8.town_code = $33::VARCHAR
                        AND n_8.state = ANY(CAST($34::TEXT[] AS TEXT[]))
                        AND n_8.dispatched_at < $31::TIMESTAMP WITH TIME ZONE
                        AND (SELECT few_4.ids FROM few_4) IS NULL
                        AND $35::BOOLEAN
                        AND n_8.dispatching_office_id = $11::UUID
                      LIMIT 10001
                    )
                    LIMIT 10001
                  ) AS some_10
                )
                ELSE (
                  SELECT count(*) AS count_2
                  FROM LATERAL (
                    SELECT 1 AS one
                    FROM referral AS n_8
                    WHERE (n_8.county_code = $27::VARCHAR OR n_8.dispatching_office_id = $11::UUID)
                      AND n_8.work_due_at < $24::TIMESTAMP WITH TIME ZONE
                      AND n_8.handler_id IS NULL
                      AND n_8.town_code = $25::VARCHAR
                      AND n_8.state = ANY(CAST($26::TEXT[] AS TEXT[]))
                    LIMIT 10001
                  ) AS some_9
                ) END,
              10000
            ),
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : (page_7.number),
                  'state' : (page_7.state),
                  'urgency' : (JSON_OBJECT('level' : page_7.urgency_level RETURNING json))
                  RETURNING json
                )
                ORDER BY page_7.place
              ) FILTER(WHERE page_7.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
          FROM LATERAL (
            SELECT once_6.number, once_6.state, once_6.urgency_level,
              row_number() OVER(ORDER BY once_6.dispatched_at DESC, once_6.id DESC) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_5.dispatched_at, united_5.id) united_5.dispatched_at, united_5.id, united_5.number, united_5.state,
                united_5.urgency_level
              FROM LATERAL (
                (
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.state, r_1.urgency_level
                  FROM referral AS r_1
                  WHERE r_1.work_due_at < $36::TIMESTAMP WITH TIME ZONE
                    AND r_1.handler_id IS NULL
                    AND r_1.town_code = $37::VARCHAR
                    AND r_1.state = ANY(CAST($38::TEXT[] AS TEXT[]))
                    AND CASE
                    WHEN (r_1.county_code = $27::VARCHAR OR r_1.dispatching_office_id = $11::UUID) THEN true
                    ELSE false END
                    AND r_1.work_due_at < r_1.dispatched_at
                  ORDER BY r_1.dispatched_at DESC, r_1.id DESC
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.state, r_1.urgency_level
                  FROM referral AS r_1
                  WHERE CASE
                    WHEN (r_1.work_due_at < $39::TIMESTAMP WITH TIME ZONE) THEN true
                    ELSE false END
                    AND CASE
                    WHEN (r_1.handler_id IS NULL) THEN true
                    ELSE false END
                    AND CASE
                    WHEN (r_1.state = ANY(CAST($40::TEXT[] AS TEXT[]))) THEN true
                    ELSE false END
                    AND CASE
                    WHEN (r_1.county_code = $27::VARCHAR OR r_1.dispatching_office_id = $11::UUID) THEN true
                    ELSE false END
                    AND r_1.id = ANY(CAST((SELECT few_4.ids FROM few_4) AS UUID[]))
                  ORDER BY r_1.dispatched_at DESC, r_1.id DESC
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.state, r_1.urgency_level
                  FROM referral AS r_1
                  WHERE $41::BOOLEAN
                    AND r_1.work_due_at < $36::TIMESTAMP WITH TIME ZONE
                    AND r_1.handler_id IS NULL
                    AND r_1.town_code = $37::VARCHAR
                    AND r_1.state = ANY(CAST($38::TEXT[] AS TEXT[]))
                    AND r_1.dispatched_at < $42::TIMESTAMP WITH TIME ZONE
                    AND true
                    AND CASE
                    WHEN (r_1.county_code = $27::VARCHAR) THEN true
                    ELSE false END
                  ORDER BY r_1.dispatched_at DESC, r_1.id DESC
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.state, r_1.urgency_level
                  FROM referral AS r_1
                  WHERE r_1.work_due_at < $43::TIMESTAMP WITH TIME ZONE
                    AND r_1.handler_id IS NULL
                    AND r_1.town_code = $44::VARCHAR
                    AND r_1.state = ANY(CAST($45::TEXT[] AS TEXT[]))
                    AND r_1.dispatched_at < $42::TIMESTAMP WITH TIME ZONE
                    AND (SELECT few_4.ids FROM few_4) IS NULL
                    AND $46::BOOLEAN
                    AND r_1.dispatching_office_id = $11::UUID
                  ORDER BY r_1.dispatched_at DESC, r_1.id DESC
                  LIMIT 21
                )
              ) AS united_5
              ORDER BY united_5.dispatched_at DESC, united_5.id DESC
              LIMIT 21
            ) AS once_6
            ORDER BY once_6.dispatched_at DESC, once_6.id DESC
            LIMIT 21
          ) AS page_7 HAVING true
        ) AS root_11
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
