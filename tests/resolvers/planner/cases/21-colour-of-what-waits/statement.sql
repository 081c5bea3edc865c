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
        SELECT JSON_OBJECT('inbox' : root_13.body, 'referrals' : root_14.body RETURNING json) AS json_object_1
        FROM (
          SELECT JSON_OBJECT(
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : (page_4.number),
                  'colour' : (
                    CASE
                      WHEN (
                        page_4.waits_office
                          AND (page_4.waits_from IS NULL OR page_4.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          OR page_4.waits_federation
                          AND (page_4.waits_from IS NULL OR page_4.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          AND (page_4.federation_until IS NULL OR page_4.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                          OR page_4.waits_commissioner
                          AND (page_4.waits_from IS NULL OR page_4.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          OR page_4.waits_monitor
                          AND (page_4.waits_from IS NULL OR page_4.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          AND (page_4.monitor_until IS NULL OR page_4.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                      ) THEN CASE
                      WHEN (page_4.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                      WHEN (page_4.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                      ELSE 'GREEN' END END
                  ),
                  'workDueAt' : (to_char(timezone('UTC', page_4.work_due_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                  RETURNING json
                )
                ORDER BY page_4.place
              ) FILTER(WHERE page_4.place <= 10),
              '[]'::json
            )
            RETURNING json
          ) AS body,
            null::uuid[] AS families, null::integer[] AS groups
          FROM LATERAL (
            SELECT once_3.number, once_3.waits_office, once_3.waits_from, once_3.waits_federation, once_3.federation_until,
              once_3.waits_commissioner, once_3.waits_monitor, once_3.monitor_until, once_3.work_due_at, once_3.yellow_at,
              row_number() OVER(ORDER BY once_3.work_due_at, once_3.id) AS place
            FROM LATERAL (
              SELECT DISTINCT ON (united_2.work_due_at, united_2.id) united_2.work_due_at, united_2.id, united_2.number,
                united_2.waits_office, united_2.waits_from, united_2.waits_federation, united_2.federation_until,
                united_2.waits_commissioner, united_2.waits_monitor, united_2.monitor_until, united_2.yellow_at
              FROM LATERAL (
                (
                  SELECT r_1.work_due_at, r_1.id, r_1.number, r_1.waits_office, r_1.waits_from, r_1.waits_federation, r_1.federation_until,
                    r_1.waits_commissioner, r_1.waits_monitor, r_1.monitor_until, r_1.yellow_at
                  FROM referral AS r_1
                  WHERE CASE
                    WHEN (r_1.county_code = $20::VARCHAR OR r_1.dispatching_office_id = $11::UUID) THEN true
                    ELSE false END
                    AND r_1.dispatching_office_id = $11::UUID
                    AND r_1.waits_federation
                    AND (r_1.waits_from IS NULL OR r_1.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                    AND (r_1.federation_until IS NULL OR r_1.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.work_due_at, r_1.id
                  LIMIT 11
                )
                UNION ALL(
                  SELECT r_1.work_due_at, r_1.id, r_1.number, r_1.waits_office, r_1.waits_from, r_1.waits_federation, r_1.federation_until,
                    r_1.waits_commissioner, r_1.waits_monitor, r_1.monitor_until, r_1.yellow_at
                  FROM referral AS r_1
                  WHERE CASE
                    WHEN (r_1.county_code = $20::VARCHAR OR r_1.dispatching_office_id = $11::UUID) THEN true
                    ELSE false END
                    AND r_1.office_id = $11::UUID
                    AND r_1.waits_office
                    AND (r_1.waits_from IS NULL OR r_1.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                  ORDER BY r_1.work_due_at, r_1.id
                  LIMIT 11
                )
              ) AS united_2
              ORDER BY united_2.work_due_at, united_2.id
              LIMIT 11
            ) AS once_3
            ORDER BY once_3.work_due_at, once_3.id
            LIMIT 11
          ) AS page_4 HAVING true
        ) AS root_13
          JOIN (
            SELECT JSON_OBJECT(
              'totalCount' : least(
                (
                  SELECT CAST(coalesce(sum(sums_12.count), 0) AS BIGINT) AS coalesce_1
                  FROM (
                    SELECT coalesce(sum(s_9.n) FILTER(WHERE s_9.mark != 'LATE'), 0) AS count
                    FROM referral_sum AS s_9
                    WHERE s_9.facet = 'BARE'
                      AND s_9.mark = 'COLOUR'
                      AND s_9.at <= $17::TIMESTAMP WITH TIME ZONE
                      AND s_9.colour = 'GREEN'
                      AND s_9.region_code = ANY(CAST($21::TEXT[] AS TEXT[]))
                    UNION ALL
                    SELECT coalesce(sum(s_10.n) FILTER(WHERE s_10.mark != 'LATE'), 0) AS count
                    FROM referral_sum AS s_10
                    WHERE s_10.facet = 'BARE'
                      AND s_10.mark = 'COLOUR'
                      AND s_10.at <= $17::TIMESTAMP WITH TIME ZONE
                      AND s_10.colour = 'GREEN'
                      AND s_10.dispatching_office_id = $11::UUID
                      AND (s_10.region_code < $20::VARCHAR OR s_10.region_code > $22::VARCHAR)
                    UNION ALL
                    SELECT coalesce(sum(d_11.n), 0) AS count
                    FROM referral_delta AS d_11
                    WHERE (d_11.county_code = $20::VARCHAR OR d_11.dispatching_office_id = $11::UUID)
                      AND CASE
                      WHEN (
                        d_11.awaited_from <= $17::TIMESTAMP WITH TIME ZONE
                          AND d_11.awaited_until > $17::TIMESTAMP WITH TIME ZONE
                      ) THEN CASE
                      WHEN (d_11.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                      WHEN (d_11.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                      ELSE 'GREEN' END END = 'GREEN'
                  ) AS sums_12
                ),
                10000
              ),
              'nodes' : coalesce(
                json_agg(
                  JSON_OBJECT(
                    'number' : (page_8.number),
                    'colour' : (
                      CASE
                        WHEN (
                          page_8.waits_office
                            AND (page_8.waits_from IS NULL OR page_8.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            OR page_8.waits_federation
                            AND (page_8.waits_from IS NULL OR page_8.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            AND (page_8.federation_until IS NULL OR page_8.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                            OR page_8.waits_commissioner
                            AND (page_8.waits_from IS NULL OR page_8.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            OR page_8.waits_monitor
                            AND (page_8.waits_from IS NULL OR page_8.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                            AND (page_8.monitor_until IS NULL OR page_8.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                        ) THEN CASE
                        WHEN (page_8.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                        WHEN (page_8.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                        ELSE 'GREEN' END END
                    )
                    RETURNING json
                  )
                  ORDER BY page_8.place
                ) FILTER(WHERE page_8.place <= 20),
                '[]'::json
              )
              RETURNING json
            ) AS body,
              null::uuid[] AS families, null::integer[] AS groups
            FROM LATERAL (
              SELECT once_7.number, once_7.waits_office, once_7.waits_from, once_7.waits_federation, once_7.federation_until,
                once_7.waits_commissioner, once_7.waits_monitor, once_7.monitor_until, once_7.work_due_at, once_7.yellow_at,
                row_number() OVER(ORDER BY once_7.dispatched_at DESC, once_7.id DESC) AS place
              FROM LATERAL (
                SELECT DISTINCT ON (united_6.dispatched_at, united_6.id) united_6.dispatched_at, united_6.id, united_6.number,
                  united_6.waits_office, united_6.waits_from, united_6.waits_federation, united_6.federation_until,
                  united_6.waits_commissioner, united_6.waits_monitor, united_6.monitor_until, united_6.work_due_at, united_6.yellow_at
                FROM LATERAL (
                  (
                    SELECT r_5.dispatched_at, r_5.id, r_5.number, r_5.waits_office, r_5.waits_from, r_5.waits_federation,
                      r_5.federation_until, r_5.waits_commissioner, r_5.waits_monitor, r_5.monitor_until, r_5.work_due_at, r_5.yellow_at
                    FROM referral AS r_5
                    WHERE (r_5.waits_office OR r_5.waits_federation OR r_5.waits_commissioner OR r_5.waits_monitor) IS true
                      AND CASE
                      WHEN (
                        r_5.waits_office
                          AND (r_5.waits_from IS NULL OR r_5.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          OR r_5.waits_federation
                          AND (r_5.waits_from IS NULL OR r_5.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          AND (r_5.federation_until IS NULL OR r_5.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                          OR r_5.waits_commissioner
                          AND (r_5.waits_from IS NULL OR r_5.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          OR r_5.waits_monitor
                          AND (r_5.waits_from IS NULL OR r_5.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          AND (r_5.monitor_until IS NULL OR r_5.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                      ) THEN CASE
                      WHEN (r_5.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                      WHEN (r_5.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                      ELSE 'GREEN' END END = 'GREEN'
                      AND true
                      AND r_5.county_code = $20::VARCHAR
                    ORDER BY r_5.dispatched_at DESC, r_5.id DESC
                    LIMIT 21
                  )
                  UNION ALL(
                    SELECT r_5.dispatched_at, r_5.id, r_5.number, r_5.waits_office, r_5.waits_from, r_5.waits_federation,
                      r_5.federation_until, r_5.waits_commissioner, r_5.waits_monitor, r_5.monitor_until, r_5.work_due_at, r_5.yellow_at
                    FROM referral AS r_5
                    WHERE (r_5.waits_office OR r_5.waits_federation OR r_5.waits_commissioner OR r_5.waits_monitor) IS true
                      AND CASE
                      WHEN (
                        r_5.waits_office
                          AND (r_5.waits_from IS NULL OR r_5.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          OR r_5.waits_federation
                          AND (r_5.waits_from IS NULL OR r_5.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          AND (r_5.federation_until IS NULL OR r_5.federation_until > $17::TIMESTAMP WITH TIME ZONE)
                          OR r_5.waits_commissioner
                          AND (r_5.waits_from IS NULL OR r_5.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          OR r_5.waits_monitor
                          AND (r_5.waits_from IS NULL OR r_5.waits_from < $17::TIMESTAMP WITH TIME ZONE)
                          AND (r_5.monitor_until IS NULL OR r_5.monitor_until > $17::TIMESTAMP WITH TIME ZONE)
                      ) THEN CASE
                      WHEN (r_5.work_due_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'RED'
                      WHEN (r_5.yellow_at <= $17::TIMESTAMP WITH TIME ZONE) THEN 'YELLOW'
                      ELSE 'GREEN' END END = 'GREEN'
                      AND r_5.dispatching_office_id = $11::UUID
                    ORDER BY r_5.dispatched_at DESC, r_5.id DESC
                    LIMIT 21
                  )
                ) AS united_6
                ORDER BY united_6.dispatched_at DESC, united_6.id DESC
                LIMIT 21
              ) AS once_7
              ORDER BY once_7.dispatched_at DESC, once_7.id DESC
              LIMIT 21
            ) AS page_8 HAVING true
          ) AS root_14 ON true
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
