-- How many of a flow start's texts RapidPro has not shown yet.
-- in:  outbox_id int8
-- out: one waiting int8
SELECT count(*) FROM message WHERE outbox_id = :outbox_id AND rapidpro_id IS NULL AND state IN ('queued', 'sending', 'unsure');
