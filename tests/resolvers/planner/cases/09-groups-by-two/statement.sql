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
        SELECT JSON_OBJECT('items' : root_12.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM assistance_item AS n_1
                  WHERE n_1.county_code = $20::VARCHAR
                    AND n_1.county_code = $21::VARCHAR
                  LIMIT 10001
                ) AS some_2
              ),
              10000
            ),
            'groups' : (
              SELECT coalesce(
                json_agg(
                  JSON_OBJECT(
                    'keys' : array_to_json(ARRAY[CAST(groups_9.key_0 AS TEXT), CAST(groups_9.key_1 AS TEXT)]),
                    'labels' : array_to_json(
                      ARRAY[
                        (
                          SELECT c_10.name_zh
                          FROM code_name AS c_10
                          WHERE c_10.list = 'DEPARTMENT'
                            AND c_10.code = groups_9.key_0
                            AND c_10.valid_from <= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_10.valid_to IS NULL OR c_10.valid_to > c_10.valid_from)
                          ORDER BY c_10.valid_from DESC, c_10.version DESC
                          LIMIT 1
                        ),
                        (
                          SELECT c_11.name_zh
                          FROM code_name AS c_11
                          WHERE c_11.list = 'STATE'
                            AND c_11.code = groups_9.key_1
                            AND c_11.valid_from <= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                            AND (c_11.valid_to IS NULL OR c_11.valid_to > c_11.valid_from)
                          ORDER BY c_11.valid_from DESC, c_11.version DESC
                          LIMIT 1
                        )
                      ]
                    ),
                    'count' : groups_9.count,
                    'unsigned' : groups_9.unsigned,
                    'overdue' : groups_9.overdue
                    RETURNING json
                  )
                  ORDER BY groups_9.count DESC, groups_9.key_0, groups_9.key_1
                ),
                '[]'::json
              ) AS coalesce_1
              FROM (
                SELECT sums_8.department_code AS key_0, sums_8.state AS key_1, CAST(sum(sums_8.count) AS BIGINT) AS count,
                  CAST(sum(sums_8.unsigned) AS BIGINT) AS unsigned, CAST(sum(sums_8.overdue) AS BIGINT) AS overdue
                FROM (
                  SELECT s_3.department_code AS department_code, s_3.state AS state,
                    coalesce(sum(s_3.n) FILTER(WHERE s_3.mark != 'LATE'), 0) AS count,
                    coalesce(sum(s_3.n) FILTER(WHERE s_3.mark != 'LATE' AND s_3.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(s_3.n) FILTER(WHERE s_3.mark = 'LATE' OR s_3.late), 0) AS overdue
                  FROM item_sum AS s_3
                  WHERE s_3.facet = 'BARE'
                    AND s_3.mark = ANY(string_to_array('ALL,LATE', ','))
                    AND s_3.at <= $17::TIMESTAMP WITH TIME ZONE
                    AND s_3.region_code = ANY(CAST($22::TEXT[] AS TEXT[]))
                  GROUP BY s_3.department_code, s_3.state
                  UNION ALL
                  SELECT d_4.department_code AS department_code, d_4.state AS state, coalesce(sum(d_4.n), 0) AS count,
                    coalesce(sum(d_4.n) FILTER(WHERE d_4.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(sum(d_4.n) FILTER(WHERE d_4.waits_office AND d_4.work_due_at <= $17::TIMESTAMP WITH TIME ZONE), 0) AS overdue
                  FROM item_delta AS d_4
                  WHERE d_4.county_code = $20::VARCHAR
                    AND d_4.lead_id IS NULL
                    AND d_4.county_code = $23::VARCHAR
                  GROUP BY d_4.department_code, d_4.state
                  UNION ALL
                  SELECT elsewhere_7.department_code AS department_code, elsewhere_7.state AS state,
                    coalesce(sum(elsewhere_7.n), 0) AS count,
                    coalesce(sum(elsewhere_7.n) FILTER(WHERE elsewhere_7.state = 'DISPATCHED'), 0) AS unsigned,
                    coalesce(
                      sum(elsewhere_7.n) FILTER(
                        WHERE elsewhere_7.waits_office
                          AND elsewhere_7.work_due_at <= $17::TIMESTAMP WITH TIME ZONE
                      ),
                      0
                    ) AS overdue
                  FROM (
                    SELECT d_5.id AS id, d_5.lead_id AS lead_id, coalesce(lead_6.department_code, d_5.department_code) AS department_code,
                      lead_6.waits_office AS waits_office, d_5.n AS n, d_5.state AS state, d_5.urgency_level AS urgency_level,
                      d_5.need_domain AS need_domain, d_5.type_code AS type_code, d_5.dispatched_at AS dispatched_at,
                      d_5.lead_office_id AS lead_office_id, lead_6.office_id AS office_id, lead_6.office_county_id AS office_county_id,
                      lead_6.office_region_code AS office_region_code, lead_6.work_due_at AS work_due_at, d_5.yellow_at AS yellow_at,
                      d_5.awaited_from AS awaited_from, d_5.awaited_until AS awaited_until, d_5.region_code AS region_code,
                      d_5.province_code AS province_code, d_5.city_code AS city_code, d_5.county_code AS county_code,
                      d_5.town_code AS town_code, d_5.village_code AS village_code, CASE
                        WHEN (
                          lead_6.waits_office
                            AND (lead_6.waits_from IS NULL OR lead_6.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            OR lead_6.waits_federation
                            AND (lead_6.waits_from IS NULL OR lead_6.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            AND (lead_6.federation_until IS NULL OR lead_6.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                            OR lead_6.waits_commissioner
                            AND (lead_6.waits_from IS NULL OR lead_6.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            OR lead_6.waits_monitor
                            AND (lead_6.waits_from IS NULL OR lead_6.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            AND (lead_6.monitor_until IS NULL OR lead_6.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                        ) THEN CASE
                        WHEN (lead_6.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                        WHEN (lead_6.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                        ELSE 'GREEN' END END AS colour
                    FROM item_delta AS d_5
                      LEFT OUTER JOIN referral AS lead_6 ON lead_6.id = d_5.lead_id
                    WHERE d_5.lead_id IS NOT NULL
                      AND d_5.county_code = $20::VARCHAR
                  ) AS elsewhere_7
                  WHERE elsewhere_7.county_code = $24::VARCHAR
                  GROUP BY elsewhere_7.department_code, elsewhere_7.state
                ) AS sums_8
                GROUP BY sums_8.department_code, sums_8.state HAVING sum(sums_8.count) != 0
              ) AS groups_9
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
        ) AS root_12
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
