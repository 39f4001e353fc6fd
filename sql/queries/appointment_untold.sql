-- What is not told after all, and why; the conversation says so.
-- in:  reminder_ids int8[], reasons text[], now timestamptz
-- out: none
WITH left_out AS (
	UPDATE appointment_reminder r SET state = 'skipped', reason = s.reason
	  FROM unnest(:'reminder_ids'::int8[], :'reasons'::text[]) AS s (id, reason)
	 WHERE r.id = s.id
	RETURNING r.appointment_id, r.patient_id, s.reason
)
INSERT INTO thread_event (thread_id, place_id, at, what, about_id, note)
SELECT t.id, t.place_id, :'now', 'appointment-untold', l.appointment_id, to_char(a.day, 'YYYY-MM-DD') || ' ' || left(a.hour::text, 5) || ' ' || a.what || E'\n' || l.reason
  FROM left_out l
  JOIN appointment a ON a.id = l.appointment_id
  JOIN thread t ON t.patient_id = l.patient_id;
