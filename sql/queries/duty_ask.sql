-- Duty is offered to a colleague, with the cases that whoever offers has; no row if he has asked somebody already.
-- in:  from_id int8, to_id int8, note text, now timestamptz, hours int4
-- out: many id int8
WITH asked AS (
	INSERT INTO duty_handover (from_id, to_id, note, asked_at, good_until)
	VALUES (:from_id, :to_id, :'note', :'now', :'now'::timestamptz + make_interval(hours => :hours))
	    ON CONFLICT DO NOTHING
	RETURNING id
)
SELECT id FROM asked;
