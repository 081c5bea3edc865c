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
          CAST(JSON_OBJECT('referrals' : root_9.body RETURNING json) AS TEXT),
          CAST(root_9.families AS TEXT),
          CAST(root_9.groups AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : (page_4.number),
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
                              WHERE page_4_a_2.family_id = CASE
                                WHEN (page_4.kept_family_id IS NOT NULL) THEN page_4.kept_family_id
                                ELSE page_4.family_id END
                                AND page_4_a_2.until > $1::TIMESTAMP WITH TIME ZONE
                                AND page_4_a_2.office_id = $4::UUID
                            ) >= 2
                            OR page_4_o_1.id = $4::UUID
                        )
                    )
                  ),
                  'requestText' : (
                    CASE
                      WHEN (CASE WHEN (page_4.office_id = $4::UUID) THEN page_4.case_level ELSE 3 END >= 3) THEN page_4.request_text END
                  ),
                  'outcome' : (
                    CASE
                      WHEN (CASE WHEN (page_4.office_id = $4::UUID) THEN page_4.case_level ELSE 3 END >= 3) THEN (
                        SELECT JSON_OBJECT(
                          'result' : (
                            CASE
                              WHEN (
                                (
                                  SELECT CASE
                                    WHEN (page_4_o_1_r_1.office_id = $4::UUID) THEN page_4_o_1_r_1.case_level
                                    ELSE 3 END AS anon_1
                                  FROM referral AS page_4_o_1_r_1
                                  WHERE page_4_o_1_r_1.id = page_4_o_1.referral_id
                                ) >= 3
                              ) THEN page_4_o_1.result END
                          )
                          RETURNING json
                        ) AS json_object_1
                        FROM outcome AS page_4_o_1
                        WHERE page_4_o_1.referral_id = page_4.id
                        ORDER BY page_4_o_1.version DESC
                        LIMIT 1
                      ) END
                  ),
                  'family' : beside_8.told
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
            array_agg(1 + CASE WHEN (beside_8.own_contact_level > 0) THEN 4 ELSE 0 END) FILTER(WHERE page_4.place <= 20) AS groups
          FROM LATERAL (
            SELECT once_3.number, once_3.office_id, once_3.family_id, once_3.kept_family_id, once_3.case_level, once_3.request_text,
              once_3.id, row_number() OVER(ORDER BY once_3.dispatched_at, once_3.id) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_2.dispatched_at, united_2.id) united_2.dispatched_at, united_2.id, united_2.number,
                united_2.office_id, united_2.family_id, united_2.kept_family_id, united_2.case_level, united_2.request_text
              FROM LATERAL (
                (
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.office_id, r_1.family_id, r_1.kept_family_id, r_1.case_level,
                    r_1.request_text
                  FROM referral AS r_1
                  WHERE NOT (r_1.family_id IS NULL AND r_1.dispatching_office_id = $4::UUID)
                    AND r_1.office_id = $4::UUID
                    AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.office_id, r_1.family_id, r_1.kept_family_id, r_1.case_level,
                    r_1.request_text
                  FROM referral AS r_1
                  WHERE NOT (r_1.family_id IS NULL AND r_1.dispatching_office_id = $4::UUID)
                    AND r_1.delegating_office_id = $4::UUID
                    AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.office_id, r_1.family_id, r_1.kept_family_id, r_1.case_level,
                    r_1.request_text
                  FROM referral AS r_1
                  WHERE NOT (r_1.family_id IS NULL AND r_1.dispatching_office_id = $4::UUID)
                    AND r_1.department_code = $18::VARCHAR
                    AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                    AND r_1.office_city_code = $22::VARCHAR
                  ORDER BY r_1.dispatched_at, r_1.id
                  LIMIT 21
                )
                UNION ALL(
                  SELECT r_1.dispatched_at, r_1.id, r_1.number, r_1.office_id, r_1.family_id, r_1.kept_family_id, r_1.case_level,
                    r_1.request_text
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
          ) AS page_4
            LEFT OUTER JOIN LATERAL (
              SELECT JSON_OBJECT(
                'displayName' : (
                  JSON_OBJECT(
                    'value' : CASE
                      WHEN (v_7.identity_level = 3) THEN f_5.display_name
                      WHEN (v_7.identity_level = 2) THEN f_5.display_name_masked
                      WHEN (v_7.identity_level = 1) THEN f_5.display_name_coarse
                      ELSE null END,
                    'level' : CASE
                      WHEN (v_7.identity_level = 0) THEN 'HIDDEN'
                      WHEN (v_7.identity_level = 1) THEN 'COARSE'
                      WHEN (v_7.identity_level = 2) THEN 'MASKED'
                      WHEN (v_7.identity_level = 3) THEN 'FULL'
                      ELSE null END
                    RETURNING json
                  )
                ),
                'phone' : (
                  JSON_OBJECT(
                    'value' : CASE
                      WHEN (v_7.contact_level = 3) THEN f_5.phone
                      WHEN (v_7.contact_level = 2) THEN f_5.phone_masked
                      ELSE null END,
                    'level' : CASE
                      WHEN (v_7.contact_level = 0) THEN 'HIDDEN'
                      WHEN (v_7.contact_level = 1) THEN 'COARSE'
                      WHEN (v_7.contact_level = 2) THEN 'MASKED'
                      WHEN (v_7.contact_level = 3) THEN 'FULL'
                      ELSE null END
                    RETURNING json
                  )
                )
                RETURNING json
              ) AS told,
                v_7.own_contact_level AS own_contact_level
              FROM family AS f_5
                JOIN LATERAL (
                  SELECT coalesce(
                    max(
                      CASE
                        WHEN (a_6.office_id = $4::UUID) THEN CASE
                        WHEN (a_6.members IS NULL OR f_5.head_id = ANY(a_6.members)) THEN CASE
                        WHEN (a_6.person_id IS NULL OR a_6.person_id = f_5.head_id) THEN a_6.identity_level
                        ELSE least(a_6.identity_level, 1) END
                        ELSE 0 END
                        ELSE CASE
                        WHEN (a_6.members IS NULL OR f_5.head_id = ANY(a_6.members)) THEN 2
                        ELSE 0 END END
                    ),
                    0
                  ) AS identity_level,
                    coalesce(max(CASE WHEN (a_6.office_id = $4::UUID) THEN a_6.contact_level ELSE 0 END), 0) AS contact_level,
                    max(a_6.contact_level) FILTER(WHERE a_6.office_id = $4::UUID) AS own_contact_level
                  FROM family_access AS a_6
                  WHERE a_6.family_id = f_5.id
                    AND a_6.until > $1::TIMESTAMP WITH TIME ZONE
                    AND (
                      a_6.office_id = $4::UUID
                        OR a_6.department_code = $18::VARCHAR
                        AND (a_6.office_region_code ^@ ANY(CAST($23::TEXT[] AS TEXT[]))) IS true
                    ) HAVING true
                ) AS v_7 ON true
              WHERE f_5.id = CASE
                WHEN (page_4.kept_family_id IS NOT NULL) THEN page_4.kept_family_id
                ELSE page_4.family_id END
            ) AS beside_8 ON true HAVING true
        ) AS root_9
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_unsealed(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
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
