-- The numbers in the navigation, by the same rules as the lists behind them; the clock alone changes none before "until".
-- groups: messages to several that somebody else has written and that wait for a second person.
-- in:  now timestamptz
-- out: one tasks int8, messages int8, escalations int8, delivery int8, late bool, rules int8, until timestamptz?, groups int8,
--      trouble text
SELECT w.tasks, w.messages, w.escalations, w.delivery, w.late, w.rules, least(w.until, g.until), g.n, w.trouble
  FROM work_counts(:'now') w
 CROSS JOIN (SELECT count(*) AS n, min(m.expires_at) AS until FROM mailing m
              WHERE m.state IN ('draft', 'asked') AND m.expires_at > :'now' AND m.state = 'asked' AND m.created_by <> my_id()
                AND m.place_id = ANY (my_places())) g;
