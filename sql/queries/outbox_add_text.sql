-- Queue one text for the worker.
-- in:  key uuid, place_id int8?, phone_id int8, body text, priority int4, clinical bool,
--      run_at timestamptz, good_until timestamptz?, now timestamptz, created_by int8?
-- out: one id int8
INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, good_until, created_at, created_by)
VALUES (:'key', 'text', :place_id, :phone_id, :'body', :priority, :clinical, :'run_at', :'good_until', :'now', :created_by)
RETURNING id;
