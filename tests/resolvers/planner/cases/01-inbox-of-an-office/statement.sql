/* OFFICE */ WITH answer AS (
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
        SELECT array_cat(ARRAY[CAST(JSON_OBJECT('inbox' : root_9.body RETURNING json) AS TEXT)], root_9.seen) AS array_cat_1
        FROM (
          SELECT JSON_OBJECT(
            'totalCount' : least(
              (
                SELECT count(*) AS count_1
                FROM LATERAL (
                  SELECT 1 AS one
                  FROM referral AS n_3
                  WHERE (
                    n_3.office_id = $4::UUID
                      AND (n_3.visible_until IS NULL OR n_3.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                      OR n_3.delegating_office_id = $4::UUID
                      AND (n_3.visible_until IS NULL OR n_3.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                      OR n_3.family_id IS NULL
                      AND n_3.dispatching_office_id = $4::UUID
                  )
                    AND (
                      n_3.family_id IS NULL
                        AND n_3.dispatching_office_id = $4::UUID
                        AND n_3.waits_federation
                        AND (n_3.waits_from IS NULL OR n_3.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                        AND (n_3.federation_until IS NULL OR n_3.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                        OR n_3.office_id = $4::UUID
                        AND n_3.waits_office
                        AND (n_3.waits_from IS NULL OR n_3.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                    )
                  LIMIT 10001
                ) AS some_4
              ),
              10000
            ),
            'nodes' : coalesce(
              json_agg(
                JSON_OBJECT(
                  'number' : page_2.number,
                  'state' : page_2.state,
                  'waitingFor' : array_to_json(
                    array_remove(
                      ARRAY[
                        CASE
                          WHEN (
                            page_2.waits_office
                              AND (page_2.waits_from IS NULL OR page_2.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                              AND (
                                NOT (page_2.state = 'CANCELLED' OR page_2.state = 'RETURNED')
                                  OR page_2.family_id IS NULL
                                  AND page_2.dispatching_office_id = $4::UUID
                              )
                          ) THEN 'OFFICE' END,
                        CASE
                          WHEN (
                            page_2.waits_federation
                              AND (page_2.waits_from IS NULL OR page_2.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                              AND (page_2.federation_until IS NULL OR page_2.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                              AND (
                                NOT (page_2.state = 'CANCELLED' OR page_2.state = 'RETURNED')
                                  OR page_2.family_id IS NULL
                                  AND page_2.dispatching_office_id = $4::UUID
                              )
                          ) THEN 'FEDERATION' END,
                        CASE
                          WHEN (
                            page_2.waits_commissioner
                              AND (page_2.waits_from IS NULL OR page_2.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                              AND (
                                NOT (page_2.state = 'CANCELLED' OR page_2.state = 'RETURNED')
                                  OR page_2.family_id IS NULL
                                  AND page_2.dispatching_office_id = $4::UUID
                              )
                          ) THEN 'COMMISSIONER' END,
                        CASE
                          WHEN (
                            page_2.waits_monitor
                              AND (page_2.waits_from IS NULL OR page_2.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                              AND (page_2.monitor_until IS NULL OR page_2.monitor_until > $1::TIMESTAMP WITH TIME ZONE)
                              AND (
                                NOT (page_2.state = 'CANCELLED' OR page_2.state = 'RETURNED')
                                  OR page_2.family_id IS NULL
                                  AND page_2.dispatching_office_id = $4::UUID
                              )
                          ) THEN 'MONITOR' END
                      ],
                      NULL
                    )
                  ),
                  'workDueAt' : to_char(timezone($22::VARCHAR, page_2.work_due_at), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                  'family' : (
                    SELECT JSON_OBJECT(
                      'displayName' : JSON_OBJECT(
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
                      ),
                      'phone' : JSON_OBJECT(
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
                      RETURNING json
                    ) AS json_object_1
                    FROM family AS f_5
                      JOIN LATERAL (
                        SELECT coalesce(
                          max(
                            CASE
                              WHEN (a_6.members IS NULL OR f_5.head_id = ANY(a_6.members)) THEN CASE
                              WHEN (a_6.person_id IS NULL OR a_6.person_id = f_5.head_id) THEN a_6.identity_level
                              ELSE least(a_6.identity_level, 1) END
                              ELSE 0 END
                          ),
                          0
                        ) AS identity_level,
                          coalesce(max(a_6.contact_level), 0) AS contact_level
                        FROM family_access AS a_6
                        WHERE a_6.family_id = f_5.id
                          AND a_6.until > $1::TIMESTAMP WITH TIME ZONE
                          AND a_6.office_id = $4::UUID HAVING true
                      ) AS v_7 ON true
                    WHERE f_5.id = CASE
                      WHEN (page_2.kept_family_id IS NOT NULL) THEN page_2.kept_family_id
                      ELSE page_2.family_id END
                  )
                  RETURNING json
                )
                ORDER BY page_2.place
              ) FILTER(WHERE page_2.place <= 10),
              '[]'::json
            ),
            'pageInfo' : JSON_OBJECT('hasNextPage' : count(*) > 10 RETURNING json)
            RETURNING json
          ) AS body,
            coalesce(
              array_agg(
                concat(
                  (
                    SELECT concat_ws(
                      ',',
                      CASE
                        WHEN (max(h_8.contact_level) > 0) THEN 'CONTACT' END,
                      CASE
                        WHEN (max(h_8.identity_level) > 0) THEN 'IDENTITY' END
                    ) AS concat_ws_1
                    FROM family_access AS h_8
                    WHERE h_8.family_id = page_2.family_id
                      AND h_8.until > $1::TIMESTAMP WITH TIME ZONE
                      AND h_8.office_id = $4::UUID
                  ),
                  '/',
                  page_2.family_id
                )
              ) FILTER(WHERE page_2.place <= 10),
              '{}'::text[]
            ) AS seen
          FROM LATERAL (
            SELECT r_1.number AS number, r_1.state AS state, r_1.waits_office AS waits_office, r_1.waits_from AS waits_from,
              r_1.family_id AS family_id, r_1.dispatching_office_id AS dispatching_office_id, r_1.waits_federation AS waits_federation,
              r_1.federation_until AS federation_until, r_1.waits_commissioner AS waits_commissioner, r_1.waits_monitor AS waits_monitor,
              r_1.monitor_until AS monitor_until, r_1.work_due_at AS work_due_at, r_1.kept_family_id AS kept_family_id,
              row_number() OVER(ORDER BY r_1.work_due_at, r_1.id) AS place
            FROM referral AS r_1
            WHERE CASE
              WHEN (
                r_1.office_id = $4::UUID
                  AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                  OR r_1.delegating_office_id = $4::UUID
                  AND (r_1.visible_until IS NULL OR r_1.visible_until > $1::TIMESTAMP WITH TIME ZONE)
                  OR r_1.family_id IS NULL
                  AND r_1.dispatching_office_id = $4::UUID
              ) THEN true
              ELSE false END
              AND (
                r_1.family_id IS NULL
                  AND r_1.dispatching_office_id = $4::UUID
                  AND r_1.waits_federation
                  AND (r_1.waits_from IS NULL OR r_1.waits_from < $1::TIMESTAMP WITH TIME ZONE)
                  AND (r_1.federation_until IS NULL OR r_1.federation_until > $1::TIMESTAMP WITH TIME ZONE)
                  OR r_1.office_id = $4::UUID
                  AND r_1.waits_office
                  AND (r_1.waits_from IS NULL OR r_1.waits_from < $1::TIMESTAMP WITH TIME ZONE)
              )
            ORDER BY r_1.work_due_at, r_1.id
            LIMIT 11
          ) AS page_2 HAVING true
        ) AS root_9
      ) END AS TEXT[]
  ) AS parts
),
noted AS (
  INSERT INTO audit_record(id, at, kind, action, account_id, membership_id, office_id, client_id, family_ids, groups, trace)
  SELECT gen_random_uuid() AS gen_random_uuid_1, $1::TIMESTAMP WITH TIME ZONE AS anon_1, 'READ', 'Inbox', $2::UUID AS anon_2,
    $3::UUID AS anon_3, $4::UUID AS anon_4, $5::UUID AS anon_5, array_agg(distinct(found.family)) AS array_agg_1, found.groups AS groups,
    $6::VARCHAR AS anon_6
  FROM (
    SELECT CAST(nullif(split_part(anon_7.row, '/', 2), '') AS UUID) AS family,
      string_to_array(split_part(anon_7.row, '/', 1), ',') AS groups
    FROM answer
      JOIN unnest(answer.parts) WITH ORDINALITY AS anon_7(row, place) ON true
    WHERE anon_7.place > 1
      AND anon_7.row IS NOT NULL
  ) AS found
  WHERE cardinality(found.groups) > 0
  GROUP BY found.groups
)
SELECT convert_to(CAST(answer.parts[$23::INTEGER] AS TEXT), 'UTF8') AS convert_to_1
FROM answer
