/* COUNTER */
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
        SELECT JSON_OBJECT('campaignListings' : root_26.body, 'campaigns' : root_27.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT CAST(coalesce(sum(sums_5.count), 0) AS BIGINT) AS coalesce_1
                FROM (
                  SELECT coalesce(sum(s_1.n), 0) AS count
                  FROM listing_sum AS s_1
                  WHERE s_1.facet = 'BARE'
                    AND s_1.region_code = ANY(CAST($20::TEXT[] AS TEXT[]))
                    AND s_1.campaign_id IN (SELECT c_2.id FROM campaign AS c_2 WHERE c_2.counts_told)
                  UNION ALL
                  SELECT coalesce(sum(d_3.n), 0) AS count
                  FROM listing_delta AS d_3
                  WHERE d_3.county_code = $21::VARCHAR
                    AND d_3.campaign_id IN (SELECT c_4.id FROM campaign AS c_4 WHERE c_4.counts_told)
                    AND d_3.county_code = $22::VARCHAR
                ) AS sums_5
              ),
              10000
            ),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'key' : JSON_OBJECT('county' : CAST(groups_11.key_0 AS TEXT) RETURNING json),
                    'name' : JSON_OBJECT(
                      'county' : (SELECT r_12.name FROM region AS r_12 WHERE r_12.code = groups_11.key_0)
                      RETURNING json
                    ),
                    'count' : groups_11.count,
                    'listed' : groups_11.listed,
                    'visited' : groups_11.visited,
                    'notHome' : groups_11."notHome"
                    RETURNING json
                  )
                  ORDER BY groups_11.count DESC, groups_11.key_0
                ),
                '[]'::json
              ) AS coalesce_2
              FROM (
                SELECT sums_10.county_code AS key_0, CAST(sum(sums_10.count) AS BIGINT) AS count,
                  CAST(sum(sums_10.listed) AS BIGINT) AS listed, CAST(sum(sums_10.visited) AS BIGINT) AS visited,
                  CAST(sum(sums_10."notHome") AS BIGINT) AS "notHome"
                FROM (
                  SELECT s_6.county_code AS county_code, coalesce(sum(s_6.n), 0) AS count,
                    coalesce(sum(s_6.n) FILTER(WHERE s_6.state != 'REMOVED'), 0) AS listed,
                    coalesce(sum(s_6.n) FILTER(WHERE s_6.state = 'VISITED'), 0) AS visited,
                    coalesce(sum(s_6.n) FILTER(WHERE s_6.contact_result = 'NOT_HOME'), 0) AS "notHome"
                  FROM listing_sum AS s_6
                  WHERE s_6.facet = 'BARE'
                    AND s_6.apart IS NOT NULL
                    AND s_6.county_code = $21::VARCHAR
                    AND s_6.campaign_id IN (SELECT c_7.id FROM campaign AS c_7 WHERE c_7.counts_told)
                    AND s_6.county_code = $23::VARCHAR
                  GROUP BY s_6.county_code
                  UNION ALL
                  SELECT d_8.county_code AS county_code, coalesce(sum(d_8.n), 0) AS count,
                    coalesce(sum(d_8.n) FILTER(WHERE d_8.state != 'REMOVED'), 0) AS listed,
                    coalesce(sum(d_8.n) FILTER(WHERE d_8.state = 'VISITED'), 0) AS visited,
                    coalesce(sum(d_8.n) FILTER(WHERE d_8.contact_result = 'NOT_HOME'), 0) AS "notHome"
                  FROM listing_delta AS d_8
                  WHERE d_8.county_code = $21::VARCHAR
                    AND d_8.campaign_id IN (SELECT c_9.id FROM campaign AS c_9 WHERE c_9.counts_told)
                    AND d_8.county_code = $24::VARCHAR
                  GROUP BY d_8.county_code
                ) AS sums_10
                GROUP BY sums_10.county_code HAVING sum(sums_10.count) != 0
              ) AS groups_11
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
        ) AS root_26
          JOIN (
            SELECT JSON_OBJECT(
              'nodes' : coalesce(
                json_agg(
                  JSON_OBJECT(
                    'number' : (page_14.number),
                    'listings' : (
                      SELECT JSON_OBJECT(
                        'totalCount' : least(
                          (
                            SELECT CAST(coalesce(sum(sums_19.count), 0) AS BIGINT) AS coalesce_3
                            FROM (
                              SELECT coalesce(sum(s_15.n), 0) AS count
                              FROM listing_sum AS s_15
                              WHERE s_15.campaign_id = page_14.id
                                AND s_15.facet = 'BARE'
                                AND s_15.region_code = ANY(CAST($25::TEXT[] AS TEXT[]))
                                AND s_15.campaign_id IN (SELECT c_16.id FROM campaign AS c_16 WHERE c_16.counts_told)
                              UNION ALL
                              SELECT coalesce(sum(d_17.n), 0) AS count
                              FROM listing_delta AS d_17
                              WHERE d_17.campaign_id = page_14.id
                                AND d_17.county_code = $21::VARCHAR
                                AND d_17.campaign_id IN (SELECT c_18.id FROM campaign AS c_18 WHERE c_18.counts_told)
                            ) AS sums_19
                          ),
                          10000
                        ),
                        'groups' : (
                          SELECT coalesce(
                            json_agg(
                              JSON_OBJECT(
                                'keys' : array_to_json(ARRAY[CAST(groups_25.key_0 AS TEXT)]),
                                'listed' : groups_25.listed,
                                'pending' : groups_25.pending,
                                'visited' : groups_25.visited
                                RETURNING json
                              )
                              ORDER BY groups_25.count DESC, groups_25.key_0
                            ),
                            '[]'::json
                          ) AS coalesce_4
                          FROM (
                            SELECT sums_24.county_code AS key_0, CAST(sum(sums_24.count) AS BIGINT) AS count,
                              CAST(sum(sums_24.listed) AS BIGINT) AS listed, CAST(sum(sums_24.pending) AS BIGINT) AS pending,
                              CAST(sum(sums_24.visited) AS BIGINT) AS visited
                            FROM (
                              SELECT s_20.county_code AS county_code, coalesce(sum(s_20.n), 0) AS count,
                                coalesce(sum(s_20.n) FILTER(WHERE s_20.state != 'REMOVED'), 0) AS listed,
                                coalesce(sum(s_20.n) FILTER(WHERE s_20.state = 'PENDING'), 0) AS pending,
                                coalesce(sum(s_20.n) FILTER(WHERE s_20.state = 'VISITED'), 0) AS visited
                              FROM listing_sum AS s_20
                              WHERE s_20.campaign_id = page_14.id
                                AND s_20.facet = 'BARE'
                                AND s_20.apart IS NOT NULL
                                AND s_20.county_code = $21::VARCHAR
                                AND s_20.campaign_id IN (SELECT c_21.id FROM campaign AS c_21 WHERE c_21.counts_told)
                              GROUP BY s_20.county_code
                              UNION ALL
                              SELECT d_22.county_code AS county_code, coalesce(sum(d_22.n), 0) AS count,
                                coalesce(sum(d_22.n) FILTER(WHERE d_22.state != 'REMOVED'), 0) AS listed,
                                coalesce(sum(d_22.n) FILTER(WHERE d_22.state = 'PENDING'), 0) AS pending,
                                coalesce(sum(d_22.n) FILTER(WHERE d_22.state = 'VISITED'), 0) AS visited
                              FROM listing_delta AS d_22
                              WHERE d_22.campaign_id = page_14.id
                                AND d_22.county_code = $21::VARCHAR
                                AND d_22.campaign_id IN (SELECT c_23.id FROM campaign AS c_23 WHERE c_23.counts_told)
                              GROUP BY d_22.county_code
                            ) AS sums_24
                            GROUP BY sums_24.county_code HAVING sum(sums_24.count) != 0
                          ) AS groups_25
                        )
                        RETURNING json
                      ) AS json_object_2
                    )
                    RETURNING json
                  )
                  ORDER BY page_14.place
                ) FILTER(WHERE page_14.place <= 20),
                '[]'::json
              )
              RETURNING json
            ) AS body,
              null::uuid[] AS families, null::integer[] AS groups
            FROM LATERAL (
              SELECT c_13.number, c_13.id, row_number() OVER(ORDER BY c_13.created_at DESC, c_13.id DESC) AS place
              FROM campaign AS c_13
              WHERE true
              ORDER BY c_13.created_at DESC, c_13.id DESC
              LIMIT 21
            ) AS page_14 HAVING true
          ) AS root_27 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
