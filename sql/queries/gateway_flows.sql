-- Which of our flows the workspace has.
-- in:  send_flow uuid?, checkin_flow uuid?, clock_skew_ms int8, now timestamptz
-- out: none
UPDATE gateway SET send_flow = :'send_flow', checkin_flow = :'checkin_flow', clock_skew_ms = :clock_skew_ms,
       checked_at = :'now';
