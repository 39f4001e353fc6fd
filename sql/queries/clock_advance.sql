-- Move business time forward, by the owner.  What machines do by the second
-- moves along: nobody is signed out, no lease ends, no worker looks dead.
-- in:  seconds int8
-- out: one business_time text, simulated bool
WITH moved AS (
	UPDATE business_clock SET advance = advance + make_interval(secs => :seconds) RETURNING advance
), sessions AS (
	UPDATE session SET created_at = created_at + make_interval(secs => :seconds),
	       seen_at = seen_at + make_interval(secs => :seconds),
	       expires_at = expires_at + make_interval(secs => :seconds)
), workers AS (
	UPDATE worker SET started_at = started_at + make_interval(secs => :seconds),
	       seen_at = seen_at + make_interval(secs => :seconds)
), leases AS (
	UPDATE outbox SET lease_until = lease_until + make_interval(secs => :seconds) WHERE state = 'leased'
), line AS (
	UPDATE gateway SET checked_at = checked_at + make_interval(secs => :seconds),
	       reached_at = reached_at + make_interval(secs => :seconds),
	       paused_until = paused_until + make_interval(secs => :seconds),
	       token_refused_at = token_refused_at + make_interval(secs => :seconds),
	       inbound_at = inbound_at + make_interval(secs => :seconds),
	       delivered_at = delivered_at + make_interval(secs => :seconds)
)
SELECT to_char((transaction_timestamp() + advance) AT TIME ZONE 'UTC', 'Dy DD Mon YYYY HH24:MI'),
       to_regclass('sim.clock') IS NOT NULL
  FROM moved;
