-- How many late texts wait for somebody's decision, and how many leave in their turn.
-- in:
-- out: one held int8, late int8
SELECT coalesce(sum(many) FILTER (WHERE state = 'held'), 0)::bigint, coalesce(sum(many) FILTER (WHERE state = 'late'), 0)::bigint
  FROM reminder_late_list();
