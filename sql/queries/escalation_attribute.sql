-- A case opened before anybody knew whose it was becomes his.
-- in:  message_id int8, patient_id int8, new_thread_id int8
-- out: none
WITH his AS (
	UPDATE task t
	   SET patient_id = p.id, place_id = p.place_id, thread_id = :new_thread_id, version = t.version + 1, event = 'filed',
	       who = trim(p.given_name || ' ' || p.family_name),
	       anchor_date = (SELECT anchor_date FROM enrolment WHERE patient_id = p.id ORDER BY created_at DESC LIMIT 1)
	  FROM patient p
	 WHERE p.id = :patient_id AND t.kind = 'escalation' AND t.open AND t.patient_id IS NULL
	   AND t.source = 'escalation:message:' || :message_id
	   AND NOT EXISTS (SELECT FROM task o WHERE o.patient_id = p.id AND o.kind = 'escalation' AND o.open)
	RETURNING t.id, t.place_id, t.patient_id
)
UPDATE escalation e SET place_id = his.place_id, patient_id = his.patient_id FROM his WHERE e.task_id = his.id;
