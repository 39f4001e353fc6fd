-- What is known of RapidPro.  A flow is missed for as long as what left by it may be in doubt (see look_up_job.c), and
-- awaited for a minute: what left without it would be less certain, and it may be back in a moment.  Texts is another number
-- when other words or numbers are in use.
-- in:  now timestamptz
-- out: one send_flow uuid?, checkin_flow uuid?, group_flow uuid?, token_refused_at timestamptz?, failures int4,
--      checked_at timestamptz?, clock_skew_ms int8, flow_missed bool, flow_awaited bool,
--      texts int8
SELECT send_flow, checkin_flow, group_flow, token_refused_at, failures, checked_at, clock_skew_ms,
       coalesce(flow_missed_at > :'now'::timestamptz - interval '10 minutes', false),
       send_flow IS NULL AND coalesce(flow_missed_at > :'now'::timestamptz - interval '1 minute', false),
       (SELECT count(*) FROM text_version v WHERE v.published_at IS NOT NULL) + (SELECT count(*) FROM setting_version) FROM gateway;
