-- Conversations, the latest first: all, those of one user, those that do not wait, or a search.
-- in:  mine int8?, waiting_too bool, q text, digits text, before timestamptz, before_id int8, most int4
-- out: many id int8, kind text, place_name text, zone text, names text, e164 text, state text,
--      waiting_since timestamptz?, urgency int4, last_at timestamptz?, last_words text,
--      last_direction text, failed bool, draft bool, not_patient bool, assigned_to int8?
SELECT id, kind, place_name, zone, names, e164, state, waiting_since, urgency::int4, last_at, last_words,
       last_direction, failed, draft, not_patient, assigned_to
  FROM thread_item t
 WHERE last_at IS NOT NULL AND (last_at, id) < (:'before', :before_id)
   AND (:mine::int8 IS NULL OR assigned_to = :mine)
   AND (:'waiting_too' OR state <> 'waiting')
   AND (:'q' = '' OR strpos(folded, :'q') > 0 OR strpos(lower(names), :'q') > 0
     OR (:'digits' <> '' AND EXISTS (SELECT FROM thread o JOIN phone ph ON ph.id = o.phone_id
                                      WHERE o.id = t.id AND ph.e164 LIKE '%' || :'digits')))
 ORDER BY last_at DESC, id DESC
 LIMIT :most;
