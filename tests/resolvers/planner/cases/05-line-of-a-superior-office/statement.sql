/* SUPERIOR_OFFICE */ WITH answer AS (
  SELECT CAST(
    CASE
      WHEN CAST(
        (
          SELECT set_config('app.account', $7::VARCHAR, true) IS NOT NULL
            AND set_config('app.office', $8::VARCHAR, true) IS NOT NULL
            AND set_config('app.kind', $9::VARCHAR, true) IS NOT NULL
            AND set_config('app.department', $10::VARCHAR, true) IS NOT NULL
            AND set_config('app.scope', $11::VARCHAR, true) IS NOT NULL
            AND set_config('app.mode', $12::VARCHAR, true) IS NOT NULL
            AND set_config('app.now', $13::VARCHAR, true) IS NOT NULL
            AND set_config('synchronous_commit', $14::VARCHAR, true) IS NOT NULL AS is_member
          FROM membership AS member
            JOIN office AS member_office ON member_office.id = member.office_id
          WHERE member.id = $3::UUID
            AND member.account_id = $2::UUID
            AND member.office_id = $4::UUID
            AND member.role = $15::VARCHAR
            AND member.scope = CAST($16::TEXT[] AS TEXT[])
            AND member_office.kind = $17::VARCHAR
            AND member_office.department_code IS NOT DISTINCT
          FROM $18::VARCHAR
            AND member_office.region_code = $19::VARCHAR
            AND member.starts_at <= $1::TIMESTAMP WITH TIME ZONE
            AND member.ends_at > $1::TIMESTAMP WITH TIME ZONE
            AND CASE
            WHEN ($20::UUID IS NULL) THEN true
            ELSE sign_in_stands($20::UUID, member.account_id, member_office.organization_id, $1::TIMESTAMP WITH TIME ZONE) END
            AND CASE
            WHEN ($21::UUID IS NULL) THEN true
            ELSE client_key_stands($21::UUID, member.office_id, $1::TIMESTAMP WITH TIME ZONE) END
        ) AS BOOLEAN
      ) THEN (
        SELECT ARRAY[
          CAST(JSON_OBJECT('referrals' : root_13.body RETURNING json) AS TEXT),
          CAST(root_13.families AS TEXT),
          CAST(root_13.groups AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : page_4.number,
                  'office' : (
                    SELECT JSON_OBJECT('name' : o_5.name RETURNING json) AS json_object_1
                    FROM office AS o_5
                    WHERE o_5.id = page_4.office_id
                      AND (
                        o_5.village_code IS NULL
                          OR (
                            SELECT coalesce(max(a_6.address_level), 0) AS coalesce_1
                            FROM family_access AS a_6
                            WHERE a_6.family_id = CASE
                              WHEN (page_4.kept_family_id IS NOT NULL) THEN page_4.kept_family_id
                              ELSE page_4.family_id END
                              AND a_6.until > $1::TIMESTAMP WITH TIME ZONE
                              AND a_6.office_id = $4::UUID
                          ) >= 2
                          OR o_5.id = $4::UUID
                      )
                  ),
                  'requestText' : CASE
                    WHEN (CASE WHEN (page_4.office_id = $4::UUID) THEN page_4.case_level ELSE 3 END >= 3) THEN page_4.request_text END,
                  'outcome' : CASE
                    WHEN (CASE WHEN (page_4.office_id = $4::UUID) THEN page_4.case_level ELSE 3 END >= 3) THEN (
                      SELECT JSON_OBJECT(
                        'result' : CASE
                          WHEN (
                            (
                              SELECT CASE
                                WHEN (r_8.office_id = $4::UUID) THEN r_8.case_level
                                ELSE 3 END AS anon_10
                              FROM referral AS r_8
                              WHERE r_8.id = o_7.referral_id
                            ) >= 3
                          ) THEN o_7.result END
                        RETURNING json
                      ) AS json_object_2
                      FROM outcome AS o_7
                      WHERE o_7.referral_id = page_4.id
                      ORDER BY o_7.version DESC
                      LIMIT 1
                    ) END,
                  'family' : (
                    SELECT JSON_OBJECT(
                      'displayName' : JSON_OBJECT(
                        'value' : CASE
                          WHEN (v_11.identity_level = 3) THEN f_9.display_name
                          WHEN (v_11.identity_level = 2) THEN f_9.display_name_masked
                          WHEN (v_11.identity_level = 1) THEN f_9.display_name_coarse
                          ELSE null END,
                        'level' : CASE
                          WHEN (v_11.identity_level = 0) THEN 'HIDDEN'
                          WHEN (v_11.identity_level = 1) THEN 'COARSE'
                          WHEN (v_11.identity_level = 2) THEN 'MASKED'
                          WHEN (v_11.identity_level = 3) THEN 'FULL'
                          ELSE null END
                        RETURNING json
                      ),
                      'phone' : JSON_OBJECT(
                        'value' : CASE
                          WHEN (v_11.contact_level = 3) THEN f_9.phone
                          WHEN (v_11.contact_level = 2) THEN f_9.phone_masked
                          ELSE null END,
                        'level' : CASE
                          WHEN (v_11.contact_level = 0) THEN 'HIDDEN'
                          WHEN (v_11.contact_level = 1) THEN 'COARSE'
                          WHEN (v_11.contact_level = 2) THEN 'MASKED'
                          WHEN (v_11.contact_level = 3) THEN 'FULL'
                          ELSE null END
                        RETURNING json
                      )
                      RETURNING json
                    ) AS json_object_3
                    FROM family AS f_9
                      JOIN LATERAL (
                        SELECT coalesce(
                          max(
                            CASE
                              WHEN (a_10.office_id = $4::UUID) THEN CASE
                              WHEN (a_10.members IS NULL OR f_9.head_id = ANY(a_10.members)) THEN CASE
                              WHEN (a_10.person_id IS NULL OR a_10.person_id = f_9.head_id) THEN a_10.identity_level
                              ELSE least(a_10.identity_level, 1) END
                              ELSE 0 END
                              ELSE CASE
                              WHEN (a_10.members IS NULL OR f_9.head_id = ANY(a_10.members)) THEN 2
                              ELSE 0 END END
                          ),
                          0
                        ) AS identity_level,
                          coalesce(max(CASE WHEN (a_10.office_id = $4::UUID) THEN a_10.contact_level ELSE 0 END), 0) AS contact_level
                        FROM family_access AS a_10
                        WHERE a_10.family_id = f_9.id
                          AND a_10.until > $1::TIMESTAMP WITH TIME ZONE
                          AND (
                            a_10.office_id = $4::UUID
                              OR a_10.department_code = $18::VARCHAR
                              AND ARRAY[
                                a_10.office_province_code,
                                a_10.office_city_code,
                                a_10.office_county_code,
                                a_10.office_town_code,
                                a_10.office_region_code
                              ] && CAST($16::TEXT[] AS TEXT[])
                          ) HAVING true
                      ) AS v_11 ON true
                    WHERE f_9.id = CASE
                      WHEN (page_4.kept_family_id IS NOT NULL) THEN page_4.kept_family_id
                      ELSE page_4.family_id END
                  )
                  RETURNING json
                )
                ORDER BY page_4.place
              ) FILTER(WHERE page_4.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            array_agg(
              CASE
                WHEN (page_4.kept_family_id IS NOT NULL) THEN page_4.kept_family_id
                ELSE page_4.family_id END
            ) FILTER(WHERE page_4.place <= 20) AS families,
            array_agg(
              (
                SELECT 1 + CASE
                  WHEN (max(h_12.contact_level) > 0) THEN 4
                  ELSE 0 END AS anon_11
                FROM family_access AS h_12
                WHERE h_12.family_id = CASE
                  WHEN (page_4.kept_family_id IS NOT NULL) THEN page_4.kept_family_id
                  ELSE page_4.family_id END
                  AND h_12.until > $1::TIMESTAMP WITH TIME ZONE
                  AND h_12.office_id = $4::UUID
              )
            ) FILTER(WHERE page_4.place <= 20) AS groups
          FROM LATERAL (
            SELECT once_3.number AS number, once_3.office_id AS office_id, once_3.family_id AS family_id,
              once_3.kept_family_id AS kept_family_id, once_3.case_level AS case_level, once_3.request_text AS request_text,
              once_3.id AS id, row_number() OVER(ORDER BY once_3.dispatched_at, once_3.id) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_2.dispatched_at, united_2.id) united_2.dispatched_at AS dispatched_at, united_2.id AS id,
                united_2.number AS number, united_2.office_id AS office_id, united_2.family_id AS family_id,
                united_2.kept_family_id AS kept_family_id, united_2.case_level AS case_level, united_2.request_text AS request_text
              FROM LATERAL (
                (
                  SELECT r_1.dispatched_at AS dispatched_at, r_1.id AS id, r_1.number AS number, r_1.office_id AS office_id,
                    r_1.family_id AS family_id, r_1.kept_family_id AS kept_family_id, r_1.case_level AS case_level,
                    r_1.request_text AS request_text
                  FROM referral AS r_1
                  WHERE NOT (r_1.family_id IS NULL AND r_1.dispatching_office_id = $4::UUID)
                    AND r_1.office_id = $4::UUID
                    AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at AS dispatched_at, r_1.id AS id, r_1.number AS number, r_1.office_id AS office_id,
                    r_1.family_id AS family_id, r_1.kept_family_id AS kept_family_id, r_1.case_level AS case_level,
                    r_1.request_text AS request_text
                  FROM referral AS r_1
                  WHERE NOT (r_1.family_id IS NULL AND r_1.dispatching_office_id = $4::UUID)
                    AND r_1.delegating_office_id = $4::UUID
                    AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at AS dispatched_at, r_1.id AS id, r_1.number AS number, r_1.office_id AS office_id,
                    r_1.family_id AS family_id, r_1.kept_family_id AS kept_family_id, r_1.case_level AS case_level,
                    r_1.request_text AS request_text
                  FROM referral AS r_1
                  WHERE NOT (r_1.family_id IS NULL AND r_1.dispatching_office_id = $4::UUID)
                    AND r_1.department_code = $18::VARCHAR
                    AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                    AND r_1.office_city_code = $22::VARCHAR
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at AS dispatched_at, r_1.id AS id, r_1.number AS number, r_1.office_id AS office_id,
                    r_1.family_id AS family_id, r_1.kept_family_id AS kept_family_id, r_1.case_level AS case_level,
                    r_1.request_text AS request_text
                  FROM referral AS r_1
                  WHERE NOT (r_1.family_id IS NULL AND r_1.dispatching_office_id = $4::UUID)
                    AND r_1.family_id IS NULL
                    AND r_1.dispatching_office_id = $4::UUID
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
              ) AS united_2
              ORDER BY united_2.dispatched_at, united_2.id
              LIMIT 21
            ) AS once_3
            ORDER BY once_3.dispatched_at, once_3.id
            LIMIT 21
          ) AS page_4 HAVING true
        ) AS root_13
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_record(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Line', $2::UUID AS anon_2,
    $3::UUID AS anon_3, $4::UUID AS anon_4, $5::UUID AS anon_5,
    array_agg(distinct(anon_7.family)) FILTER(WHERE anon_7.family IS NOT NULL) AS anon_6,
    array_remove(
      ARRAY[CASE WHEN ((anon_7.groups & 4) > 0) THEN 'CONTACT' END, CASE WHEN ((anon_7.groups & 1) > 0) THEN 'IDENTITY' END],
      NULL
    ) AS array_remove_1,
    $6::VARCHAR AS anon_8
  FROM answer
    JOIN unnest(CAST(answer.parts[2] AS UUID[]), CAST(answer.parts[3] AS INTEGER[])) AS anon_7(family, groups) ON true
  WHERE anon_7.groups > 0
  GROUP BY anon_7.groups
)
SELECT convert_to(CAST(answer.parts[1] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
