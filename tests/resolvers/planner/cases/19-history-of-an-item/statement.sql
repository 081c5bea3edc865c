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
        SELECT JSON_OBJECT('node' : root_9.body RETURNING json) AS json_object_1
        FROM (
          SELECT coalesce(json_agg(found_8.body ORDER BY anon_1.place), '[]'::json) -> 0 AS body,
            array_agg(found_8.family) FILTER(WHERE found_8.place IS NOT NULL) AS families,
            array_agg(found_8.shown) FILTER(WHERE found_8.place IS NOT NULL) AS groups
          FROM generate_series(1, $20::INTEGER) AS anon_1(place)
            LEFT OUTER JOIN (
              SELECT anon_2.place AS place,
                JSON_OBJECT(
                  'number' : (a_1.number),
                  'events' : (
                    SELECT JSON_OBJECT(
                      'totalCount' : least(
                        (
                          SELECT count(*) AS count_1
                          FROM LATERAL (
                            SELECT 1 AS one
                            FROM event AS n_5
                            WHERE n_5.subject_id = a_1.id
                              AND n_5.subject_type != 'Referral'
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
                            'before' : (page_4.before),
                            'after' : (page_4.after),
                            'office' : (
                              (
                                SELECT JSON_OBJECT('name' : (page_4_o_1.name) RETURNING json) AS json_object_1
                                FROM office AS page_4_o_1
                                WHERE page_4_o_1.id = page_4.office_id
                              )
                            ),
                            'account' : (
                              (
                                SELECT JSON_OBJECT('name' : (page_4_a_1.name) RETURNING json) AS json_object_1
                                FROM account AS page_4_a_1
                                WHERE page_4_a_1.id = page_4.account_id
                              )
                            ),
                            'reasons' : (
                              (
                                SELECT coalesce(
                                  json_agg(JSON_OBJECT('code' : anon_1.code RETURNING json) ORDER BY anon_1.place),
                                  '[]'::json
                                ) AS coalesce_1
                                FROM unnest(page_4.reasons) WITH ORDINALITY AS anon_1(code, place)
                              )
                            )
                            RETURNING json
                          )
                          ORDER BY page_4.place
                        ) FILTER(WHERE page_4.place <= 5),
                        '[]'::json
                      )
                      RETURNING json
                    ) AS json_object_2
                    FROM LATERAL (
                      SELECT e_3.at, e_3.action, e_3.before, e_3.after, e_3.office_id, e_3.account_id, e_3.reason_list, e_3.reasons,
                        row_number() OVER(ORDER BY e_3.at, e_3.id) AS place
                      FROM event AS e_3
                      WHERE e_3.subject_type != 'Referral'
                        AND e_3.subject_id = a_1.id
                      ORDER BY e_3.at, e_3.id
                      LIMIT 6
                    ) AS page_4 HAVING true
                  )
                  RETURNING json
                ) AS body,
                null::uuid AS family, 0 AS shown
              FROM unnest(CAST($21::UUID[] AS UUID[]), CAST($22::INTEGER[] AS INTEGER[])) AS anon_2(key, place)
                JOIN assistance_item AS a_1 ON a_1.id = anon_2.key
              WHERE a_1.county_code = $23::VARCHAR
            ) AS found_8 ON found_8.place = anon_1.place
        ) AS root_9
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
