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
            AND CASE
            WHEN ($17::UUID IS NULL) THEN true
            ELSE sign_in_stands($17::UUID, member.account_id, member_office.organization_id, $16::TIMESTAMP WITH TIME ZONE) END
            AND CASE
            WHEN ($18::UUID IS NULL) THEN true
            ELSE client_key_stands($18::UUID, member.office_id, $16::TIMESTAMP WITH TIME ZONE) END
        ) AS BOOLEAN
      ) THEN (
        SELECT JSON_OBJECT('referrals' : root_11.body, 'items' : root_12.body RETURNING json) AS json_object_1
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
                    'keys' : array_to_json(ARRAY[CAST(groups_4.key_0 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[left(groups_4.key_0, $20::INTEGER) || '年' || ltrim(right(groups_4.key_0, $21::INTEGER), $22::VARCHAR) || '月']
                    ),
                    'count' : groups_4.count,
                    'unsigned' : groups_4.unsigned,
                    'overdue' : groups_4.overdue
                    RETURNING json
                  )
                  ORDER BY groups_4.count DESC, groups_4.key_0
                ),
                '[]'::json
              ) AS coalesce_1
              FROM LATERAL (
                SELECT to_char(timezone($23::VARCHAR, g_3.dispatched_at), $24::VARCHAR) AS key_0, count(*) AS count,
                  count(*) FILTER(WHERE g_3.state = 'DISPATCHED') AS unsigned,
                  count(*) FILTER(WHERE g_3.waits_office AND g_3.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                FROM referral AS g_3
                WHERE g_3.county_code = $19::VARCHAR
                  AND g_3.part = 'LEAD'
                GROUP BY to_char(timezone($23::VARCHAR, g_3.dispatched_at), $24::VARCHAR)
              ) AS groups_4
            )
            RETURNING json
          ) AS body,
            '[]'::json AS seen
        ) AS root_11
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (
                  SELECT count(*) AS count_2
                  FROM LATERAL (SELECT 1 AS one FROM assistance_item AS n_5 WHERE n_5.county_code = $19::VARCHAR LIMIT 10001) AS some_6
                ),
                10000
              ),
              'groups' : (
                SELECT coalesce(
                  json_agg(
                    JSON_OBJECT(
                      'keys' : array_to_json(ARRAY[CAST(groups_9.key_0 AS TEXT), CAST(groups_9.key_1 AS TEXT)]),
                      'labels' : array_to_json(
                        ARRAY[
                          (
                            SELECT c_10.name_zh
                            FROM code_name AS c_10
                            WHERE c_10.list = 'DEPARTMENT'
                              AND c_10.code = groups_9.key_0
                              AND c_10.valid_from <= CAST(timezone($25::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE)
                              AND (
                                c_10.valid_to IS NULL
                                  OR c_10.valid_to > CAST(timezone($25::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE)
                              )
                            ORDER BY c_10.version DESC
                            LIMIT 1
                          ),
                          left(groups_9.key_1, $26::INTEGER) || '年第' || ltrim(right(groups_9.key_1, $27::INTEGER), $28::VARCHAR) || '周'
                        ]
                      ),
                      'count' : groups_9.count
                      RETURNING json
                    )
                    ORDER BY groups_9.count DESC, groups_9.key_0, groups_9.key_1
                  ),
                  '[]'::json
                ) AS coalesce_2
                FROM LATERAL (
                  SELECT coalesce(lead_8.department_code, g_7.type_department_code) AS key_0,
                    to_char(timezone($29::VARCHAR, g_7.first_dispatched_at), $30::VARCHAR) AS key_1, count(*) AS count,
                    count(*) FILTER(WHERE g_7.state = 'DISPATCHED') AS unsigned,
                    count(*) FILTER(WHERE lead_8.waits_office AND lead_8.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                  FROM assistance_item AS g_7
                    LEFT OUTER JOIN referral AS lead_8 ON lead_8.id = g_7.lead_id
                  WHERE g_7.county_code = $19::VARCHAR
                  GROUP BY coalesce(lead_8.department_code, g_7.type_department_code),
                    to_char(timezone($29::VARCHAR, g_7.first_dispatched_at), $30::VARCHAR)
                ) AS groups_9
              )
              RETURNING json
            ) AS body,
              '[]'::json AS seen
          ) AS root_12 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
