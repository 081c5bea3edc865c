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
        SELECT JSON_OBJECT('referrals' : root_10.body, 'families' : root_11.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (SELECT 1 AS one FROM referral AS n_2 WHERE n_2.county_code = $17::VARCHAR LIMIT 10001) AS some_3
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
                    'keys' : array_to_json(ARRAY[CAST(groups_5.key_0 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[
                        (
                          SELECT c_6.name_zh
                          FROM code_name AS c_6
                          WHERE c_6.list = 'DEPARTMENT'
                            AND c_6.code = groups_5.key_0
                            AND c_6.valid_from <= CAST(timezone($18::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_6.valid_to IS NULL OR c_6.valid_to > CAST(timezone($18::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE))
                          ORDER BY c_6.version DESC
                          LIMIT 1
                        )
                      ]
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
                SELECT g_4.department_code AS key_0, count(*) AS count,
                  count(*) FILTER(WHERE g_4.state = $19::VARCHAR COLLATE "C") AS unsigned,
                  count(*) FILTER(WHERE g_4.waits_office AND g_4.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                FROM referral AS g_4
                WHERE g_4.county_code = $17::VARCHAR
                GROUP BY g_4.department_code
              ) AS groups_5
            )
            RETURNING json
          ) AS body,
            '[]'::json AS seen
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
              '[]'::json AS seen
          ) AS root_11 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
