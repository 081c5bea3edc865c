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
        SELECT JSON_OBJECT('referrals' : root_11.body, 'families' : root_12.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT CAST(coalesce(sum(sums_3.count), 0) AS BIGINT) AS coalesce_1
                FROM (
                  SELECT coalesce(sum(s_1.n) FILTER(WHERE s_1.mark != 'LATE'), 0) AS count
                  FROM referral_sum AS s_1
                  WHERE s_1.facet = 'BARE'
                    AND s_1.mark = 'ALL'
                    AND s_1.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_1.region_code = ANY(CAST($20::TEXT[] AS TEXT[]))
                    AND s_1.part = 'LEAD'
                  UNION ALL
                  SELECT coalesce(sum(d_2.n), 0) AS count
                  FROM referral_delta AS d_2
                  WHERE d_2.county_code = $21::VARCHAR
                    AND d_2.part = 'LEAD'
                ) AS sums_3
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
                    'keys' : array_to_json(ARRAY[CAST(groups_7.key_0 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[
                        (
                          SELECT c_8.name_zh
                          FROM code_name AS c_8
                          WHERE c_8.list = 'DEPARTMENT'
                            AND c_8.code = groups_7.key_0
                            AND c_8.valid_from <= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_8.valid_to IS NULL OR c_8.valid_to > c_8.valid_from)
                          ORDER BY c_8.valid_from DESC, c_8.version DESC
                          LIMIT 1
                        )
                      ]
                    ),
                    'count' : groups_7.count,
                    'unsigned' : groups_7.unsigned,
                    'overdue' : groups_7.overdue
                    RETURNING json
                  )
                  ORDER BY groups_7.count DESC, groups_7.key_0
                ),
                '[]'::json
              ) AS coalesce_2
              FROM (
                SELECT sums_6.department_code AS key_0, CAST(sum(sums_6.count) AS BIGINT) AS count,
                  CAST(sum(sums_6.unsigned) AS BIGINT) AS unsigned, CAST(sum(sums_6.overdue) AS BIGINT) AS overdue
                FROM (
                  SELECT s_4.department_code AS department_code, coalesce(sum(s_4.n) FILTER(WHERE s_4.mark != 'LATE'), 0) AS count,
                    coalesce(sum(s_4.n) FILTER(WHERE s_4.mark != 'LATE' AND s_4.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(s_4.n) FILTER(WHERE s_4.mark = 'LATE' OR s_4.late), 0) AS overdue
                  FROM referral_sum AS s_4
                  WHERE s_4.facet = 'BARE'
                    AND s_4.mark = ANY(string_to_array('ALL,LATE', ','))
                    AND s_4.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_4.region_code = ANY(CAST($22::TEXT[] AS TEXT[]))
                    AND s_4.part = 'LEAD'
                  GROUP BY s_4.department_code
                  UNION ALL
                  SELECT d_5.department_code AS department_code, coalesce(sum(d_5.n), 0) AS count,
                    coalesce(sum(d_5.n) FILTER(WHERE d_5.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(d_5.n) FILTER(WHERE d_5.waits_office AND d_5.work_due_at <= $17::TIMESTAMP WITH TIME ZONE), 0) AS overdue
                  FROM referral_delta AS d_5
                  WHERE d_5.county_code = $21::VARCHAR
                    AND d_5.part = 'LEAD'
                  GROUP BY d_5.department_code
                ) AS sums_6
                GROUP BY sums_6.department_code HAVING sum(sums_6.count) != 0
              ) AS groups_7
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
        ) AS root_11
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (SELECT count(*) AS count_1 FROM LATERAL (SELECT 1 AS one FROM family AS n_9 WHERE false LIMIT 10001) AS some_10),
                10000
              ),
              'nodes' : '[]'::json
              RETURNING json
            ) AS body,
              null::uuid[] AS families, null::integer[] AS groups
          ) AS root_12 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
