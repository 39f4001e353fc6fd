-- What the workers know of RapidPro; asked_at is when they last began to ask, whatever came of it.
-- in:  now timestamptz
-- out: one reached_at timestamptz?, failures int4, last_failure text, paused_until timestamptz?, token_refused_at timestamptz?,
--      checked_at timestamptz?, asked_at timestamptz?, clock_skew_ms int8, send_flow bool, checkin_flow bool, group_flow bool,
--      incoming_flow bool, inbound_at timestamptz?, webhook_at timestamptz?, delivered_at timestamptz?, workers int8
SELECT reached_at, failures, last_failure, paused_until, token_refused_at, checked_at, asked_at, clock_skew_ms, send_flow, checkin_flow,
       group_flow, incoming_flow, inbound_at, webhook_at, delivered_at, workers
  FROM gateway_report(:'now');
