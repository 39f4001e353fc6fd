-- Count a call against the hour, if the hour still allows it.
-- in:  scope text, now timestamptz, calls_an_hour int4
-- out: one allowed bool
WITH state AS (
	SELECT (paused_until IS NULL OR paused_until <= :'now') AND token_refused_at IS NULL AS open FROM gateway
), spent AS (
	SELECT coalesce(sum(calls), 0) AS calls FROM gateway_call
	 WHERE scope = :'scope' AND minute > :'now'::timestamptz - interval '1 hour' AND minute <= :'now'
), counted AS (
	INSERT INTO gateway_call (minute, scope, calls)
	SELECT date_trunc('minute', :'now'::timestamptz), :'scope', 1 FROM state, spent
	 WHERE state.open AND spent.calls < :calls_an_hour
	ON CONFLICT (minute, scope) DO UPDATE SET calls = gateway_call.calls + 1
	RETURNING 1
)
SELECT EXISTS (SELECT FROM counted);
