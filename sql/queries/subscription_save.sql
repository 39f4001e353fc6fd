-- A subscription that is new (0), or another from now on.  What had to wait while it was off leaves when it is asked for again.
-- in:  id int8, user_id int8, status text, reason text, criteria text, endpoint text, headers text[], payload bool, secret text?,
--      ends_at timestamptz?, now timestamptz, ids int8[], statuses text[], kinds text[], performers text[], priorities int8[],
--      outcomes text[], patients int8[], owners int8[], requesters int8[], locations int8[], focuses int8[], parts int8[], patient_is text, owner_is text,
--      requester_is text, location_is text, part_is text, authored text, due text, begins text, systems text[], identifiers text[],
--      base text, filter text, content text, beat int4, seconds int4
-- out: one id int8
WITH old AS (
	UPDATE subscription SET status = :'status', reason = :'reason', criteria = :'criteria', endpoint = :'endpoint', headers = :'headers',
	       payload = :payload, secret = coalesce(:'secret', secret), ends_at = :'ends_at', changed_at = :'now', error = '', tries = 0,
	       failing_since = NULL, next_at = '-infinity', ids = :'ids', statuses = :'statuses', kinds = :'kinds', performers = :'performers',
	       priorities = :'priorities', outcomes = :'outcomes', patients = :'patients', owners = :'owners', requesters = :'requesters',
	       locations = :'locations', focuses = :'focuses', parts = :'parts', patient_is = :'patient_is', owner_is = :'owner_is', requester_is = :'requester_is',
	       location_is = :'location_is', part_is = :'part_is', authored = :'authored', due = :'due', begins = :'begins', systems = :'systems',
	       identifiers = :'identifiers', base = :'base', filter = :'filter', content = :'content', beat = :beat, seconds = :seconds
	 WHERE id = :id
	RETURNING id
), new AS (
	INSERT INTO subscription (user_id, status, reason, criteria, endpoint, headers, payload, secret, ends_at, created_at, changed_at,
	       ids, statuses, kinds, performers, priorities, outcomes, patients, owners, requesters, locations, focuses, parts, patient_is, owner_is,
	       requester_is, location_is, part_is, authored, due, begins, systems, identifiers, base, filter, content, beat, seconds)
	SELECT :user_id, :'status', :'reason', :'criteria', :'endpoint', :'headers', :payload, :'secret', :'ends_at', :'now', :'now',
	       :'ids', :'statuses', :'kinds', :'performers', :'priorities', :'outcomes', :'patients', :'owners', :'requesters', :'locations', :'focuses', :'parts',
	       :'patient_is', :'owner_is', :'requester_is', :'location_is', :'part_is', :'authored', :'due', :'begins', :'systems', :'identifiers',
	       :'base', :'filter', :'content', :beat, :seconds
	 WHERE :id = 0
	RETURNING id
)
SELECT id FROM old UNION ALL SELECT id FROM new;
