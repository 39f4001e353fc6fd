-- Who asks for what, and is told of it when it is over; for so long.
-- in:  request_id int8, client_id int8, patient text, organization text, endpoint text, secret text, now timestamptz, ends_at timestamptz
-- out: one subscription_id int8
WITH told AS (
	INSERT INTO subscription (user_id, status, reason, criteria, endpoint, headers, payload, secret, ends_at, created_at, changed_at, ids, statuses, kinds,
	       performers, priorities, outcomes, patients, owners, requesters, locations, focuses, patient_is, owner_is, requester_is, location_is,
	       authored, due, begins, systems, identifiers, encounter)
	VALUES (:client_id, 'requested', 'What comes of ServiceRequest/' || :request_id, 'Encounter?identifier=' || :'patient', :'endpoint', '{}', true,
	       :'secret', :'ends_at', :'now', :'now', '{}', '{completed,cancelled,rejected,failed,entered-in-error}', '{}', '{}', '{}', '{}', '{}', '{}',
	       '{}', '{}', ARRAY[:request_id], '', '', '', '', '', '', '', '{}', '{}', true)
	RETURNING id
)
INSERT INTO mediator_request (request_id, client_id, patient, organization, subscription_id)
SELECT :request_id, :client_id, :'patient', :'organization', told.id FROM told
RETURNING subscription_id;
