-- Tasks as FHIR has them, in the order that was asked for.  walk says which index is the order by itself: '' where there is a
-- better one for what was asked.  A key is a name and whether it goes up (1) or down (-1).
-- in:  ids int8[], statuses text[], state text, kinds text[], performers text[], priorities int8[], outcomes text[], patients int8[],
--      owners int8[], requesters int8[], locations int8[], focuses int8[], parts int8[], periods text[], patient_is text, owner_is text, requester_is text, location_is text, part_is text,
--      changed text, changed_from timestamptz?, changed_until timestamptz?, authored text, due text, begins text, systems text[], values text[],
--      walk text, key1 text, way1 int8, key2 text, way2 int8, key3 text, way3 int8,
--      after1 int8, after2 int8, after3 int8, after_id int8, after_at timestamptz, most int4, elements text[]
-- out: many id int8, body json, rank1 int8, rank2 int8, rank3 int8, changed_at timestamptz, patient_id int8?
-- use: fhir_task_asked
SELECT p.id, fhir_part(fhir_task(p.t, task_version_now(p.id), p.changed_at), :'elements'), p.rank1, p.rank2, p.rank3, p.changed_at, p.patient_id
  FROM (
	SELECT t, t.id, t.changed_at, t.patient_id, k.rank1, k.rank2, k.rank3
	  FROM task t
	 CROSS JOIN LATERAL (SELECT
		:way1 * CASE :'key1' WHEN '' THEN 0 WHEN '_id' THEN t.id WHEN 'priority-order' THEN 10 * (6 - t.priority)
		    ELSE round(date_part('epoch', CASE :'key1' WHEN 'authored-on' THEN t.created_at WHEN 'due-date' THEN t.due_at
		        WHEN 'not-before' THEN t.starts_at ELSE t.changed_at END) * 1000000)::int8 END AS rank1,
		:way2 * CASE :'key2' WHEN '' THEN 0 WHEN '_id' THEN t.id WHEN 'priority-order' THEN 10 * (6 - t.priority)
		    ELSE round(date_part('epoch', CASE :'key2' WHEN 'authored-on' THEN t.created_at WHEN 'due-date' THEN t.due_at
		        WHEN 'not-before' THEN t.starts_at ELSE t.changed_at END) * 1000000)::int8 END AS rank2,
		:way3 * CASE :'key3' WHEN '' THEN 0 WHEN '_id' THEN t.id WHEN 'priority-order' THEN 10 * (6 - t.priority)
		    ELSE round(date_part('epoch', CASE :'key3' WHEN 'authored-on' THEN t.created_at WHEN 'due-date' THEN t.due_at
		        WHEN 'not-before' THEN t.starts_at ELSE t.changed_at END) * 1000000)::int8 END AS rank3) k
	 WHERE :fhir_task_asked
	   AND (:after_id = 0 OR (k.rank1, k.rank2, k.rank3, t.id) > (:after1, :after2, :after3, :after_id))
	   AND (:after_id = 0 OR CASE :'walk' WHEN 'id' THEN t.id > :after_id WHEN 'up' THEN t.changed_at >= :'after_at'
	       WHEN 'down' THEN t.changed_at <= :'after_at' ELSE true END)
	 ORDER BY CASE WHEN :'walk' = 'id' THEN t.id END, CASE WHEN :'walk' = 'up' THEN t.changed_at END,
	          CASE WHEN :'walk' = 'down' THEN t.changed_at END DESC, k.rank1, k.rank2, k.rank3, t.id + 0
	 LIMIT :most) p
 ORDER BY p.rank1, p.rank2, p.rank3, p.id;
