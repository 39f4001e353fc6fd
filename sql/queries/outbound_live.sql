-- What is told to whom.
-- out: many id int8, name text, settings jsonb, cron text
SELECT id, name, settings, cron FROM outbound_push ORDER BY id;
