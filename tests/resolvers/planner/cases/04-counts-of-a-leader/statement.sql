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
        SELECT JSON_OBJECT('referrals' : root_10.body, 'families' : root_11.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_1
                  WHERE n_1.county_code = $20::VARCHAR
                    AND n_1.part = 'LEAD'
                  LIMIT 10001
                ) AS some_2
              ),
              10000
            ),
            'nodes' : '[]'::json,
            'edges' : '[]'::json,
            'pageInfo' : JSON_OBJECT('hasNextPage' : false, 'endCursor' : null::json RETURNING json),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'keys' : array_to_json(ARRAY[CAST(groups_6.key_0 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[
                        (
                          SELECT c_7.name_zh
                          FROM code_name AS c_7
                          WHERE c_7.list = 'DEPARTMENT'
                            AND c_7.code = groups_6.key_0
                            AND c_7.valid_from <= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_7.valid_to IS NULL OR c_7.valid_to > c_7.valid_from)
                          ORDER BY c_7.valid_from DESC, c_7.version DESC
                          LIMIT 1
                        )
                      ]
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
                SELECT sums_5.department_code AS key_0, CAST(sum(sums_5.count) AS BIGINT) AS count,
                  CAST(sum(sums_5.unsigned) AS BIGINT) AS unsigned, CAST(sum(sums_5.overdue) AS BIGINT) AS overdue
                FROM (
                  SELECT s_3.department_code AS department_code, coalesce(sum(s_3.n) FILTER(WHERE s_3.mark != 'LATE'), 0) AS count,
                    coalesce(sum(s_3.n) FILTER(WHERE s_3.mark != 'LATE' AND s_3.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(s_3.n) FILTER(WHERE s_3.mark = 'LATE' OR s_3.late), 0) AS overdue
                  FROM referral_sum AS s_3
                  WHERE s_3.facet = 'BARE'
                    AND s_3.mark = ANY(string_to_array('ALL,LATE', ','))
                    AND s_3.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_3.region_code = ANY(CAST($21::TEXT[] AS TEXT[]))
                    AND s_3.part = 'LEAD'
                  GROUP BY s_3.department_code
                  UNION ALL
                  SELECT d_4.department_code AS department_code, coalesce(sum(d_4.n), 0) AS count,
                    coalesce(sum(d_4.n) FILTER(WHERE d_4.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(d_4.n) FILTER(WHERE d_4.waits_office AND d_4.work_due_at <= $17::TIMESTAMP WITH TIME ZONE), 0) AS overdue
                  FROM referral_delta AS d_4
                  WHERE d_4.county_code = $20::VARCHAR
                    AND d_4.part = 'LEAD'
                  GROUP BY d_4.department_code
                ) AS sums_5
                GROUP BY sums_5.department_code HAVING sum(sums_5.count) != 0
              ) AS groups_6
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
        ) AS root_10
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (SELECT count(*) AS count_2 FROM LATERAL (SELECT 1 AS one FROM family AS n_8 WHERE false LIMIT 10001) AS some_9),
                10000
              ),
              'nodes' : '[]'::json
              RETURNING json
            ) AS body,
              null::uuid[] AS families, null::integer[] AS groups
          ) AS root_11 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
