-- The numbers in the navigation, by the same rules as the lists behind them; the clock alone changes none before "until".
-- groups: messages to several that somebody else has written and that wait for a second person.  told: late cases that the reader
-- was told of and has not seen, one of them with its deadline; asked: whether a colleague hands duty over to her.
-- in:  now timestamptz
-- out: one tasks int8, messages int8, escalations int8, delivery int8, late bool, rules int8, until timestamptz?, groups int8,
--      trouble text, told int8, told_notice int8?, told_due timestamptz?, asked int8
SELECT w.tasks, w.messages, w.escalations, w.delivery, w.late, w.rules, least(w.until, g.until, h.until), g.n, w.trouble,
       n.told, n.notice_id, n.due, h.n
  FROM work_counts(:'now') w
 CROSS JOIN (SELECT count(*) AS n, min(m.expires_at) AS until FROM mailing m
              WHERE m.state IN ('draft', 'asked') AND m.expires_at > :'now' AND m.state = 'asked' AND m.created_by <> my_id()
                AND m.place_id = ANY (my_places())) g
 CROSS JOIN (SELECT count(DISTINCT c.task_id) AS told, min(c.id) AS notice_id, min(c.due) AS due
               FROM case_notice c JOIN case_clock k ON k.task_id = c.task_id AND k.clock = c.clock AND k.due = c.due
               JOIN task t ON t.id = c.task_id JOIN escalation e ON e.task_id = c.task_id
              WHERE c.user_id = my_id() AND c.seen_at IS NULL AND c.over_at IS NULL
                AND case_waits(c.clock, t.open, e.first_at, e.decided_at, t.owner_id)) n
 CROSS JOIN (SELECT count(*) AS n, min(a.good_until) AS until FROM duty_handover a
              WHERE a.to_id = my_id() AND a.state = 'asked' AND a.good_until > :'now') h;
