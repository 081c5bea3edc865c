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
        SELECT JSON_OBJECT('referrals' : root_8.body, 'families' : root_9.body RETURNING json) AS json_object_1
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
            'nodes' : '[]'::json,
            'edges' : '[]'::json,
            'pageInfo' : JSON_OBJECT('hasNextPage' : false, 'endCursor' : null::json RETURNING json),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'keys' : array_to_json(ARRAY[CAST(groups_4.key_0 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[
                        (
                          SELECT c_5.name_zh
                          FROM code_name AS c_5
                          WHERE c_5.list = 'DEPARTMENT'
                            AND c_5.code = groups_4.key_0
                            AND c_5.valid_from <= CAST(timezone($20::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_5.valid_to IS NULL OR c_5.valid_to > CAST(timezone($20::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE))
                          ORDER BY c_5.version DESC
                          LIMIT 1
                        )
                      ]
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
                SELECT g_3.department_code AS key_0, count(*) AS count, count(*) FILTER(WHERE g_3.state = 'DISPATCHED') AS unsigned,
                  count(*) FILTER(WHERE g_3.waits_office AND g_3.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                FROM referral AS g_3
                WHERE g_3.county_code = $19::VARCHAR
                  AND g_3.part = 'LEAD'
                GROUP BY g_3.department_code
              ) AS groups_4
            )
            RETURNING json
          ) AS body,
            '[]'::json AS seen
        ) AS root_8
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (SELECT count(*) AS count_2 FROM LATERAL (SELECT 1 AS one FROM family AS n_6 WHERE false LIMIT 10001) AS some_7),
                10000
              ),
              'nodes' : '[]'::json
              RETURNING json
            ) AS body,
              '[]'::json AS seen
          ) AS root_9 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
