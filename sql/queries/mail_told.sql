-- Who has to hear that a trouble is over: whoever was told, or may have been, that it had begun.  What has not left of
-- its beginning leaves no more.
-- in:  trouble_id int8, now timestamptz
-- out: many person_id int8
WITH unsaid AS (
	UPDATE mail SET state = 'dropped', reason = 'it was over before', finished_at = :'now'
	 WHERE trouble_id = :trouble_id AND what = 'begun' AND state = 'ready'
	RETURNING person_id, attempt
)
SELECT m.person_id FROM mail m JOIN mail_person p ON p.id = m.person_id AND p.removed_at IS NULL
 WHERE m.trouble_id = :trouble_id AND m.what = 'begun' AND m.person_id NOT IN (SELECT person_id FROM unsaid WHERE attempt = 0)
 ORDER BY m.person_id;
