WITH answer AS (
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
            AND set_config('synchronous_commit', 'off', true) IS NOT NULL AS anon_8
          FROM membership AS member
            JOIN office AS member_office ON member_office.id = member.office_id
          WHERE member.id = $3::UUID
            AND member.account_id = $2::UUID
            AND member.office_id = $4::UUID
            AND member.role = $14::VARCHAR
            AND member.scope = CAST($15::TEXT[] AS TEXT[])
            AND member_office.kind = $16::VARCHAR
            AND member_office.department_code IS NOT DISTINCT
          FROM $17::VARCHAR
            AND member_office.region_code = $18::VARCHAR
            AND member.starts_at <= $1::TIMESTAMP WITH TIME ZONE
            AND member.ends_at > $1::TIMESTAMP WITH TIME ZONE
            AND CASE
            WHEN ($19::UUID IS NULL) THEN true
            ELSE sign_in_stands($19::UUID, member.account_id, member_office.organization_id, $1::TIMESTAMP WITH TIME ZONE) END
            AND CASE
            WHEN ($20::UUID IS NULL) THEN true
            ELSE client_key_stands($20::UUID, member.office_id, $1::TIMESTAMP WITH TIME ZONE) END
        ) AS BOOLEAN
      ) THEN (
        SELECT ARRAY[
          CAST(JSON_OBJECT('families' : root_8.body RETURNING json) AS TEXT),
          CAST(json_build_array(root_8.seen) AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : page_2.number,
                  'region' : (
                    SELECT JSON_OBJECT('name' : r_3.name RETURNING json) AS json_object_1
                    FROM region AS r_3
                    WHERE r_3.code = page_2.region_code
                  ),
                  'members' : (
                    SELECT coalesce(
                      json_agg(
                        JSON_OBJECT(
                          'displayName' : JSON_OBJECT('value' : p_4.name RETURNING json),
                          'relation' : p_4.relation,
                          'ageBand' : (
                            array['0-6', '7-13', '14-17', '18-29', '30-44', '45-59', '60-74', '75-89', '90+']
                          )[
                            width_bucket(
                              coalesce(
                                CAST(
                                  date_part(
                                    $21::VARCHAR,
                                    age(CAST(timezone($22::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE), p_4.birth_date)
                                  ) AS INTEGER
                                ),
                                CAST(
                                  date_part($23::VARCHAR, CAST(timezone($22::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE)) AS INTEGER
                                ) - p_4.birth_year
                              ),
                              array[0, 7, 14, 18, 30, 45, 60, 75, 90]
                            )
                          ],
                          'certificate' : JSON_OBJECT(
                            'category' : CASE
                              WHEN (p_4.disability_category IS NOT NULL) THEN JSON_OBJECT(
                                'name' : (
                                  SELECT c_5.name_zh
                                  FROM code_name AS c_5
                                  WHERE c_5.list = 'DISABILITY_CATEGORY'
                                    AND c_5.code = p_4.disability_category
                                    AND c_5.valid_from <= CAST(timezone($24::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE)
                                    AND (c_5.valid_to IS NULL OR c_5.valid_to > c_5.valid_from)
                                  ORDER BY c_5.valid_from DESC, c_5.version DESC
                                  LIMIT 1
                                )
                                RETURNING json
                              )
                              ELSE null::json END,
                            'level' : p_4.disability_level
                            RETURNING json
                          )
                          RETURNING json
                        )
                        ORDER BY p_4.created_at, p_4.id
                      ),
                      '[]'::json
                    ) AS coalesce_1
                    FROM person AS p_4
                    WHERE p_4.family_id = page_2.id
                  ),
                  'needs' : (
                    SELECT JSON_OBJECT(
                      'totalCount' : least(
                        (
                          SELECT count(*) AS count_1
                          FROM LATERAL (SELECT 1 AS one FROM need AS n_6 WHERE n_6.family_id = page_2.id LIMIT 10001) AS some_7
                        ),
                        10000
                      )
                      RETURNING json
                    ) AS json_object_2
                  )
                  RETURNING json
                )
                ORDER BY page_2.place
              ) FILTER(WHERE page_2.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            coalesce(
              json_agg(JSON_OBJECT('family' : page_2.id, 'groups' : array_to_json(ARRAY['IDENTITY']) RETURNING json)) FILTER(
                WHERE page_2.place <= 20
              ),
              '[]'::json
            ) AS seen
          FROM LATERAL (
            SELECT f_1.id AS id, f_1.number AS number, f_1.registration_region_code AS registration_region_code, f_1.head_id AS head_id,
              f_1.display_name AS display_name, f_1.display_name_masked AS display_name_masked,
              f_1.display_name_coarse AS display_name_coarse, f_1.address AS address, f_1.phone AS phone, f_1.phone_masked AS phone_masked,
              f_1.contact_wish_by AS contact_wish_by, f_1.contact_wish_when AS contact_wish_when,
              f_1.contact_wish_through AS contact_wish_through, f_1.categories AS categories, f_1.health_categories AS health_categories,
              f_1.income_per_head AS income_per_head, f_1.next_contact_on AS next_contact_on,
              f_1.plan_responsible_id AS plan_responsible_id, f_1.merged_into_id AS merged_into_id, f_1.merged_numbers AS merged_numbers,
              f_1.split_from_id AS split_from_id, f_1.erased_at AS erased_at, f_1.created_at AS created_at, f_1.created_by AS created_by,
              f_1.contact_person_id AS contact_person_id, f_1.version AS version, f_1.updated_at AS updated_at,
              f_1.region_code AS region_code, f_1.province_code AS province_code, f_1.city_code AS city_code,
              f_1.county_code AS county_code, f_1.town_code AS town_code, f_1.village_code AS village_code,
              row_number() OVER(ORDER BY f_1.created_at, f_1.id) AS place
            FROM family AS f_1
            WHERE f_1.merged_into_id IS NULL
              AND f_1.village_code = ANY(CAST($25::TEXT[] AS TEXT[]))
            ORDER BY f_1.created_at, f_1.id
            LIMIT 21
          ) AS page_2 HAVING true
        ) AS root_8
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_record(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Families', $2::UUID AS anon_2,
    $3::UUID AS anon_3, $4::UUID AS anon_4, $5::UUID AS anon_5, array_agg(distinct(found.family)) AS array_agg_1, found.groups AS groups,
    $6::VARCHAR AS anon_6
  FROM (
    SELECT CAST(anon_7.row ->> 'family' AS UUID) AS family,
      coalesce(
        (SELECT array_agg(g ORDER BY g) AS array_agg_2 FROM json_array_elements_text(anon_7.row -> 'groups') AS g),
        CAST('{}' AS TEXT[])
      ) AS groups
    FROM answer
      JOIN json_array_elements(CAST(answer.parts[$26::INTEGER] AS JSON)) AS anon_10(rows) ON true
      JOIN json_array_elements(anon_10.rows) AS anon_7(row) ON true
    WHERE json_typeof(anon_7.row) = 'object'
  ) AS found
  WHERE cardinality(found.groups) > 0
  GROUP BY found.groups
)
SELECT convert_to(CAST(answer.parts[$27::INTEGER] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
