-- What is told of doses, in the outbox and in the conversations.
-- in:  reminder_ids int8[], keys text[], thread_ids int8[], bodies text[], now timestamptz
-- out: none
-- use: told
WITH given AS MATERIALIZED (
	SELECT g.*, r.place_id, r.child_id AS patient_id, r.good_until, p.phone_id
	  FROM unnest(:'reminder_ids'::int8[], :'keys'::text[]::uuid[], :'thread_ids'::int8[], :'bodies'::text[]) AS g (reminder_id, key, thread_id, body)
	  JOIN dose_reminder r ON r.id = g.reminder_id
	  JOIN patient p ON p.id = r.child_id
), :told
UPDATE dose_reminder r SET state = 'sent', reason = '', message_id = t.message_id FROM told t WHERE r.id = t.reminder_id;
