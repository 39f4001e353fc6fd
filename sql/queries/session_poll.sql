-- Who polls, and the number that says whether anything is new (live_version.sql).
-- in:  token_hash text, idle_minutes int4
-- out: one role text, expires_at timestamptz, version int8, minute int8
SELECT role, expires_at, version, minute FROM session_poll(:'token_hash', make_interval(mins => :idle_minutes));
