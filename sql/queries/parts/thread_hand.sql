-- A line of a list of conversations: in whose hands it is, and who looks at it just now.
t.failed, t.id = ANY (ARRAY(SELECT thread_id FROM draft WHERE user_id = my_id())),
       t.not_patient, t.assigned_to, coalesce(o.name, ''), t.snoozed_until, t.snooze_reason,
       coalesce((SELECT string_agg(CASE WHEN w.writing_at > :'now'::timestamptz - interval '1 minute' THEN 'w' ELSE 'l' END || u.name, E'\n'
                                   ORDER BY w.writing_at DESC NULLS LAST, w.user_id)
                   FROM presence w JOIN app_user u ON u.id = w.user_id
                  WHERE w.thread_id = t.id AND w.user_id <> my_id() AND w.seen_at > :'now'::timestamptz - interval '1 minute'), '')
