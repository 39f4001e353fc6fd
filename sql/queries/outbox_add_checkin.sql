-- Queue one flow start; its messages follow.
-- in:  key uuid, place_id int8, body text, now timestamptz, good_until timestamptz
-- out: one id int8
INSERT INTO outbox (key, kind, place_id, body, priority, run_at, good_until, created_at)
VALUES (:'key', 'checkin', :place_id, :'body', 7, :'now', :'good_until', :'now')
RETURNING id;
