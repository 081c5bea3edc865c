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
        SELECT JSON_OBJECT('referrals' : root_17.body, 'items' : root_18.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_1
                  WHERE n_1.county_code = $20::VARCHAR
                    AND n_1.part = 'LEAD'
                  LIMIT 10001
                ) AS some_2
              ),
              10000
            ),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'keys' : array_to_json(ARRAY[CAST(groups_6.key_0 AS TEXT)]),
                    'labels' : array_to_json(ARRAY[left(groups_6.key_0, 4) || '年' || ltrim(right(groups_6.key_0, 2), '0') || '月']),
                    'count' : groups_6.count,
                    'unsigned' : groups_6.unsigned,
                    'overdue' : groups_6.overdue
                    RETURNING json
                  )
                  ORDER BY groups_6.count DESC, groups_6.key_0
                ),
                '[]'::json
              ) AS coalesce_1
              FROM (
                SELECT to_char(timezone('Asia/Shanghai', sums_5.dispatched_at), 'YYYY-MM') AS key_0,
                  CAST(sum(sums_5.count) AS BIGINT) AS count, CAST(sum(sums_5.unsigned) AS BIGINT) AS unsigned,
                  CAST(sum(sums_5.overdue) AS BIGINT) AS overdue
                FROM (
                  SELECT s_3.dispatched_at AS dispatched_at, coalesce(sum(s_3.n) FILTER(WHERE s_3.mark != 'LATE'), 0) AS count,
                    coalesce(sum(s_3.n) FILTER(WHERE s_3.mark != 'LATE' AND s_3.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(s_3.n) FILTER(WHERE s_3.mark = 'LATE' OR s_3.late), 0) AS overdue
                  FROM referral_sum AS s_3
                  WHERE s_3.facet = 'MONTH'
                    AND s_3.mark = ANY(string_to_array('ALL,LATE', ','))
                    AND s_3.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_3.region_code = ANY(CAST($21::TEXT[] AS TEXT[]))
                    AND s_3.part = 'LEAD'
                  GROUP BY s_3.dispatched_at
                  UNION ALL
                  SELECT d_4.dispatched_at AS dispatched_at, coalesce(sum(d_4.n), 0) AS count,
                    coalesce(sum(d_4.n) FILTER(WHERE d_4.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(d_4.n) FILTER(WHERE d_4.waits_office AND d_4.work_due_at <= $17::TIMESTAMP WITH TIME ZONE), 0) AS overdue
                  FROM referral_delta AS d_4
                  WHERE d_4.county_code = $20::VARCHAR
                    AND d_4.part = 'LEAD'
                  GROUP BY d_4.dispatched_at
                ) AS sums_5
                GROUP BY to_char(timezone('Asia/Shanghai', sums_5.dispatched_at), 'YYYY-MM') HAVING sum(sums_5.count) != 0
              ) AS groups_6
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
        ) AS root_17
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (
                  SELECT count(*) AS count_2
                  FROM LATERAL (SELECT 1 AS one FROM assistance_item AS n_7 WHERE n_7.county_code = $20::VARCHAR LIMIT 10001) AS some_8
                ),
                10000
              ),
              'groups' : (
                SELECT coalesce(
                  json_agg(
                    JSON_OBJECT(
                      'keys' : array_to_json(ARRAY[CAST(groups_15.key_0 AS TEXT), CAST(groups_15.key_1 AS TEXT)]),
                      'labels' : array_to_json(
                        ARRAY[
                          (
                            SELECT c_16.name_zh
                            FROM code_name AS c_16
                            WHERE c_16.list = 'DEPARTMENT'
                              AND c_16.code = groups_15.key_0
                              AND c_16.valid_from <= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                              AND (c_16.valid_to IS NULL OR c_16.valid_to > c_16.valid_from)
                            ORDER BY c_16.valid_from DESC, c_16.version DESC
                            LIMIT 1
                          ),
                          left(groups_15.key_1, 4) || '年第' || ltrim(right(groups_15.key_1, 2), '0') || '周'
                        ]
                      ),
                      'count' : groups_15.count
                      RETURNING json
                    )
                    ORDER BY groups_15.count DESC, groups_15.key_0, groups_15.key_1
                  ),
                  '[]'::json
                ) AS coalesce_2
                FROM (
                  SELECT sums_14.department_code AS key_0, to_char(timezone('Asia/Shanghai', sums_14.dispatched_at), 'IYYY-"W"IW') AS key_1,
                    CAST(sum(sums_14.count) AS BIGINT) AS count, CAST(sum(sums_14.unsigned) AS BIGINT) AS unsigned,
                    CAST(sum(sums_14.overdue) AS BIGINT) AS overdue
                  FROM (
                    SELECT s_9.department_code AS department_code, s_9.dispatched_at AS dispatched_at,
                      coalesce(sum(s_9.n) FILTER(WHERE s_9.mark != 'LATE'), 0) AS count,
                      coalesce(sum(s_9.n) FILTER(WHERE s_9.mark != 'LATE' AND s_9.state = 'DISPATCHED'), 0) AS unsigned,
                      coalesce(sum(s_9.n) FILTER(WHERE s_9.mark = 'LATE' OR s_9.late), 0) AS overdue
                    FROM item_sum AS s_9
                    WHERE s_9.facet = 'WEEK'
                      AND s_9.mark = 'ALL'
                      AND s_9.at <= $17::TIMESTAMP WITH TIME ZONE
                      AND s_9.region_code = ANY(CAST($22::TEXT[] AS TEXT[]))
                    GROUP BY s_9.department_code, s_9.dispatched_at
                    UNION ALL
                    SELECT d_10.department_code AS department_code, d_10.dispatched_at AS dispatched_at, coalesce(sum(d_10.n), 0) AS count,
                      coalesce(sum(d_10.n) FILTER(WHERE d_10.state = 'DISPATCHED'), 0) AS unsigned,
                      coalesce(
                        sum(d_10.n) FILTER(WHERE d_10.waits_office AND d_10.work_due_at <= $17::TIMESTAMP WITH TIME ZONE),
                        0
                      ) AS overdue
                    FROM item_delta AS d_10
                    WHERE d_10.county_code = $20::VARCHAR
                      AND d_10.lead_id IS NULL
                    GROUP BY d_10.department_code, d_10.dispatched_at
                    UNION ALL
                    SELECT elsewhere_13.department_code AS department_code, elsewhere_13.dispatched_at AS dispatched_at,
                      coalesce(sum(elsewhere_13.n), 0) AS count,
                      coalesce(sum(elsewhere_13.n) FILTER(WHERE elsewhere_13.state = 'DISPATCHED'), 0) AS unsigned,
                      coalesce(
                        sum(elsewhere_13.n) FILTER(
                          WHERE elsewhere_13.waits_office
                            AND elsewhere_13.work_due_at <= $17::TIMESTAMP WITH TIME ZONE
                        ),
                        0
                      ) AS overdue
                    FROM (
                      SELECT d_11.id AS id, d_11.lead_id AS lead_id,
                        coalesce(lead_12.department_code, d_11.department_code) AS department_code, lead_12.waits_office AS waits_office,
                        d_11.n AS n, d_11.state AS state, d_11.urgency_level AS urgency_level, d_11.need_domain AS need_domain,
                        d_11.type_code AS type_code, d_11.dispatched_at AS dispatched_at, d_11.lead_office_id AS lead_office_id,
                        lead_12.office_id AS office_id, lead_12.office_county_id AS office_county_id,
                        lead_12.office_region_code AS office_region_code, lead_12.work_due_at AS work_due_at, d_11.yellow_at AS yellow_at,
                        d_11.awaited_from AS awaited_from, d_11.awaited_until AS awaited_until, d_11.region_code AS region_code,
                        d_11.province_code AS province_code, d_11.city_code AS city_code, d_11.county_code AS county_code,
                        d_11.town_code AS town_code, d_11.village_code AS village_code, CASE
                          WHEN (
                            lead_12.waits_office
                              AND (lead_12.waits_from IS NULL OR lead_12.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              OR lead_12.waits_federation
                              AND (lead_12.waits_from IS NULL OR lead_12.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              AND (lead_12.federation_until IS NULL OR lead_12.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                              OR lead_12.waits_commissioner
                              AND (lead_12.waits_from IS NULL OR lead_12.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              OR lead_12.waits_monitor
                              AND (lead_12.waits_from IS NULL OR lead_12.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                              AND (lead_12.monitor_until IS NULL OR lead_12.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                          ) THEN CASE
                          WHEN (lead_12.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                          WHEN (lead_12.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                          ELSE 'GREEN' END END AS colour
                      FROM item_delta AS d_11
                        LEFT OUTER JOIN referral AS lead_12 ON lead_12.id = d_11.lead_id
                      WHERE d_11.lead_id IS NOT NULL
                        AND d_11.county_code = $20::VARCHAR
                    ) AS elsewhere_13
                    GROUP BY elsewhere_13.department_code, elsewhere_13.dispatched_at
                  ) AS sums_14
                  GROUP BY sums_14.department_code,
                    to_char(timezone('Asia/Shanghai', sums_14.dispatched_at), 'IYYY-"W"IW') HAVING sum(sums_14.count) != 0
                ) AS groups_15
              )
              RETURNING json
            ) AS body,
              null::uuid[] AS families, null::integer[] AS groups
          ) AS root_18 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
