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
        SELECT JSON_OBJECT('referrals' : root_22.body, 'items' : root_23.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT CAST(coalesce(sum(sums_3.count), 0) AS BIGINT) AS coalesce_1
                FROM (
                  SELECT coalesce(sum(s_1.n) FILTER(WHERE s_1.mark != 'LATE'), 0) AS count
                  FROM referral_sum AS s_1
                  WHERE s_1.facet = 'BARE'
                    AND s_1.mark = 'ALL'
                    AND s_1.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_1.region_code = ANY(CAST($20::TEXT[] AS TEXT[]))
                    AND s_1.part = 'LEAD'
                  UNION ALL
                  SELECT coalesce(sum(d_2.n), 0) AS count
                  FROM referral_delta AS d_2
                  WHERE d_2.county_code = $21::VARCHAR
                    AND d_2.part = 'LEAD'
                ) AS sums_3
              ),
              10000
            ),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'keys' : array_to_json(ARRAY[CAST(groups_7.key_0 AS TEXT)]),
                    'labels' : array_to_json(ARRAY[left(groups_7.key_0, 4) || '年' || ltrim(right(groups_7.key_0, 2), '0') || '月']),
                    'count' : groups_7.count,
                    'unsigned' : groups_7.unsigned,
                    'overdue' : groups_7.overdue
                    RETURNING json
                  )
                  ORDER BY groups_7.count DESC, groups_7.key_0
                ),
                '[]'::json
              ) AS coalesce_2
              FROM (
                SELECT to_char(timezone('Asia/Shanghai', sums_6.dispatched_at), 'YYYY-MM') AS key_0,
                  CAST(sum(sums_6.count) AS BIGINT) AS count, CAST(sum(sums_6.unsigned) AS BIGINT) AS unsigned,
                  CAST(sum(sums_6.overdue) AS BIGINT) AS overdue
                FROM (
                  SELECT s_4.dispatched_at AS dispatched_at, coalesce(sum(s_4.n) FILTER(WHERE s_4.mark != 'LATE'), 0) AS count,
                    coalesce(sum(s_4.n) FILTER(WHERE s_4.mark != 'LATE' AND s_4.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(s_4.n) FILTER(WHERE s_4.mark = 'LATE' OR s_4.late), 0) AS overdue
                  FROM referral_sum AS s_4
                  WHERE s_4.facet = 'MONTH'
                    AND s_4.mark = ANY(string_to_array('ALL,LATE', ','))
                    AND s_4.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_4.region_code = ANY(CAST($22::TEXT[] AS TEXT[]))
                    AND s_4.part = 'LEAD'
                  GROUP BY s_4.dispatched_at
                  UNION ALL
                  SELECT d_5.dispatched_at AS dispatched_at, coalesce(sum(d_5.n), 0) AS count,
                    coalesce(sum(d_5.n) FILTER(WHERE d_5.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(d_5.n) FILTER(WHERE d_5.waits_office AND d_5.work_due_at <= $17::TIMESTAMP WITH TIME ZONE), 0) AS overdue
                  FROM referral_delta AS d_5
                  WHERE d_5.county_code = $21::VARCHAR
                    AND d_5.part = 'LEAD'
                  GROUP BY d_5.dispatched_at
                ) AS sums_6
                GROUP BY to_char(timezone('Asia/Shanghai', sums_6.dispatched_at), 'YYYY-MM') HAVING sum(sums_6.count) != 0
              ) AS groups_7
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
        ) AS root_22
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (
                  SELECT CAST(coalesce(sum(sums_13.count), 0) AS BIGINT) AS coalesce_3
                  FROM (
                    SELECT coalesce(sum(s_8.n) FILTER(WHERE s_8.mark != 'LATE'), 0) AS count
                    FROM item_sum AS s_8
                    WHERE s_8.facet = 'BARE'
                      AND s_8.mark = 'ALL'
                      AND s_8.at <= $17::TIMESTAMP WITH TIME ZONE
                      AND s_8.region_code = ANY(CAST($23::TEXT[] AS TEXT[]))
                    UNION ALL
                    SELECT coalesce(sum(d_9.n), 0) AS count
                    FROM item_delta AS d_9
                    WHERE d_9.county_code = $21::VARCHAR
                      AND d_9.lead_id IS NULL
                    UNION ALL
                    SELECT coalesce(sum(elsewhere_12.n), 0) AS count
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
                  ) AS sums_13
                ),
                10000
              ),
              'groups' : (
                SELECT coalesce(
                  json_agg(
                    JSON_OBJECT(
                      'keys' : array_to_json(ARRAY[CAST(groups_20.key_0 AS TEXT), CAST(groups_20.key_1 AS TEXT)]),
                      'labels' : array_to_json(
                        ARRAY[
                          (
                            SELECT c_21.name_zh
                            FROM code_name AS c_21
                            WHERE c_21.list = 'DEPARTMENT'
                              AND c_21.code = groups_20.key_0
                              AND c_21.valid_from <= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                              AND (c_21.valid_to IS NULL OR c_21.valid_to > c_21.valid_from)
                            ORDER BY c_21.valid_from DESC, c_21.version DESC
                            LIMIT 1
                          ),
                          left(groups_20.key_1, 4) || '年第' || ltrim(right(groups_20.key_1, 2), '0') || '周'
                        ]
                      ),
                      'count' : groups_20.count
                      RETURNING json
                    )
                    ORDER BY groups_20.count DESC, groups_20.key_0, groups_20.key_1
                  ),
                  '[]'::json
                ) AS coalesce_4
                FROM (
                  SELECT sums_19.department_code AS key_0, to_char(timezone('Asia/Shanghai', sums_19.dispatched_at), 'IYYY-"W"IW') AS key_1,
                    CAST(sum(sums_19.count) AS BIGINT) AS count
                  FROM (
                    SELECT s_14.department_code AS department_code, s_14.dispatched_at AS dispatched_at,
                      coalesce(sum(s_14.n) FILTER(WHERE s_14.mark != 'LATE'), 0) AS count
                    FROM item_sum AS s_14
                    WHERE s_14.facet = 'WEEK'
                      AND s_14.mark = 'ALL'
                      AND s_14.at <= $17::TIMESTAMP WITH TIME ZONE
                      AND s_14.region_code = ANY(CAST($24::TEXT[] AS TEXT[]))
                    GROUP BY s_14.department_code, s_14.dispatched_at
                    UNION ALL
                    SELECT d_15.department_code AS department_code, d_15.dispatched_at AS dispatched_at, coalesce(sum(d_15.n), 0) AS count
                    FROM item_delta AS d_15
                    WHERE d_15.county_code = $21::VARCHAR
                      AND d_15.lead_id IS NULL
                    GROUP BY d_15.department_code, d_15.dispatched_at
                    UNION ALL
                    SELECT elsewhere_18.department_code AS department_code, elsewhere_18.dispatched_at AS dispatched_at,
                      coalesce(sum(elsewhere_18.n), 0) AS count
                    FROM (
                      SELECT d_16.id AS id, d_16.lead_id AS lead_id,
                        coalesce(lead_17.department_code, d_16.department_code) AS department_code, lead_17.waits_office AS waits_office,
                        d_16.n AS n, d_16.state AS state, d_16.urgency_level AS urgency_level, d_16.need_domain AS need_domain,
                        d_16.type_code AS type_code, d_16.dispatched_at AS dispatched_at, d_16.lead_office_id AS lead_office_id,
                        lead_17.office_id AS office_id, lead_17.office_county_id AS office_county_id,
                        lead_17.office_region_code AS office_region_code, lead_17.work_due_at AS work_due_at, d_16.yellow_at AS yellow_at,
                        d_16.awaited_from AS awaited_from, d_16.awaited_until AS awaited_until, d_16.region_code AS region_code,
                        d_16.province_code AS province_code, d_16.city_code AS city_code, d_16.county_code AS county_code,
                        d_16.town_code AS town_code, d_16.village_code AS village_code, CASE
                          WHEN (
                            lead_17.waits_office
                              AND (lead_17.waits_from IS NULL OR lead_17.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              OR lead_17.waits_federation
                              AND (lead_17.waits_from IS NULL OR lead_17.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              AND (lead_17.federation_until IS NULL OR lead_17.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                              OR lead_17.waits_commissioner
                              AND (lead_17.waits_from IS NULL OR lead_17.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              OR lead_17.waits_monitor
                              AND (lead_17.waits_from IS NULL OR lead_17.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              AND (lead_17.monitor_until IS NULL OR lead_17.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                          ) THEN CASE
                          WHEN (lead_17.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                          WHEN (lead_17.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                          ELSE 'GREEN' END END AS colour
                      FROM item_delta AS d_16
                        LEFT OUTER JOIN referral AS lead_17 ON lead_17.id = d_16.lead_id
                      WHERE d_16.lead_id IS NOT NULL
                        AND d_16.county_code = $21::VARCHAR
                    ) AS elsewhere_18
                    GROUP BY elsewhere_18.department_code, elsewhere_18.dispatched_at
                  ) AS sums_19
                  GROUP BY sums_19.department_code,
                    to_char(timezone('Asia/Shanghai', sums_19.dispatched_at), 'IYYY-"W"IW') HAVING sum(sums_19.count) != 0
                ) AS groups_20
              )
              RETURNING json
            ) AS body,
              null::uuid[] AS families, null::integer[] AS groups
          ) AS root_23 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
