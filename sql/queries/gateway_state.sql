-- What is known of RapidPro.
-- in:
-- out: one send_flow uuid?, checkin_flow uuid?, paused_until timestamptz?, token_refused_at timestamptz?, failures int4,
--      checked_at timestamptz?, reached_at timestamptz?, clock_skew_ms int8
SELECT send_flow, checkin_flow, paused_until, token_refused_at, failures, checked_at, reached_at, clock_skew_ms FROM gateway;
