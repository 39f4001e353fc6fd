-- The demonstration's supervisor has approved the programme's ready answers, for a year.
-- in:  now timestamptz
-- out: none
UPDATE answer_version v
   SET approved_at = :'now', approved_by = u.id, good_until = (:'now'::timestamptz)::date + 365
  FROM app_user u
 WHERE u.username = 'nomsa' AND v.created_by IS NULL AND v.approved_at IS NULL;
