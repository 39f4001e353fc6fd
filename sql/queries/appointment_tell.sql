-- What is told of appointments, in the outbox and in the conversations.
-- in:  reminder_ids int8[], keys text[], thread_ids int8[], bodies text[], good_until text[], now timestamptz
-- out: none
-- use: told
WITH given AS MATERIALIZED (
	SELECT g.*, r.place_id, r.patient_id, p.phone_id
	  FROM unnest(:'reminder_ids'::int8[], :'keys'::text[]::uuid[], :'thread_ids'::int8[], :'bodies'::text[], :'good_until'::text[]::timestamptz[])
	    AS g (reminder_id, key, thread_id, body, good_until)
	  JOIN appointment_reminder r ON r.id = g.reminder_id
	  JOIN patient p ON p.id = r.patient_id
), :told
UPDATE appointment_reminder r SET state = 'sent', reason = '', message_id = t.message_id FROM told t WHERE r.id = t.reminder_id;
