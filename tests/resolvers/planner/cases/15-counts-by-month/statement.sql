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
        SELECT JSON_OBJECT('referrals' : root_13.body, 'items' : root_14.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (SELECT 1 AS one FROM referral AS n_2 WHERE n_2.county_code = $17::VARCHAR LIMIT 10001) AS some_3
              ),
              10000
            ),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'keys' : array_to_json(ARRAY[CAST(groups_5.key_0 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[left(groups_5.key_0, $18::INTEGER) || '年' || ltrim(right(groups_5.key_0, $19::INTEGER), $20::VARCHAR) || '月']
                    ),
                    'count' : groups_5.count,
                    'unsigned' : groups_5.unsigned,
                    'overdue' : groups_5.overdue
                    RETURNING json
                  )
                  ORDER BY groups_5.count DESC, groups_5.key_0
                ),
                '[]'::json
              ) AS coalesce_1
              FROM LATERAL (
                SELECT to_char(timezone($21::VARCHAR, g_4.dispatched_at), $22::VARCHAR) AS key_0, count(*) AS count,
                  count(*) FILTER(WHERE g_4.state = $23::VARCHAR COLLATE "C") AS unsigned,
                  count(*) FILTER(WHERE g_4.waits_office AND g_4.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                FROM referral AS g_4
                WHERE g_4.county_code = $17::VARCHAR
                GROUP BY to_char(timezone($21::VARCHAR, g_4.dispatched_at), $22::VARCHAR)
              ) AS groups_5
            )
            RETURNING json
          ) AS body,
            '[]'::json AS seen
        ) AS root_13
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (
                  SELECT count(*) AS count_2
                  FROM LATERAL (SELECT 1 AS one FROM assistance_item AS n_7 WHERE n_7.county_code = $17::VARCHAR LIMIT 10001) AS some_8
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
                              AND c_12.valid_from <= CAST(timezone($24::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE)
                              AND (
                                c_12.valid_to IS NULL
                                  OR c_12.valid_to > CAST(timezone($24::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE)
                              )
                            ORDER BY c_12.version DESC
                            LIMIT 1
                          ),
                          left(groups_11.key_1, $25::INTEGER) || '年第' || ltrim(right(groups_11.key_1, $26::INTEGER), $27::VARCHAR) || '周'
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
                    to_char(timezone($28::VARCHAR, g_9.first_dispatched_at), $29::VARCHAR) AS key_1, count(*) AS count,
                    count(*) FILTER(WHERE g_9.state = $30::VARCHAR COLLATE "C") AS unsigned,
                    count(*) FILTER(WHERE lead_10.waits_office AND lead_10.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                  FROM assistance_item AS g_9
                    LEFT OUTER JOIN referral AS lead_10 ON lead_10.id = g_9.lead_id
                  WHERE g_9.county_code = $17::VARCHAR
                  GROUP BY coalesce(lead_10.department_code, g_9.type_department_code),
                    to_char(timezone($28::VARCHAR, g_9.first_dispatched_at), $29::VARCHAR)
                ) AS groups_11
              )
              RETURNING json
            ) AS body,
              '[]'::json AS seen
          ) AS root_14 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
