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
        SELECT JSON_OBJECT('referrals' : root_12.body, 'items' : root_13.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'key' : JSON_OBJECT(
                      'office' : CASE
                        WHEN (groups_5.key_0 IS NOT NULL) THEN encode(
                          convert_to('Office:' || CAST(groups_5.key_0 AS TEXT), 'UTF8'),
                          'base64'
                        ) END,
                      'state' : CAST(groups_5.key_1 AS TEXT),
                      'colour' : null::json
                      RETURNING json
                    ),
                    'name' : JSON_OBJECT(
                      'office' : (SELECT o_6.name FROM office AS o_6 WHERE o_6.id = CAST(groups_5.key_0 AS UUID))
                      RETURNING json
                    ),
                    'count' : groups_5.count
                    RETURNING json
                  )
                  ORDER BY groups_5.count DESC, groups_5.key_0, groups_5.key_1
                ),
                '[]'::json
              ) AS coalesce_1
              FROM (
                SELECT CAST(sums_4.office_id AS TEXT) AS key_0, sums_4.state AS key_1, CAST(sum(sums_4.count) AS BIGINT) AS count,
                  CAST(sum(sums_4.unsigned) AS BIGINT) AS unsigned, CAST(sum(sums_4.overdue) AS BIGINT) AS overdue
                FROM (
                  SELECT s_1.office_id AS office_id, s_1.office_region_code AS office_region_code, s_1.office_county_id AS office_county_id,
                    s_1.state AS state, coalesce(sum(s_1.n) FILTER(WHERE s_1.mark != 'LATE'), 0) AS count,
                    coalesce(sum(s_1.n) FILTER(WHERE s_1.mark != 'LATE' AND s_1.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(s_1.n) FILTER(WHERE s_1.mark = 'LATE' OR s_1.late), 0) AS overdue
                  FROM referral_sum AS s_1
                  WHERE s_1.facet = 'OFFICE'
                    AND s_1.mark = 'ALL'
                    AND s_1.at <= $16::TIMESTAMP WITH TIME ZONE
                    AND s_1.region_code = ANY(CAST($19::TEXT[] AS TEXT[]))
                  GROUP BY s_1.office_id, s_1.office_region_code, s_1.office_county_id, s_1.state
                  UNION ALL
                  SELECT s_2.office_id AS office_id, s_2.office_region_code AS office_region_code, s_2.office_county_id AS office_county_id,
                    s_2.state AS state, coalesce(sum(s_2.n) FILTER(WHERE s_2.mark != 'LATE'), 0) AS count,
                    coalesce(sum(s_2.n) FILTER(WHERE s_2.mark != 'LATE' AND s_2.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(s_2.n) FILTER(WHERE s_2.mark = 'LATE' OR s_2.late), 0) AS overdue
                  FROM referral_sum AS s_2
                  WHERE s_2.facet = 'OFFICE'
                    AND s_2.mark = 'ALL'
                    AND s_2.at <= $16::TIMESTAMP WITH TIME ZONE
                    AND s_2.dispatching_office_id = $10::UUID
                    AND NOT coalesce(s_2.county_code = $20::VARCHAR, CAST('false' AS BOOLEAN))
                  GROUP BY s_2.office_id, s_2.office_region_code, s_2.office_county_id, s_2.state
                  UNION ALL
                  SELECT d_3.office_id AS office_id, d_3.office_region_code AS office_region_code, d_3.office_county_id AS office_county_id,
                    d_3.state AS state, coalesce(sum(d_3.n), 0) AS count,
                    coalesce(sum(d_3.n) FILTER(WHERE d_3.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(d_3.n) FILTER(WHERE d_3.waits_office AND d_3.work_due_at <= $16::TIMESTAMP WITH TIME ZONE), 0) AS overdue
                  FROM referral_delta AS d_3
                  WHERE d_3.county_code = $20::VARCHAR
                    OR d_3.dispatching_office_id = $10::UUID
                  GROUP BY d_3.office_id, d_3.office_region_code, d_3.office_county_id, d_3.state
                ) AS sums_4
                GROUP BY CAST(sums_4.office_id AS TEXT), sums_4.state HAVING sum(sums_4.count) != 0
              ) AS groups_5
            )
            RETURNING json
          ) AS body,
            '{}'::text[] AS seen
        ) AS root_12
          JOIN (
            SELECT JSON_OBJECT(
              'groups' : (
                SELECT coalesce(
                  json_agg(
                    JSON_OBJECT(
                      '__typename' : 'Group',
                      'key' : JSON_OBJECT('__typename' : 'GroupKey', 'is' : CAST(groups_10.key_0 AS TEXT) RETURNING json),
                      'name' : JSON_OBJECT(
                        'type' : (
                          SELECT t_11.name_zh
                          FROM assistance_type AS t_11
                          WHERE t_11.code = groups_10.key_0
                          ORDER BY t_11.version DESC
                          LIMIT 1
                        )
                        RETURNING json
                      ),
                      'count' : groups_10.count
                      RETURNING json
                    )
                    ORDER BY groups_10.count DESC, groups_10.key_0
                  ),
                  '[]'::json
                ) AS coalesce_2
                FROM LATERAL (
                  SELECT g_8.type_code AS key_0, count(*) AS count, count(*) FILTER(WHERE g_8.state = 'DISPATCHED') AS unsigned,
                    count(*) FILTER(WHERE lead_9.waits_office AND lead_9.work_due_at <= $16::TIMESTAMP WITH TIME ZONE) AS overdue
                  FROM assistance_item AS g_8
                    LEFT OUTER JOIN referral AS lead_9 ON lead_9.id = g_8.lead_id
                  WHERE g_8.county_code = $20::VARCHAR
                  GROUP BY g_8.type_code
                ) AS groups_10
              )
              RETURNING json
            ) AS body,
              '{}'::text[] AS seen
          ) AS root_13 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
