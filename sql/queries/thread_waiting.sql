-- Conversations that wait for an answer: the most urgent first, then the longest wait.
-- in:  urgency int4, since timestamptz, after int8, most int4
-- out: many id int8, kind text, place_name text, zone text, names text, e164 text, state text,
--      waiting_since timestamptz?, urgency int4, last_at timestamptz?, last_words text,
--      last_direction text, failed bool, draft bool, not_patient bool, assigned_to int8?
SELECT id, kind, place_name, zone, names, e164, state, waiting_since, urgency::int4, last_at,
       last_words, last_direction, failed, draft, not_patient, assigned_to
  FROM thread_item i
 WHERE (place_id = ANY ((SELECT my_places())::bigint[]) OR place_id IS NULL) AND state = 'waiting'
   AND (-urgency, waiting_since, id) > (-:urgency, :'since', :after)
 ORDER BY i.urgency DESC, waiting_since, id
 LIMIT :most;
