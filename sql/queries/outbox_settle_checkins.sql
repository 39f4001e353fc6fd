-- Flow starts of which every text has shown itself.
-- in:  now timestamptz
-- out: none
UPDATE outbox o SET state = 'done', finished_at = :'now', owner = NULL, reason = ''
 WHERE o.kind = 'checkin' AND o.state IN ('unsure', 'accepted')
   AND NOT EXISTS (SELECT FROM message m WHERE m.outbox_id = o.id AND m.rapidpro_id IS NULL
                    AND m.state IN ('queued', 'sending', 'unsure'));
