-- Where an answer goes, and what was said since; ask after thread_lock, not with it.
-- in:  thread_id int8, last_seen int8
-- out: one kind text, place_id int8?, patient_id int8?, phone_id int8?, stopped bool, newer int8
SELECT t.kind, t.place_id, t.patient_id, ph.id,
       p.opted_out_at IS NOT NULL OR ph.stopped_at IS NOT NULL OR t.ended_at IS NOT NULL,
       (SELECT count(*) FROM message m
         WHERE m.thread_id = t.id AND m.id > :last_seen AND m.state <> 'cancelled'
           AND (m.direction = 'in' OR m.author_id IS NOT NULL))
  FROM thread t
  LEFT JOIN patient p ON p.id = t.patient_id
  LEFT JOIN phone ph ON ph.id = CASE t.kind WHEN 'patient' THEN p.phone_id ELSE t.phone_id END
 WHERE t.id = :thread_id;
