/* COUNTER */
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
            AND set_config('synchronous_commit', 'off', true) IS NOT NULL AS is_member
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
            AND CASE
            WHEN ($17::UUID IS NULL) THEN true
            ELSE sign_in_stands($17::UUID, member.account_id, member_office.organization_id, $16::TIMESTAMP WITH TIME ZONE) END
            AND CASE
            WHEN ($18::UUID IS NULL) THEN true
            ELSE client_key_stands($18::UUID, member.office_id, $16::TIMESTAMP WITH TIME ZONE) END
        ) AS BOOLEAN
      ) THEN (
        SELECT JSON_OBJECT('referrals' : root_13.body, 'items' : root_14.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_1
                  WHERE n_1.county_code = $19::VARCHAR
                    AND n_1.part = 'LEAD'
                  LIMIT 10001
                ) AS some_2
              ),
              10000
            ),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'keys' : array_to_json(ARRAY[CAST(groups_6.key_0 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[left(groups_6.key_0, $20::INTEGER) || '年' || ltrim(right(groups_6.key_0, $21::INTEGER), $22::VARCHAR) || '月']
                    ),
                    'count' : groups_6.count,
                    'unsigned' : groups_6.unsigned,
                    'overdue' : groups_6.overdue
                    RETURNING json
                  )
                  ORDER BY groups_6.count DESC, groups_6.key_0
                ),
                '[]'::json
              ) AS coalesce_1
              FROM (
                SELECT to_char(timezone($23::VARCHAR, sums_5.dispatched_at), $24::VARCHAR) AS key_0,
                  CAST(sum(sums_5.count) AS BIGINT) AS count, CAST(sum(sums_5.unsigned) AS BIGINT) AS unsigned,
                  CAST(sum(sums_5.overdue) AS BIGINT) AS overdue
                FROM (
                  SELECT s_3.dispatched_at AS dispatched_at, coalesce(sum(s_3.n) FILTER(WHERE s_3.mark != 'LATE'), 0) AS count,
                    coalesce(sum(s_3.n) FILTER(WHERE s_3.mark != 'LATE' AND s_3.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(s_3.n) FILTER(WHERE s_3.mark = 'LATE' OR s_3.late), 0) AS overdue
                  FROM referral_sum AS s_3
                  WHERE s_3.facet = 'MONTH'
                    AND s_3.mark = ANY(string_to_array('ALL,LATE', ','))
                    AND s_3.at <= $16::TIMESTAMP WITH TIME ZONE
                    AND s_3.region_code = ANY(CAST($25::TEXT[] AS TEXT[]))
                    AND s_3.part = 'LEAD'
                  GROUP BY s_3.dispatched_at
                  UNION ALL
                  SELECT d_4.dispatched_at AS dispatched_at, coalesce(sum(d_4.n), 0) AS count,
                    coalesce(sum(d_4.n) FILTER(WHERE d_4.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(d_4.n) FILTER(WHERE d_4.waits_office AND d_4.work_due_at <= $16::TIMESTAMP WITH TIME ZONE), 0) AS overdue
                  FROM referral_delta AS d_4
                  WHERE d_4.county_code = $19::VARCHAR
                    AND d_4.part = 'LEAD'
                  GROUP BY d_4.dispatched_at
                ) AS sums_5
                GROUP BY to_char(timezone($23::VARCHAR, sums_5.dispatched_at), $24::VARCHAR) HAVING sum(sums_5.count) != 0
              ) AS groups_6
            )
            RETURNING json
          ) AS body,
            '{}'::text[] AS seen
        ) AS root_13
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (
                  SELECT count(*) AS count_2
                  FROM LATERAL (SELECT 1 AS one FROM assistance_item AS n_7 WHERE n_7.county_code = $19::VARCHAR LIMIT 10001) AS some_8
                ),
                10000
              ),
              'groups' : (
                SELECT coalesce(
                  json_agg(
                    JSON_OBJECT(
                      'keys' : array_to_json(ARRAY[CAST(groups_11.key_0 AS TEXT), CAST(groups_11.key_1 AS TEXT)]),
                      'labels' : array_to_json(
                        ARRAY[
                          (
                            SELECT c_12.name_zh
                            FROM code_name AS c_12
                            WHERE c_12.list = 'DEPARTMENT'
                              AND c_12.code = groups_11.key_0
                              AND c_12.valid_from <= CAST(timezone($26::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE)
                              AND (c_12.valid_to IS NULL OR c_12.valid_to > c_12.valid_from)
                            ORDER BY c_12.valid_from DESC, c_12.version DESC
                            LIMIT 1
                          ),
                          left(groups_11.key_1, $27::INTEGER) || '年第' || ltrim(right(groups_11.key_1, $28::INTEGER), $29::VARCHAR) || '周'
                        ]
                      ),
                      'count' : groups_11.count
                      RETURNING json
                    )
                    ORDER BY groups_11.count DESC, groups_11.key_0, groups_11.key_1
                  ),
                  '[]'::json
                ) AS coalesce_2
                FROM LATERAL (
                  SELECT coalesce(lead_10.department_code, g_9.type_department_code) AS key_0,
                    to_char(timezone($30::VARCHAR, g_9.first_dispatched_at), $31::VARCHAR) AS key_1, count(*) AS count,
                    count(*) FILTER(WHERE g_9.state = 'DISPATCHED') AS unsigned,
                    count(*) FILTER(WHERE lead_10.waits_office AND lead_10.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                  FROM assistance_item AS g_9
                    LEFT OUTER JOIN referral AS lead_10 ON lead_10.id = g_9.lead_id
                  WHERE g_9.county_code = $19::VARCHAR
                  GROUP BY coalesce(lead_10.department_code, g_9.type_department_code),
                    to_char(timezone($30::VARCHAR, g_9.first_dispatched_at), $31::VARCHAR)
                ) AS groups_11
              )
              RETURNING json
            ) AS body,
              '{}'::text[] AS seen
          ) AS root_14 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
