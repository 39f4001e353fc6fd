-- What nobody needs any more: old keys of forms, ended sessions, counted calls, raw webhooks of last month,
-- files of clients after a day, what was done at once, what was told to programs of others, that it was told, and their tokens of minutes.
-- in:  now timestamptz
-- out: none
WITH a AS (DELETE FROM once WHERE at < :'now'::timestamptz - interval '3 days'),
     b AS (DELETE FROM session WHERE expires_at < :'now' OR seen_at < :'now'::timestamptz - interval '1 day'),
     c AS (DELETE FROM sign_in_failure WHERE at < :'now'::timestamptz - interval '1 day'),
     d AS (DELETE FROM gateway_call WHERE minute < :'now'::timestamptz - interval '2 hours'),
     e AS (DELETE FROM presence WHERE seen_at < :'now'::timestamptz - interval '90 days'),
     p AS (DELETE FROM task_presence WHERE seen_at < :'now'::timestamptz - interval '1 day'),
     q AS (DELETE FROM task_bulk WHERE at < :'now'::timestamptz - interval '1 day'),
     r AS (DELETE FROM thread_bulk WHERE at < :'now'::timestamptz - interval '1 day'),
     f AS (DELETE FROM draft WHERE saved_at < :'now'::timestamptz - interval '30 days'),
     i AS (DELETE FROM form_draft WHERE touched_at < :'now'::timestamptz - interval '30 days'),
     s AS (DELETE FROM subscription_event WHERE finished_at < :'now'::timestamptz - CASE state WHEN 'done' THEN interval '7 days' ELSE interval '90 days' END),
     o AS (DELETE FROM outbound_event WHERE finished_at < :'now'::timestamptz - CASE state WHEN 'dead' THEN interval '90 days' ELSE interval '7 days' END),
     t AS (DELETE FROM subscription_attempt WHERE at < :'now'::timestamptz - interval '90 days'),
     u AS (DELETE FROM outbound_attempt WHERE at < :'now'::timestamptz - interval '90 days'),
     k AS (DELETE FROM client_token WHERE expires_at < :'now'),
     l AS (DELETE FROM client_proof WHERE expires_at < :'now'),
     g AS (DELETE FROM import WHERE at < :'now'::timestamptz - interval '1 day'),
     h AS (DELETE FROM worker WHERE seen_at < :'now'::timestamptz - interval '1 hour')
DELETE FROM inbox WHERE state = 'done' AND received_at < :'now'::timestamptz - interval '30 days';
