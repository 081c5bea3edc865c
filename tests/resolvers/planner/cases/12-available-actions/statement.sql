/* OFFICE */
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
        SELECT JSON_OBJECT('node' : root_5.body RETURNING json) AS json_object_1
        FROM (
          SELECT coalesce(json_agg(found_4.body ORDER BY anon_1.place), '[]'::json) -> 0 AS body,
            array_agg(found_4.family) FILTER(WHERE found_4.place IS NOT NULL) AS families,
            array_agg(found_4.shown) FILTER(WHERE found_4.place IS NOT NULL) AS groups
          FROM generate_series(1, $20::INTEGER) AS anon_1(place)
            LEFT OUTER JOIN (
              SELECT anon_2.place AS place,
                JSON_OBJECT(
                  'availableActions' : (
                    (
                      SELECT coalesce(
                        json_agg(
                          JSON_OBJECT(
                            'action' : anon_1.name,
                            'allowed' : anon_1.code IS NULL,
                            'reason' : CASE
                              WHEN (anon_1.code IS NOT NULL) THEN JSON_OBJECT(
                                'code' : anon_1.code,
                                'text' : CASE
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralRecall') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'DISPATCHED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralSign') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'DISPATCHED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralReturn') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'DISPATCHED', r_1_called_4.names ->> 'SIGNED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralReturnAsk') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'DISPATCHED',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralExtensionAsk') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'SIGNED', r_1_called_4.names ->> 'IN_PROGRESS')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralExtensionDecide') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'acceptedOnCorrect') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'acceptedOnDecide') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'familyTransfer') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'COMPLETED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralAssistComplete') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'SIGNED', r_1_called_4.names ->> 'IN_PROGRESS')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralDelegate') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'SIGNED', r_1_called_4.names ->> 'IN_PROGRESS')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralDelegateReturn') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'DISPATCHED',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralAssign') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralTake') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralHandBack') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralStart') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'SIGNED', r_1_called_4.names ->> 'REOPENED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralProgress') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralAnswer') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'IN_PROGRESS', r_1_called_4.names ->> 'SUSPENDED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralSuspend') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralSupply') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'SUSPENDED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralResume') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'SUSPENDED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralComplete') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'outcomeCorrect') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'COMPLETED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'paymentGiveUp') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'COMPLETED',
                                      r_1_called_4.names ->> 'CONFIRMED',
                                      r_1_called_4.names ->> 'ARCHIVED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'recognitionEnd') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'COMPLETED',
                                      r_1_called_4.names ->> 'CONFIRMED',
                                      r_1_called_4.names ->> 'ARCHIVED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralReview') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'COMPLETED', r_1_called_4.names ->> 'CONFIRMED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'referralUrge') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'DISPATCHED',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'receiptConfirm') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws('、', r_1_called_4.names ->> 'COMPLETED')
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'reveal') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'COMPLETED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'INVALID_TRANSITION' AND anon_1.name = 'correctionPropose') THEN replace(
                                    replace('当前状态“{state}”下不能进行此操作；允许的状态：{allowed}。', '{state}', r_1_called_4.names ->> r_1.state),
                                    '{allowed}',
                                    concat_ws(
                                      '、',
                                      r_1_called_4.names ->> 'SIGNED',
                                      r_1_called_4.names ->> 'IN_PROGRESS',
                                      r_1_called_4.names ->> 'SUSPENDED',
                                      r_1_called_4.names ->> 'COMPLETED',
                                      r_1_called_4.names ->> 'REOPENED'
                                    )
                                  )
                                  WHEN (anon_1.code = 'ALREADY_URGED') THEN '本期限内已催办过。'
                                  WHEN (anon_1.code = 'ASK_OPEN') THEN '已有待决定的申请。'
                                  WHEN (anon_1.code = 'COMPLETED_BY_YOU') THEN '办结人不得回访或重办自己办结的事项。'
                                  WHEN (anon_1.code = 'EXTENSION_LIMIT') THEN '延期次数已达上限。'
                                  WHEN (anon_1.code = 'EXTENSION_REOPENED') THEN '重办的转介不得延期。'
                                  WHEN (anon_1.code = 'EXTENSION_TOO_LATE') THEN '申请延期的时间已过，须在到期前申请。'
                                  WHEN (anon_1.code = 'FOLLOW_UP_BEGAN') THEN '回访已开始，办理结果不能再更正。'
                                  WHEN (anon_1.code = 'FORBIDDEN') THEN '您的角色或单位不能进行此操作。'
                                  WHEN (anon_1.code = 'HANDLER_SET') THEN '已有承办人。'
                                  WHEN (anon_1.code = 'NOT_ACCEPTED') THEN '尚未填写受理日期。'
                                  WHEN (anon_1.code = 'NOT_AT_COUNTY') THEN '仅县级单位可以交由乡镇（街道）办理。'
                                  WHEN (anon_1.code = 'NOT_OF_FUNDS') THEN '这不是资金申请。'
                                  WHEN (anon_1.code = 'NOT_RECOGNISED') THEN '该转介没有认定任何身份，无可终止。'
                                  WHEN (anon_1.code = 'NOT_RETURNABLE') THEN '此转介不可退回。'
                                  WHEN (anon_1.code = 'NOT_SHARED') THEN '此转介不向您的单位提供证件号码。'
                                  WHEN (anon_1.code = 'NOT_YOURS') THEN '您不是承办人。'
                                  WHEN (anon_1.code = 'NO_ASK') THEN '没有待决定的申请。'
                                  WHEN (anon_1.code = 'NO_FAILED_PAYMENT') THEN '没有拨付失败且未重新申请的款项。'
                                  WHEN (anon_1.code = 'NO_QUESTION') THEN '没有待答复的问题。'
                                  WHEN (anon_1.code = 'NO_REVIEW') THEN '此转介不在轮候中。'
                                  WHEN (anon_1.code = 'OF_FUNDS') THEN '这是资金申请，没有受助家庭。'
                                  WHEN (anon_1.code = 'RECOGNITION_ENDED') THEN '认定已终止。'
                                  WHEN (anon_1.code = 'RETURN_TOO_LATE') THEN '退回期限已过，须经残联同意。'
                                  WHEN (anon_1.code = 'TRANSFER_OPEN') THEN '上一次移交残联尚未决定。' END
                                RETURNING json
                              )
                              ELSE null::json END,
                            'asks' : CAST(anon_1.asks AS JSON)
                            RETURNING json
                          )
                          ORDER BY anon_1.place
                        ),
                        '[]'::json
                      ) AS coalesce_1
                      FROM unnest(
                        ARRAY[
                          'referralRecall',
                          'referralSign',
                          'referralReturn',
                          'referralReturnAsk',
                          'referralExtensionAsk',
                          'referralExtensionDecide',
                          'acceptedOnCorrect',
                          'acceptedOnDecide',
                          'familyTransfer',
                          'referralAssistComplete',
                          'referralDelegate',
                          'referralDelegateReturn',
                          'referralAssign',
                          'referralTake',
                          'referralHandBack',
                          'referralStart',
                          'referralProgress',
                          'referralAnswer',
                          'referralSuspend',
                          'referralSupply',
                          'referralResume',
                          'referralComplete',
                          'outcomeCorrect',
                          'paymentGiveUp',
                          'recognitionEnd',
                          'referralReview',
                          'referralUrge',
                          'receiptConfirm',
                          'reveal',
                          'correctionPropose'
                        ],
                        ARRAY[
                          CASE
                            WHEN (
                              NOT (
                                coalesce(r_1.dispatching_office_id = $11::UUID, false)
                                  OR coalesce(r_1.delegating_office_id = $11::UUID, false)
                              )
                            ) THEN 'FORBIDDEN'
                            WHEN (r_1.state != 'DISPATCHED') THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN NOT coalesce(r_1.office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (r_1.state != 'DISPATCHED') THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN (
                              NOT (coalesce(r_1.office_id = $11::UUID, false) AND (r_1.part = 'ASSISTING' OR r_1.part = 'LEAD'))
                            ) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'DISPATCHED' OR r_1.state = 'SIGNED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.returnable IS true, false) THEN 'NOT_RETURNABLE'
                            WHEN NOT coalesce(
                              r_1.return_ask_until IS NULL
                                OR r_1.return_ask_until > $17::TIMESTAMP WITH TIME ZONE,
                              false
                            ) THEN 'NOT_RETURNABLE'
                            WHEN NOT coalesce($17::TIMESTAMP WITH TIME ZONE < r_1.return_due_at, false) THEN 'RETURN_TOO_LATE' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (r_1.state = 'DISPATCHED' OR r_1.state = 'IN_PROGRESS' OR r_1.state = 'SIGNED' OR r_1.state = 'SUSPENDED')
                            ) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.family_id IS NOT NULL, false) THEN 'OF_FUNDS'
                            WHEN NOT coalesce(r_1.returnable IS true, false) THEN 'NOT_RETURNABLE'
                            WHEN NOT coalesce(
                              r_1.return_ask_until IS NULL
                                OR r_1.return_ask_until > $17::TIMESTAMP WITH TIME ZONE,
                              false
                            ) THEN 'NOT_RETURNABLE'
                            WHEN NOT coalesce(
                              NOT coalesce(r_1.return_ask_state = 'OPEN' AND r_1.return_ask_until > $17::TIMESTAMP WITH TIME ZONE, false),
                              false
                            ) THEN 'ASK_OPEN' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'SIGNED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.reopen_count = 0, false) THEN 'EXTENSION_REOPENED'
                            WHEN NOT coalesce(r_1.extension_count < $21::INTEGER, false) THEN 'EXTENSION_LIMIT'
                            WHEN NOT coalesce(
                              NOT coalesce(r_1.extension_state = 'OPEN' AND r_1.extension_until > $17::TIMESTAMP WITH TIME ZONE, false),
                              false
                            ) THEN 'ASK_OPEN'
                            WHEN NOT coalesce($22::TIMESTAMP WITH TIME ZONE < r_1.finish_due_at, false) THEN 'EXTENSION_TOO_LATE' END,
                          CASE
                            WHEN NOT coalesce(r_1.dispatching_office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'SIGNED' OR r_1.state = 'SUSPENDED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(
                              r_1.extension_state = 'OPEN'
                                AND r_1.extension_until > $17::TIMESTAMP WITH TIME ZONE,
                              false
                            ) THEN 'NO_ASK' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SUSPENDED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.accepted_on IS NOT NULL, false) THEN 'NOT_ACCEPTED'
                            WHEN NOT coalesce(
                              NOT coalesce(
                                r_1.acceptance_ask_state = 'OPEN'
                                  AND r_1.acceptance_ask_until > $17::TIMESTAMP WITH TIME ZONE,
                                false
                              ),
                              false
                            ) THEN 'ASK_OPEN' END,
                          CASE
                            WHEN NOT coalesce(r_1.dispatching_office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SUSPENDED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(
                              r_1.acceptance_ask_state = 'OPEN'
                                AND r_1.acceptance_ask_until > $17::TIMESTAMP WITH TIME ZONE,
                              false
                            ) THEN 'NO_ASK' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (
                                r_1.state = 'COMPLETED'
                                  OR r_1.state = 'IN_PROGRESS'
                                  OR r_1.state = 'REOPENED'
                                  OR r_1.state = 'SIGNED'
                                  OR r_1.state = 'SUSPENDED'
                              )
                            ) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.family_id IS NOT NULL, false) THEN 'OF_FUNDS'
                            WHEN NOT coalesce(r_1.transfer_open_at IS NULL, false) THEN 'TRANSFER_OPEN' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'ASSISTING')) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'SIGNED')) THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'SIGNED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.family_id IS NOT NULL, false) THEN 'OF_FUNDS'
                            WHEN NOT coalesce(
                              right(r_1.office_region_code, 6) = '000000'
                                AND substr(r_1.office_region_code, 5, 2) != '00'
                                OR r_1.office_region_code = '441900000000'
                                OR r_1.office_region_code = '442000000000'
                                OR r_1.office_region_code = '460400000000'
                                OR r_1.office_region_code = '620200000000',
                              false
                            ) THEN 'NOT_AT_COUNTY' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'DELEGATE')) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'DISPATCHED' OR r_1.state = 'IN_PROGRESS' OR r_1.state = 'SIGNED')) THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN NOT coalesce(r_1.office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SIGNED' OR r_1.state = 'SUSPENDED')
                            ) THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN NOT coalesce(r_1.office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SIGNED' OR r_1.state = 'SUSPENDED')
                            ) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.handler_id IS NULL, false) THEN 'HANDLER_SET' END,
                          CASE
                            WHEN NOT coalesce(r_1.office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SIGNED' OR r_1.state = 'SUSPENDED')
                            ) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.handler_id = $10::UUID, false) THEN 'NOT_YOURS' END,
                          CASE
                            WHEN NOT coalesce(r_1.office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'REOPENED' OR r_1.state = 'SIGNED')) THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN NOT coalesce(r_1.office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SIGNED' OR r_1.state = 'SUSPENDED')
                            ) THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN NOT coalesce(r_1.dispatching_office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'SUSPENDED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.question_open IS true, false) THEN 'NO_QUESTION' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SIGNED')) THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN NOT coalesce(r_1.dispatching_office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (r_1.state != 'SUSPENDED') THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (r_1.state != 'SUSPENDED') THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (r_1.state = 'IN_PROGRESS' OR r_1.state = 'REOPENED' OR r_1.state = 'SIGNED' OR r_1.state = 'SUSPENDED')
                            ) THEN 'INVALID_TRANSITION' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (r_1.state != 'COMPLETED') THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.attempts = 0, false) THEN 'FOLLOW_UP_BEGAN'
                            WHEN NOT coalesce(r_1.recognition_ended_on IS NULL, false) THEN 'RECOGNITION_ENDED' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'ARCHIVED' OR r_1.state = 'COMPLETED' OR r_1.state = 'CONFIRMED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.payment_failed_on IS NOT NULL, false) THEN 'NO_FAILED_PAYMENT' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'ARCHIVED' OR r_1.state = 'COMPLETED' OR r_1.state = 'CONFIRMED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.recognised_on IS NOT NULL, false) THEN 'NOT_RECOGNISED'
                            WHEN NOT coalesce(r_1.recognition_ended_on IS NULL, false) THEN 'RECOGNITION_ENDED' END,
                          CASE
                            WHEN (NOT (coalesce(r_1.office_id = $11::UUID, false) AND r_1.part = 'LEAD')) THEN 'FORBIDDEN'
                            WHEN (NOT (r_1.state = 'COMPLETED' OR r_1.state = 'CONFIRMED')) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.review_on IS NOT NULL, false) THEN 'NO_REVIEW' END,
                          CASE
                            WHEN (
                              NOT (
                                coalesce(r_1.dispatching_office_id = $11::UUID, false)
                                  OR coalesce(r_1.delegating_office_id = $11::UUID, false)
                              )
                            ) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (
                                r_1.state = 'DISPATCHED'
                                  OR r_1.state = 'IN_PROGRESS'
                                  OR r_1.state = 'REOPENED'
                                  OR r_1.state = 'SIGNED'
                                  OR r_1.state = 'SUSPENDED'
                              )
                            ) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.urged_for IS DISTINCT FROM r_1.work_due_at, false) THEN 'ALREADY_URGED' END,
                          CASE
                            WHEN NOT coalesce(r_1.dispatching_office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (r_1.state != 'COMPLETED') THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.family_id IS NULL, false) THEN 'NOT_OF_FUNDS'
                            WHEN NOT coalesce(r_1.completed_by IS DISTINCT FROM $10::UUID, false) THEN 'COMPLETED_BY_YOU' END,
                          CASE
                            WHEN (
                              NOT (coalesce(r_1.office_id = $11::UUID, false) AND (r_1.part = 'DELEGATE' OR r_1.part = 'LEAD'))
                            ) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (
                                r_1.state = 'COMPLETED'
                                  OR r_1.state = 'IN_PROGRESS'
                                  OR r_1.state = 'REOPENED'
                                  OR r_1.state = 'SIGNED'
                                  OR r_1.state = 'SUSPENDED'
                              )
                            ) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(
                              EXISTS (
                                SELECT 1
                                FROM share_contract AS r_1_s_1
                                WHERE r_1_s_1.type_code = r_1.type_code
                                  AND r_1_s_1.version = r_1.contract_version
                                  AND r_1_s_1.half = 'AFTER'
                                  AND r_1_s_1."group" = 'ID_NUMBER'
                                  AND r_1_s_1.level > 0
                              ),
                              false
                            ) THEN 'NOT_SHARED' END,
                          CASE
                            WHEN NOT coalesce(r_1.office_id = $11::UUID, false) THEN 'FORBIDDEN'
                            WHEN (
                              NOT (
                                r_1.state = 'COMPLETED'
                                  OR r_1.state = 'IN_PROGRESS'
                                  OR r_1.state = 'REOPENED'
                                  OR r_1.state = 'SIGNED'
                                  OR r_1.state = 'SUSPENDED'
                              )
                            ) THEN 'INVALID_TRANSITION'
                            WHEN NOT coalesce(r_1.family_id IS NOT NULL, false) THEN 'OF_FUNDS' END
                        ],
                        ARRAY[
                          '["reason", "note"]',
                          '["handler", "externalReference"]',
                          '["reason", "returnedBy", "suggestedOffice", "note"]',
                          '["reason", "returnedBy", "suggestedOffice", "note"]',
                          '["days", "reason", "note"]',
                          '["granted", "note", "days"]',
                          '["acceptedOn", "note"]',
                          '["granted", "note"]',
                          '["domain", "requestText"]',
                          '["note"]',
                          '["office", "requestText"]',
                          '["reason", "note"]',
                          '["handler"]',
                          '[]',
                          '["note"]',
                          '["note"]',
                          '["note", "stage", "acceptedOn", "question"]',
                          '["text"]',
                          '["missing", "until", "note"]',
                          '["supplied", "note"]',
                          '["note"]',
                          '["outcome", "withoutAssisting"]',
                          '["outcome", "reason", "note"]',
                          '["reason", "note"]',
                          '["endedOn", "reason", "note"]',
                          '["outcome", "note"]',
                          '["note"]',
                          '["receivedOn", "note"]',
                          '["reason"]',
                          '["person", "value", "reason", "note"]'
                        ]
                      ) WITH ORDINALITY AS anon_1(name, code, asks, place),
                        (
                          SELECT (
                            SELECT jsonb_object_agg(
                              r_1_c_3.code,
                              r_1_c_3.name_zh
                              ORDER BY r_1_c_3.valid_from, r_1_c_3.version
                            ) AS jsonb_object_agg_1
                            FROM code_name AS r_1_c_3
                            WHERE r_1_c_3.list = 'STATE'
                              AND r_1_c_3.valid_from <= CAST(timezone('Asia/Shanghai', $17::TIMESTAMP WITH TIME ZONE) AS DATE)
                              AND (r_1_c_3.valid_to IS NULL OR r_1_c_3.valid_to > r_1_c_3.valid_from)
                          ) AS names
                        ) AS r_1_called_4
                    )
                  )
                  RETURNING json
                ) AS body,
                null::uuid AS family, 0 AS shown
              FROM unnest(CAST($23::UUID[] AS UUID[]), CAST($24::INTEGER[] AS INTEGER[])) AS anon_2(key, place)
                JOIN referral AS r_1 ON r_1.id = anon_2.key
              WHERE r_1.office_id = $11::UUID
                AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                OR r_1.delegating_office_id = $11::UUID
                AND (r_1.visible_until IS NULL OR r_1.visible_until > $17::TIMESTAMP WITH TIME ZONE)
                OR r_1.family_id IS NULL
                AND r_1.dispatching_office_id = $11::UUID
            ) AS found_4 ON found_4.place = anon_1.place
        ) AS root_5
      ) END AS TEXT
  ),
  'UTF8'
) AS convert_to_1
