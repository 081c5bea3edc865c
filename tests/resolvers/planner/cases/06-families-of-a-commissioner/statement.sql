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
          CAST(JSON_OBJECT('families' : root_12.body RETURNING json) AS TEXT),
          CAST(json_build_array(root_12.seen) AS TEXT)
        ] AS anon_9
        FROM (
          SELECT JSON_OBJECT(
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : page_6.number,
                  'region' : (
                    SELECT JSON_OBJECT('name' : r_7.name RETURNING json) AS json_object_1
                    FROM region AS r_7
                    WHERE r_7.code = page_6.region_code
                  ),
                  'members' : (
                    SELECT coalesce(
                      json_agg(
                        JSON_OBJECT(
                          'displayName' : JSON_OBJECT('value' : p_8.name RETURNING json),
                          'relation' : p_8.relation,
                          'ageBand' : (
                            array['0-6', '7-13', '14-17', '18-29', '30-44', '45-59', '60-74', '75-89', '90+']
                          )[
                            width_bucket(
                              coalesce(
                                CAST(
                                  date_part(
                                    $21::VARCHAR,
                                    age(CAST(timezone($22::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE), p_8.birth_date)
                                  ) AS INTEGER
                                ),
                                CAST(
                                  date_part($23::VARCHAR, CAST(timezone($22::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE)) AS INTEGER
                                ) - p_8.birth_year
                              ),
                              array[0, 7, 14, 18, 30, 45, 60, 75, 90]
                            )
                          ],
                          'certificate' : JSON_OBJECT(
                            'category' : CASE
                              WHEN (p_8.disability_category IS NOT NULL) THEN JSON_OBJECT(
                                'name' : (
                                  SELECT c_9.name_zh
                                  FROM code_name AS c_9
                                  WHERE c_9.list = 'DISABILITY_CATEGORY'
                                    AND c_9.code = p_8.disability_category
                                    AND c_9.valid_from <= CAST(timezone($24::VARCHAR, $1::TIMESTAMP WITH TIME ZONE) AS DATE)
                                    AND (c_9.valid_to IS NULL OR c_9.valid_to > c_9.valid_from)
                                  ORDER BY c_9.valid_from DESC, c_9.version DESC
                                  LIMIT 1
                                )
                                RETURNING json
                              )
                              ELSE null::json END,
                            'level' : p_8.disability_level
                            RETURNING json
                          )
                          RETURNING json
                        )
                        ORDER BY p_8.created_at, p_8.id
                      ),
                      '[]'::json
                    ) AS coalesce_1
                    FROM person AS p_8
                    WHERE p_8.family_id = page_6.id
                  ),
                  'needs' : (
                    SELECT JSON_OBJECT(
                      'totalCount' : least(
                        (
                          SELECT count(*) AS count_1
                          FROM LATERAL (SELECT 1 AS one FROM need AS n_10 WHERE n_10.family_id = page_6.id LIMIT 10001) AS some_11
                        ),
                        10000
                      )
                      RETURNING json
                    ) AS json_object_2
                  )
                  RETURNING json
                )
                ORDER BY page_6.place
              ) FILTER(WHERE page_6.place <= 20),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            coalesce(
              json_agg(JSON_OBJECT('family' : page_6.id, 'groups' : array_to_json(ARRAY['IDENTITY']) RETURNING json)) FILTER(
                WHERE page_6.place <= 20
              ),
              '[]'::json
            ) AS seen
          FROM LATERAL (
            SELECT once_5.id AS id, once_5.number AS number, once_5.registration_region_code AS registration_region_code,
              once_5.head_id AS head_id, once_5.display_name AS display_name, once_5.display_name_masked AS display_name_masked,
              once_5.display_name_coarse AS display_name_coarse, once_5.address AS address, once_5.phone AS phone,
              once_5.phone_masked AS phone_masked, once_5.contact_wish_by AS contact_wish_by, once_5.contact_wish_when AS contact_wish_when,
              once_5.contact_wish_through AS contact_wish_through, once_5.categories AS categories,
              once_5.health_categories AS health_categories, once_5.income_per_head AS income_per_head,
              once_5.next_contact_on AS next_contact_on, once_5.plan_responsible_id AS plan_responsible_id,
              once_5.merged_into_id AS merged_into_id, once_5.merged_numbers AS merged_numbers, once_5.split_from_id AS split_from_id,
              once_5.erased_at AS erased_at, once_5.created_at AS created_at, once_5.created_by AS created_by,
              once_5.contact_person_id AS contact_person_id, once_5.version AS version, once_5.updated_at AS updated_at,
              once_5.region_code AS region_code, once_5.province_code AS province_code, once_5.city_code AS city_code,
              once_5.county_code AS county_code, once_5.town_code AS town_code, once_5.village_code AS village_code,
              row_number() OVER(ORDER BY once_5.created_at, once_5.id) AS place
            FROM (
              SELECT DISTINCT ON (united_4.created_at, united_4.id) united_4.id AS id, united_4.number AS number,
                united_4.registration_region_code AS registration_region_code, united_4.head_id AS head_id,
                united_4.display_name AS display_name, united_4.display_name_masked AS display_name_masked,
                united_4.display_name_coarse AS display_name_coarse, united_4.address AS address, united_4.phone AS phone,
                united_4.phone_masked AS phone_masked, united_4.contact_wish_by AS contact_wish_by,
                united_4.contact_wish_when AS contact_wish_when, united_4.contact_wish_through AS contact_wish_through,
                united_4.categories AS categories, united_4.health_categories AS health_categories,
                united_4.income_per_head AS income_per_head, united_4.next_contact_on AS next_contact_on,
                united_4.plan_responsible_id AS plan_responsible_id, united_4.merged_into_id AS merged_into_id,
                united_4.merged_numbers AS merged_numbers, united_4.split_from_id AS split_from_id, united_4.erased_at AS erased_at,
                united_4.created_at AS created_at, united_4.created_by AS created_by, united_4.contact_person_id AS contact_person_id,
                united_4.version AS version, united_4.updated_at AS updated_at, united_4.region_code AS region_code,
                united_4.province_code AS province_code, united_4.city_code AS city_code, united_4.county_code AS county_code,
                united_4.town_code AS town_code, united_4.village_code AS village_code
              FROM (
                SELECT of_each_3.id AS id, of_each_3.number AS number, of_each_3.registration_region_code AS registration_region_code,
                  of_each_3.head_id AS head_id, of_each_3.display_name AS display_name,
                  of_each_3.display_name_masked AS display_name_masked, of_each_3.display_name_coarse AS display_name_coarse,
                  of_each_3.address AS address, of_each_3.phone AS phone, of_each_3.phone_masked AS phone_masked,
                  of_each_3.contact_wish_by AS contact_wish_by, of_each_3.contact_wish_when AS contact_wish_when,
                  of_each_3.contact_wish_through AS contact_wish_through, of_each_3.categories AS categories,
                  of_each_3.health_categories AS health_categories, of_each_3.income_per_head AS income_per_head,
                  of_each_3.next_contact_on AS next_contact_on, of_each_3.plan_responsible_id AS plan_responsible_id,
                  of_each_3.merged_into_id AS merged_into_id, of_each_3.merged_numbers AS merged_numbers,
                  of_each_3.split_from_id AS split_from_id, of_each_3.erased_at AS erased_at, of_each_3.created_at AS created_at,
                  of_each_3.created_by AS created_by, of_each_3.contact_person_id AS contact_person_id, of_each_3.version AS version,
                  of_each_3.updated_at AS updated_at, of_each_3.region_code AS region_code, of_each_3.province_code AS province_code,
                  of_each_3.city_code AS city_code, of_each_3.county_code AS county_code, of_each_3.town_code AS town_code,
                  of_each_3.village_code AS village_code
                FROM unnest(CAST($25::TEXT[] AS TEXT[])) AS anon_10(code)
                  JOIN LATERAL (
                    SELECT f_1.id AS id, f_1.number AS number, f_1.registration_region_code AS registration_region_code,
                      f_1.head_id AS head_id, f_1.display_name AS display_name, f_1.display_name_masked AS display_name_masked,
                      f_1.display_name_coarse AS display_name_coarse, f_1.address AS address, f_1.phone AS phone,
                      f_1.phone_masked AS phone_masked, f_1.contact_wish_by AS contact_wish_by, f_1.contact_wish_when AS contact_wish_when,
                      f_1.contact_wish_through AS contact_wish_through, f_1.categories AS categories,
                      f_1.health_categories AS health_categories, f_1.income_per_head AS income_per_head,
                      f_1.next_contact_on AS next_contact_on, f_1.plan_responsible_id AS plan_responsible_id,
                      f_1.merged_into_id AS merged_into_id, f_1.merged_numbers AS merged_numbers, f_1.split_from_id AS split_from_id,
                      f_1.erased_at AS erased_at, f_1.created_at AS created_at, f_1.created_by AS created_by,
                      f_1.contact_person_id AS contact_person_id, f_1.version AS version, f_1.updated_at AS updated_at,
                      f_1.region_code AS region_code, f_1.province_code AS province_code, f_1.city_code AS city_code,
                      f_1.county_code AS county_code, f_1.town_code AS town_code, f_1.village_code AS village_code
                    FROM family AS f_1
                    WHERE f_1.merged_into_id IS NULL
                      AND f_1.village_code = anon_10.code
                    ORDER BY f_1.created_at, f_1.id
                    LIMIT 21
                  ) AS of_each_3 ON true
              ) AS united_4
              ORDER BY united_4.created_at, united_4.id
              LIMIT 21
            ) AS once_5
            ORDER BY once_5.created_at, once_5.id
            LIMIT 21
          ) AS page_6 HAVING true
        ) AS root_12
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
      JOIN json_array_elements(CAST(answer.parts[$26::INTEGER] AS JSON)) AS anon_11(rows) ON true
      JOIN json_array_elements(anon_11.rows) AS anon_7(row) ON true
    WHERE json_typeof(anon_7.row) = 'object'
  ) AS found
  WHERE cardinality(found.groups) > 0
  GROUP BY found.groups
)
SELECT convert_to(CAST(answer.parts[$27::INTEGER] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
