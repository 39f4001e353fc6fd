-- Whether RapidPro took a text just now that its feed has not shown yet.
-- in:  now timestamptz
-- out: one awaited bool
SELECT EXISTS (SELECT FROM outbox
                WHERE state IN ('unsure', 'accepted') AND run_at > :'now'::timestamptz - interval '1 hour'
                  AND sent_at > :'now'::timestamptz - interval '1 minute');
