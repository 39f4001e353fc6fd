-- Who is asked no more after all, and why.
-- in:  ask_ids int8[], reasons text[]
-- out: none
WITH gone AS (
	UPDATE screening_ask a SET state = 'skipped', reason = s.reason
	  FROM unnest(:'ask_ids'::int8[], :'reasons'::text[]) AS s (id, reason)
	 WHERE a.id = s.id
	RETURNING a.person_id, a.reason
)
UPDATE screening_person p SET state = 'left', reason = gone.reason FROM gone WHERE p.id = gone.person_id AND p.state = 'asked';
