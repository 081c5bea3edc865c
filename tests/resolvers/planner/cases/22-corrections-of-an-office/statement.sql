/* OFFICE */
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
        SELECT JSON_OBJECT('corrections' : root_7.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM correction AS n_4
                  WHERE n_4.office_id = $11::UUID
                    AND n_4.referral_id IS NOT NULL
                    AND CASE
                    WHEN (
                      EXISTS (
                        SELECT 1
                        FROM family_access AS a_5
                        WHERE a_5.referral_id = n_4.referral_id
                          AND a_5.until > $17::TIMESTAMP WITH TIME ZONE
                          AND a_5.office_id = $11::UUID
                        LIMIT ALL OFFSET 0
                      )
                    ) THEN true
                    ELSE false END
                  LIMIT 10001
                ) AS some_6
              ),
              10000
            ),
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT('value' : (page_3.value), 'state' : (page_3.state), 'proposed' : (null::json) RETURNING json)
                ORDER BY page_3.place
              ) FILTER(WHERE page_3.place <= 10),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
          FROM LATERAL (
            SELECT c_1.value, c_1.state, row_number() OVER(ORDER BY c_1.at DESC, c_1.id DESC) AS place
            FROM correction AS c_1
            WHERE c_1.office_id = $11::UUID
              AND c_1.referral_id IS NOT NULL
              AND CASE
              WHEN (
                EXISTS (
                  SELECT 1
                  FROM family_access AS a_2
                  WHERE a_2.referral_id = c_1.referral_id
                    AND a_2.until > $17::TIMESTAMP WITH TIME ZONE
                    AND a_2.office_id = $11::UUID
                  LIMIT ALL OFFSET 0
                )
              ) THEN true
              ELSE false END
            ORDER BY c_1.at DESC, c_1.id DESC
            LIMIT 11
          ) AS page_3 HAVING true
        ) AS root_7
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
