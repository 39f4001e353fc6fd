-- The figures above the queue, by the rules of escalation_list.
-- in:  now timestamptz, user_id int8, severity text, clock text, who text, place_id int8?
-- out: one open int8, mine int8, unclaimed int8, oldest timestamptz?, late int8, visit int8, closed int8,
--      first_seconds int8?, last_closed timestamptz?, last_closer text
SELECT open_, mine, unclaimed, oldest, late, visit, closed, first_seconds, last_closed, last_closer
  FROM case_counts(:'now', :user_id, :'severity', :'clock', :'who', :place_id);
