-- The state of what an outbox row carries; never backwards from what RapidPro has told.
-- in:  outbox_id int8, state text, reason text
-- out: none
UPDATE message SET state = :'state', reason = :'reason'
 WHERE outbox_id = :outbox_id AND state IN ('held', 'queued', 'sending', 'unsure')
   AND (rapidpro_id IS NULL OR :'state' IN ('sending', 'sent'));
