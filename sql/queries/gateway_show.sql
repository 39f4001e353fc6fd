-- What is known of RapidPro.
-- in:
-- out: one reached_at timestamptz?, paused_until timestamptz?, token_refused_at timestamptz?, inbound_at timestamptz?, delivered_at timestamptz?
SELECT reached_at, paused_until, token_refused_at, inbound_at, delivered_at FROM gateway;
