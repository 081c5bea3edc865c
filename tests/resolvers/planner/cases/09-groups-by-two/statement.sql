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
        SELECT JSON_OBJECT('items' : root_16.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT CAST(coalesce(sum(sums_6.count), 0) AS BIGINT) AS coalesce_1
                FROM (
                  SELECT coalesce(sum(s_1.n) FILTER(WHERE s_1.mark != 'LATE'), 0) AS count
                  FROM item_sum AS s_1
                  WHERE s_1.facet = 'BARE'
                    AND s_1.mark = 'ALL'
                    AND s_1.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_1.region_code = ANY(CAST($20::TEXT[] AS TEXT[]))
                  UNION ALL
                  SELECT coalesce(sum(d_2.n), 0) AS count
                  FROM item_delta AS d_2
                  WHERE d_2.county_code = $21::VARCHAR
                    AND d_2.lead_id IS NULL
                    AND d_2.county_code = $22::VARCHAR
                  UNION ALL
                  SELECT coalesce(sum(elsewhere_5.n), 0) AS count
                  FROM (
                    SELECT d_3.id AS id, d_3.lead_id AS lead_id, coalesce(lead_4.department_code, d_3.department_code) AS department_code,
                      lead_4.waits_office AS waits_office, d_3.n AS n, d_3.state AS state, d_3.urgency_level AS urgency_level,
                      d_3.need_domain AS need_domain, d_3.type_code AS type_code, d_3.dispatched_at AS dispatched_at,
                      d_3.lead_office_id AS lead_office_id, lead_4.office_id AS office_id, lead_4.office_county_id AS office_county_id,
                      lead_4.office_region_code AS office_region_code, lead_4.work_due_at AS work_due_at, d_3.yellow_at AS yellow_at,
                      d_3.awaited_from AS awaited_from, d_3.awaited_until AS awaited_until, d_3.region_code AS region_code,
                      d_3.province_code AS province_code, d_3.city_code AS city_code, d_3.county_code AS county_code,
                      d_3.town_code AS town_code, d_3.village_code AS village_code, CASE
                        WHEN (
                          lead_4.waits_office
                            AND (lead_4.waits_from IS NULL OR lead_4.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            OR lead_4.waits_federation
                            AND (lead_4.waits_from IS NULL OR lead_4.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            AND (lead_4.federation_until IS NULL OR lead_4.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                            OR lead_4.waits_commissioner
                            AND (lead_4.waits_from IS NULL OR lead_4.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            OR lead_4.waits_monitor
                            AND (lead_4.waits_from IS NULL OR lead_4.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            AND (lead_4.monitor_until IS NULL OR lead_4.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                        ) THEN CASE
                        WHEN (lead_4.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                        WHEN (lead_4.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                        ELSE 'GREEN' END END AS colour
                    FROM item_delta AS d_3
                      LEFT OUTER JOIN referral AS lead_4 ON lead_4.id = d_3.lead_id
                    WHERE d_3.lead_id IS NOT NULL
                      AND d_3.county_code = $21::VARCHAR
                  ) AS elsewhere_5
                  WHERE elsewhere_5.county_code = $23::VARCHAR
                ) AS sums_6
              ),
              10000
            ),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'keys' : array_to_json(ARRAY[CAST(groups_13.key_0 AS TEXT), CAST(groups_13.key_1 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[
                        (
                          SELECT c_14.name_zh
                          FROM code_name AS c_14
                          WHERE c_14.list = 'DEPARTMENT'
                            AND c_14.code = groups_13.key_0
                            AND c_14.valid_from <= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_14.valid_to IS NULL OR c_14.valid_to > c_14.valid_from)
                          ORDER BY c_14.valid_from DESC, c_14.version DESC
                          LIMIT 1
                        ),
                        (
                          SELECT c_15.name_zh
                          FROM code_name AS c_15
                          WHERE c_15.list = 'STATE'
                            AND c_15.code = groups_13.key_1
                            AND c_15.valid_from <= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_15.valid_to IS NULL OR c_15.valid_to > c_15.valid_from)
                          ORDER BY c_15.valid_from DESC, c_15.version DESC
                          LIMIT 1
                        )
                      ]
                    ),
                    'count' : groups_13.count,
                    'unsigned' : groups_13.unsigned,
                    'overdue' : groups_13.overdue
                    RETURNING json
                  )
                  ORDER BY groups_13.count DESC, groups_13.key_0, groups_13.key_1
                ),
                '[]'::json
              ) AS coalesce_2
              FROM (
                SELECT sums_12.department_code AS key_0, sums_12.state AS key_1, CAST(sum(sums_12.count) AS BIGINT) AS count,
                  CAST(sum(sums_12.unsigned) AS BIGINT) AS unsigned, CAST(sum(sums_12.overdue) AS BIGINT) AS overdue
                FROM (
                  SELECT s_7.department_code AS department_code, s_7.state AS state,
                    coalesce(sum(s_7.n) FILTER(WHERE s_7.mark != 'LATE'), 0) AS count,
                    coalesce(sum(s_7.n) FILTER(WHERE s_7.mark != 'LATE' AND s_7.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(s_7.n) FILTER(WHERE s_7.mark = 'LATE' OR s_7.late), 0) AS overdue
                  FROM item_sum AS s_7
                  WHERE s_7.facet = 'BARE'
                    AND s_7.mark = ANY(string_to_array('ALL,LATE', ','))
                    AND s_7.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_7.region_code = ANY(CAST($24::TEXT[] AS TEXT[]))
                  GROUP BY s_7.department_code, s_7.state
                  UNION ALL
                  SELECT d_8.department_code AS department_code, d_8.state AS state, coalesce(sum(d_8.n), 0) AS count,
                    coalesce(sum(d_8.n) FILTER(WHERE d_8.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(d_8.n) FILTER(WHERE d_8.waits_office AND d_8.work_due_at <= $17::TIMESTAMP WITH TIME ZONE), 0) AS overdue
                  FROM item_delta AS d_8
                  WHERE d_8.county_code = $21::VARCHAR
                    AND d_8.lead_id IS NULL
                    AND d_8.county_code = $25::VARCHAR
                  GROUP BY d_8.department_code, d_8.state
                  UNION ALL
                  SELECT elsewhere_11.department_code AS department_code, elsewhere_11.state AS state,
                    coalesce(sum(elsewhere_11.n), 0) AS count,
                    coalesce(sum(elsewhere_11.n) FILTER(WHERE elsewhere_11.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(
                      sum(elsewhere_11.n) FILTER(
                        WHERE elsewhere_11.waits_office
                          AND elsewhere_11.work_due_at <= $17::TIMESTAMP WITH TIME ZONE
                      ),
                      0
                    ) AS overdue
                  FROM (
                    SELECT d_9.id AS id, d_9.lead_id AS lead_id, coalesce(lead_10.department_code, d_9.department_code) AS department_code,
                      lead_10.waits_office AS waits_office, d_9.n AS n, d_9.state AS state, d_9.urgency_level AS urgency_level,
                      d_9.need_domain AS need_domain, d_9.type_code AS type_code, d_9.dispatched_at AS dispatched_at,
                      d_9.lead_office_id AS lead_office_id, lead_10.office_id AS office_id, lead_10.office_county_id AS office_county_id,
                      lead_10.office_region_code AS office_region_code, lead_10.work_due_at AS work_due_at, d_9.yellow_at AS yellow_at,
                      d_9.awaited_from AS awaited_from, d_9.awaited_until AS awaited_until, d_9.region_code AS region_code,
                      d_9.province_code AS province_code, d_9.city_code AS city_code, d_9.county_code AS county_code,
                      d_9.town_code AS town_code, d_9.village_code AS village_code, CASE
                        WHEN (
                          lead_10.waits_office
                            AND (lead_10.waits_from IS NULL OR lead_10.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            OR lead_10.waits_federation
                            AND (lead_10.waits_from IS NULL OR lead_10.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            AND (lead_10.federation_until IS NULL OR lead_10.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                            OR lead_10.waits_commissioner
                            AND (lead_10.waits_from IS NULL OR lead_10.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            OR lead_10.waits_monitor
                            AND (lead_10.waits_from IS NULL OR lead_10.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            AND (lead_10.monitor_until IS NULL OR lead_10.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                        ) THEN CASE
                        WHEN (lead_10.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                        WHEN (lead_10.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                        ELSE 'GREEN' END END AS colour
                    FROM item_delta AS d_9
                      LEFT OUTER JOIN referral AS lead_10 ON lead_10.id = d_9.lead_id
                    WHERE d_9.lead_id IS NOT NULL
                      AND d_9.county_code = $21::VARCHAR
                  ) AS elsewhere_11
                  WHERE elsewhere_11.county_code = $26::VARCHAR
                  GROUP BY elsewhere_11.department_code, elsewhere_11.state
                ) AS sums_12
                GROUP BY sums_12.department_code, sums_12.state HAVING sum(sums_12.count) != 0
              ) AS groups_13
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
        ) AS root_16
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
