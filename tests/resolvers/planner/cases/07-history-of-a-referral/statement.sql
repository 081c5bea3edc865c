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
        SELECT JSON_OBJECT('node' : root_9.body RETURNING json) AS json_object_1
        FROM (
          SELECT coalesce(json_agg(found_8.body ORDER BY anon_1.place), '[]'::json) -> 0 AS body,
            array_agg(found_8.family) FILTER(WHERE found_8.place IS NOT NULL) AS families,
            array_agg(found_8.shown) FILTER(WHERE found_8.place IS NOT NULL) AS groups
          FROM generate_series(1, $20::INTEGER) AS anon_1(place)
            LEFT OUTER JOIN (
              SELECT anon_2.place AS place,
                JSON_OBJECT(
                  'id' : (encode(convert_to('Referral:' || CAST(r_1.id AS TEXT), 'UTF8'), 'base64')),
                  'number' : (r_1.number),
                  'events' : (
                    SELECT JSON_OBJECT(
                      'totalCount' : least(
                        (
                          SELECT count(*) AS count_1
                          FROM LATERAL (
                            SELECT 1 AS one
                            FROM event AS n_5
                            WHERE n_5.subject_id = r_1.id
                              AND n_5.subject_type = 'Referral'
                            LIMIT 10001
                          ) AS some_6
                        ),
                        10000
                      ),
                      'nodes' : coalesce(
                        json_agg(
                          JSON_OBJECT(
                            'at' : (to_char(timezone('UTC', page_4.at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
                            'action' : (page_4.action),
                            'state' : (page_4.after),
                            'office' : (
                              (
                                SELECT JSON_OBJECT('name' : (page_4_o_1.name) RETURNING json) AS json_object_1
                                FROM office AS page_4_o_1
                                WHERE page_4_o_1.id = page_4.office_id
                                  AND (
                                    page_4_o_1.village_code IS NULL
                                      OR (
                                        SELECT coalesce(max(page_4_a_2.address_level), 0) AS coalesce_1
                                        FROM family_access AS page_4_a_2
                                        WHERE page_4_a_2.family_id = page_4.family_id
                                          AND page_4_a_2.until > $17::TIMESTAMP WITH TIME ZONE
                                          AND page_4_a_2.office_id = $11::UUID
                                      ) >= 2
                                      OR page_4_o_1.id = $11::UUID
                                  )
                              )
                            ),
                            'text' : (
                              CASE
                                WHEN (
                                  (SELECT page_4_r_1.case_level FROM referral AS page_4_r_1 WHERE page_4_r_1.id = page_4.subject_id) >= 3
                                ) THEN (
                                  SELECT page_4_x_2.body
                                  FROM event_text AS page_4_x_2
                                  WHERE page_4_x_2.event_id = page_4.id
                                ) END
                            )
                            RETURNING json
                          )
                          ORDER BY page_4.place
                        ) FILTER(WHERE page_4.place <= 5),
                        '[]'::json
                      ),
                      'pageInfo' : JSON_OBJECT(
                        'hasNextPage' : count(*) > 5,
                        'endCursor' : CASE
                          WHEN (count(*) > 0) THEN translate(
                            encode(
                              convert_to(
                                CAST(
                                  json_build_array(
                                    $21::VARCHAR,
                                    CAST((array_agg(page_4.at ORDER BY page_4.place))[CAST(least(count(*), 5) AS INTEGER)] AS TEXT),
                                    CAST((array_agg(page_4.id ORDER BY page_4.place))[CAST(least(count(*), 5) AS INTEGER)] AS TEXT)
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
                    ) AS json_object_2
                    FROM LATERAL (
                      SELECT e_3.at, e_3.action, e_3.after, e_3.office_id, e_3.family_id, e_3.subject_id, e_3.id,
                        row_number() OVER(ORDER BY e_3.at, e_3.id) AS place
                      FROM event AS e_3
                      WHERE e_3.subject_type = 'Referral'
                        AND e_3.subject_id = r_1.id
                      ORDER BY e_3.at, e_3.id
                      LIMIT 6
                    ) AS page_4 HAVING true
                  )
                  RETURNING json
                ) AS body,
                null::uuid AS family, 0 AS shown
              FROM unnest(CAST($22::UUID[] AS UUID[]), CAST($23::INTEGER[] AS INTEGER[])) AS anon_2(key, place)
                JOIN referral AS r_1 ON r_1.id = anon_2.key
              WHERE r_1.office_id = $11::UUID
                AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                OR r_1.delegating_office_id = $11::UUID
                AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                OR r_1.family_id IS NULL
                AND r_1.dispatching_office_id = $11::UUID
            ) AS found_8 ON found_8.place = anon_1.place
        ) AS root_9
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
