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
        SELECT JSON_OBJECT('items' : root_8.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM assistance_item AS n_1
                  WHERE n_1.county_code = $19::VARCHAR
                    AND n_1.county_code = $20::VARCHAR
                  LIMIT 10001
                ) AS some_2
              ),
              10000
            ),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'keys' : array_to_json(ARRAY[CAST(groups_5.key_0 AS TEXT), CAST(groups_5.key_1 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[
                        (
                          SELECT c_6.name_zh
                          FROM code_name AS c_6
                          WHERE c_6.list = 'DEPARTMENT'
                            AND c_6.code = groups_5.key_0
                            AND c_6.valid_from <= CAST(timezone($21::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_6.valid_to IS NULL OR c_6.valid_to > c_6.valid_from)
                          ORDER BY c_6.valid_from DESC, c_6.version DESC
                          LIMIT 1
                        ),
                        (
                          SELECT c_7.name_zh
                          FROM code_name AS c_7
                          WHERE c_7.list = 'STATE'
                            AND c_7.code = groups_5.key_1
                            AND c_7.valid_from <= CAST(timezone($22::VARCHAR, $16::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_7.valid_to IS NULL OR c_7.valid_to > c_7.valid_from)
                          ORDER BY c_7.valid_from DESC, c_7.version DESC
                          LIMIT 1
                        )
                      ]
                    ),
                    'count' : groups_5.count,
                    'unsigned' : groups_5.unsigned,
                    'overdue' : groups_5.overdue
                    RETURNING json
                  )
                  ORDER BY groups_5.count DESC, groups_5.key_0, groups_5.key_1
                ),
                '[]'::json
              ) AS coalesce_1
              FROM LATERAL (
                SELECT coalesce(lead_4.department_code, g_3.type_department_code) AS key_0, g_3.state AS key_1, count(*) AS count,
                  count(*) FILTER(WHERE g_3.state = 'DISPATCHED') AS unsigned,
                  count(*) FILTER(WHERE lead_4.waits_office AND lead_4.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                FROM assistance_item AS g_3
                  LEFT OUTER JOIN referral AS lead_4 ON lead_4.id = g_3.lead_id
                WHERE g_3.county_code = $19::VARCHAR
                  AND g_3.county_code = $23::VARCHAR
                GROUP BY coalesce(lead_4.department_code, g_3.type_department_code), g_3.state
              ) AS groups_5
            )
            RETURNING json
          ) AS body,
            '{}'::text[] AS seen
        ) AS root_8
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
