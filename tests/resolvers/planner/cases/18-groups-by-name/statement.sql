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
        SELECT JSON_OBJECT('referrals' : root_9.body, 'items' : root_10.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'key' : JSON_OBJECT(
                      'office' : CASE
                        WHEN (groups_2.key_0 IS NOT NULL) THEN encode(
                          convert_to('Office:' || CAST(groups_2.key_0 AS TEXT), 'UTF8'),
                          'base64'
                        ) END,
                      'state' : CAST(groups_2.key_1 AS TEXT),
                      'colour' : null::json
                      RETURNING json
                    ),
                    'name' : JSON_OBJECT(
                      'office' : (SELECT o_3.name FROM office AS o_3 WHERE o_3.id = CAST(groups_2.key_0 AS UUID))
                      RETURNING json
                    ),
                    'count' : groups_2.count
                    RETURNING json
                  )
                  ORDER BY groups_2.count DESC, groups_2.key_0, groups_2.key_1
                ),
                '[]'::json
              ) AS coalesce_1
              FROM LATERAL (
                SELECT CAST(g_1.office_id AS TEXT) AS key_0, g_1.state AS key_1, count(*) AS count,
                  count(*) FILTER(WHERE g_1.state = 'DISPATCHED') AS unsigned,
                  count(*) FILTER(WHERE g_1.waits_office AND g_1.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                FROM referral AS g_1
                WHERE g_1.county_code = $19::VARCHAR
                  OR g_1.dispatching_office_id = $10::UUID
                GROUP BY CAST(g_1.office_id AS TEXT), g_1.state
              ) AS groups_2
            )
            RETURNING json
          ) AS body,
            '[]'::json AS seen
        ) AS root_9
          JOIN (
            SELECT JSON_OBJECT(
              'groups' : (
                SELECT coalesce(
                  json_agg(
                    JSON_OBJECT(
                      '__typename' : 'Group',
                      'key' : JSON_OBJECT('__typename' : 'GroupKey', 'is' : CAST(groups_7.key_0 AS TEXT) RETURNING json),
                      'name' : JSON_OBJECT(
                        'type' : (
                          SELECT t_8.name_zh
                          FROM assistance_type AS t_8
                          WHERE t_8.code = groups_7.key_0
                          ORDER BY t_8.version DESC
                          LIMIT 1
                        )
                        RETURNING json
                      ),
                      'count' : groups_7.count
                      RETURNING json
                    )
                    ORDER BY groups_7.count DESC, groups_7.key_0
                  ),
                  '[]'::json
                ) AS coalesce_2
                FROM LATERAL (
                  SELECT g_5.type_code AS key_0, count(*) AS count, count(*) FILTER(WHERE g_5.state = 'DISPATCHED') AS unsigned,
                    count(*) FILTER(WHERE lead_6.waits_office AND lead_6.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                  FROM assistance_item AS g_5
                    LEFT OUTER JOIN referral AS lead_6 ON lead_6.id = g_5.lead_id
                  WHERE g_5.county_code = $19::VARCHAR
                  GROUP BY g_5.type_code
                ) AS groups_7
              )
              RETURNING json
            ) AS body,
              '[]'::json AS seen
          ) AS root_10 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
