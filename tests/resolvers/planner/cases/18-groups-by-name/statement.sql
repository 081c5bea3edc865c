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
        SELECT JSON_OBJECT('referrals' : root_16.body, 'items' : root_17.body RETURNING json) AS json_object_1
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
                SELECT CAST(sums_4.office_id AS TEXT) AS key_0, sums_4.state AS key_1, CAST(sum(sums_4.count) AS BIGINT) AS count
                FROM (
                  SELECT s_1.office_id AS office_id, s_1.office_region_code AS office_region_code, s_1.office_county_id AS office_county_id,
                    s_1.state AS state, coalesce(sum(s_1.n) FILTER(WHERE s_1.mark != 'LATE'), 0) AS count
                  FROM referral_sum AS s_1
                  WHERE s_1.facet = 'OFFICE'
                    AND s_1.mark = 'ALL'
                    AND s_1.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_1.region_code = ANY(CAST($20::TEXT[] AS TEXT[]))
                  GROUP BY s_1.office_id, s_1.office_region_code, s_1.office_county_id, s_1.state
                  UNION ALL
                  SELECT s_2.office_id AS office_id, s_2.office_region_code AS office_region_code, s_2.office_county_id AS office_county_id,
                    s_2.state AS state, coalesce(sum(s_2.n) FILTER(WHERE s_2.mark != 'LATE'), 0) AS count
                  FROM referral_sum AS s_2
                  WHERE s_2.facet = 'OFFICE'
                    AND s_2.mark = 'ALL'
                    AND s_2.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_2.dispatching_office_id = $11::UUID
                    AND (s_2.region_code < $21::VARCHAR OR s_2.region_code > $22::VARCHAR)
                  GROUP BY s_2.office_id, s_2.office_region_code, s_2.office_county_id, s_2.state
                  UNION ALL
                  SELECT d_3.office_id AS office_id, d_3.office_region_code AS office_region_code, d_3.office_county_id AS office_county_id,
                    d_3.state AS state, coalesce(sum(d_3.n), 0) AS count
                  FROM referral_delta AS d_3
                  WHERE d_3.county_code = $21::VARCHAR
                    OR d_3.dispatching_office_id = $11::UUID
                  GROUP BY d_3.office_id, d_3.office_region_code, d_3.office_county_id, d_3.state
                ) AS sums_4
                GROUP BY CAST(sums_4.office_id AS TEXT), sums_4.state HAVING sum(sums_4.count) != 0
              ) AS groups_5
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
        ) AS root_16
          JOIN (
            SELECT JSON_OBJECT(
              'groups' : (
                SELECT coalesce(
                  json_agg(
                    JSON_OBJECT(
                      '__typename' : 'Group',
                      'key' : JSON_OBJECT('__typename' : 'GroupKey', 'is' : CAST(groups_14.key_0 AS TEXT) RETURNING json),
                      'name' : JSON_OBJECT(
                        'type' : (
                          SELECT t_15.name_zh
                          FROM assistance_type AS t_15
                          WHERE t_15.code = groups_14.key_0
                          ORDER BY t_15.version DESC
                          LIMIT 1
                        )
                        RETURNING json
                      ),
                      'count' : groups_14.count
                      RETURNING json
                    )
                    ORDER BY groups_14.count DESC, groups_14.key_0
                  ),
                  '[]'::json
                ) AS coalesce_2
                FROM (
                  SELECT sums_13.type_code AS key_0, CAST(sum(sums_13.count) AS BIGINT) AS count
                  FROM (
                    SELECT s_8.type_code AS type_code, coalesce(sum(s_8.n) FILTER(WHERE s_8.mark != 'LATE'), 0) AS count
                    FROM item_sum AS s_8
                    WHERE s_8.facet = 'TYPE'
                      AND s_8.mark = 'ALL'
                      AND s_8.at <= $17::TIMESTAMP WITH TIME ZONE
                      AND s_8.region_code = ANY(CAST($23::TEXT[] AS TEXT[]))
                    GROUP BY s_8.type_code
                    UNION ALL
                    SELECT d_9.type_code AS type_code, coalesce(sum(d_9.n), 0) AS count
                    FROM item_delta AS d_9
                    WHERE d_9.county_code = $21::VARCHAR
                      AND d_9.lead_id IS NULL
                    GROUP BY d_9.type_code
                    UNION ALL
                    SELECT elsewhere_12.type_code AS type_code, coalesce(sum(elsewhere_12.n), 0) AS count
                    FROM (
                      SELECT d_10.id AS id, d_10.lead_id AS lead_id,
                        coalesce(lead_11.department_code, d_10.department_code) AS department_code, lead_11.waits_office AS waits_office,
                        d_10.n AS n, d_10.state AS state, d_10.urgency_level AS urgency_level, d_10.need_domain AS need_domain,
                        d_10.type_code AS type_code, d_10.dispatched_at AS dispatched_at, d_10.lead_office_id AS lead_office_id,
                        lead_11.office_id AS office_id, lead_11.office_county_id AS office_county_id,
                        lead_11.office_region_code AS office_region_code, lead_11.work_due_at AS work_due_at, d_10.yellow_at AS yellow_at,
                        d_10.awaited_from AS awaited_from, d_10.awaited_until AS awaited_until, d_10.region_code AS region_code,
                        d_10.province_code AS province_code, d_10.city_code AS city_code, d_10.county_code AS county_code,
                        d_10.town_code AS town_code, d_10.village_code AS village_code, CASE
                          WHEN (
                            lead_11.waits_office
                              AND (lead_11.waits_from IS NULL OR lead_11.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              OR lead_11.waits_federation
                              AND (lead_11.waits_from IS NULL OR lead_11.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              AND (lead_11.federation_until IS NULL OR lead_11.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                              OR lead_11.waits_commissioner
                              AND (lead_11.waits_from IS NULL OR lead_11.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              OR lead_11.waits_monitor
                              AND (lead_11.waits_from IS NULL OR lead_11.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              AND (lead_11.monitor_until IS NULL OR lead_11.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                          ) THEN CASE
                          WHEN (lead_11.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                          WHEN (lead_11.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                          ELSE 'GREEN' END END AS colour
                      FROM item_delta AS d_10
                        LEFT OUTER JOIN referral AS lead_11 ON lead_11.id = d_10.lead_id
                      WHERE d_10.lead_id IS NOT NULL
                        AND d_10.county_code = $21::VARCHAR
                    ) AS elsewhere_12
                    GROUP BY elsewhere_12.type_code
                  ) AS sums_13
                  GROUP BY sums_13.type_code HAVING sum(sums_13.count) != 0
                ) AS groups_14
              )
              RETURNING json
            ) AS body,
              null::uuid[] AS families, null::integer[] AS groups
          ) AS root_17 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
