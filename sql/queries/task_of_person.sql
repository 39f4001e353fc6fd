-- What somebody has to do ("none": what nobody has yet), the most urgent first: what is due, then what is to come; and how much it is in all.
-- in:  now timestamptz, who text, only_place int8, most int4
-- out: many id int8, of int8
SELECT t.id, count(*) OVER ()
  FROM task t
 WHERE (t.place_id = ANY ((SELECT my_places())::bigint[]) OR t.place_id IS NULL) AND t.open AND t.kind <> 'escalation'
   AND (:only_place = 0 OR t.place_id = :only_place)
   AND CASE :'who' WHEN 'none' THEN t.owner_id IS NULL ELSE t.owner_id::text = :'who' END
 ORDER BY t.kind <> 'problem', NOT (t.starts_at <= :'now' AND t.due_at < :'now'::timestamptz + interval '1 day'), t.due_at, t.id
 LIMIT :most;
