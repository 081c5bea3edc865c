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
        SELECT JSON_OBJECT('referrals' : root_5.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'edges' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'cursor' : translate(
                    encode(
                      convert_to(
                        CAST(json_build_array($20::VARCHAR, CAST(page_4.dispatched_at AS TEXT), CAST(page_4.id AS TEXT)) AS TEXT),
                        'UTF8'
                      ),
                      'base64'
                    ),
                    '
',
                    ''
                  ),
                  'node' : JSON_OBJECT('number' : (page_4.number) RETURNING json)
                  RETURNING json
                )
                ORDER BY page_4.place
              ) FILTER(WHERE page_4.place <= 1),
              '[]'::json
            ),
            'pageInfo' : JSON_OBJECT(
              'hasPreviousPage' : true,
              'hasNextPage' : count(*) > 1,
              'startCursor' : min(
                translate(
                  encode(
                    convert_to(
                      CAST(json_build_array($21::VARCHAR, CAST(page_4.dispatched_at AS TEXT), CAST(page_4.id AS TEXT)) AS TEXT),
                      'UTF8'
                    ),
                    'base64'
                  ),
                  '
',
                  ''
                )
              ) FILTER(WHERE page_4.place = 1),
              'endCursor' : CASE
                WHEN (count(*) > 0) THEN translate(
                  encode(
                    convert_to(
                      CAST(
                        json_build_array(
                          $22::VARCHAR,
                          CAST((array_agg(page_4.dispatched_at ORDER BY page_4.place))[CAST(least(count(*), 1) AS INTEGER)] AS TEXT),
                          CAST((array_agg(page_4.id ORDER BY page_4.place))[CAST(least(count(*), 1) AS INTEGER)] AS TEXT)
                        ) AS TEXT
                      ),
                      'UTF8'
                    ),
                    'base64'
                  ),
                  '
',
                  ''
                ) END
              RETURNING json
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
          FROM LATERAL (
            SELECT once_3.dispatched_at, once_3.id, once_3.number, row_number() OVER(ORDER BY once_3.dispatched_at, once_3.id) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_2.dispatched_at, united_2.id) united_2.dispatched_at, united_2.id, united_2.number
              FROM LATERAL (
                (
                  SELECT r_1.dispatched_at, r_1.id, r_1.number
                  FROM referral AS r_1
                  WHERE (r_1.dispatched_at, r_1.id) > ($23::TIMESTAMP WITH TIME ZONE, $24::UUID)
                    AND true
                    AND r_1.county_code = $25::VARCHAR
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 2
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number
                  FROM referral AS r_1
                  WHERE (r_1.dispatched_at, r_1.id) > ($23::TIMESTAMP WITH TIME ZONE, $24::UUID)
                    AND r_1.dispatching_office_id = $11::UUID
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 2
                )
              ) AS united_2
              ORDER BY united_2.dispatched_at, united_2.id
              LIMIT 2
            ) AS once_3
            ORDER BY once_3.dispatched_at, once_3.id
            LIMIT 2
          ) AS page_4 HAVING true
        ) AS root_5
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
