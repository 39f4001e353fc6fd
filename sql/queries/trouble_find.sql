-- What is wrong with the line at this moment.
-- in:  now timestamptz, silent_minutes int4
-- out: many kind text, place_id int8?, prefix text
SELECT 'unreachable', NULL::int8, '' FROM gateway
 WHERE reached_at < :'now'::timestamptz - interval '5 minutes' AND (token_refused_at IS NULL OR token_refused_at < reached_at)
 UNION ALL
SELECT 'token', NULL, '' FROM gateway WHERE token_refused_at IS NOT NULL
 UNION ALL
SELECT 'flow', NULL, '' FROM gateway
 WHERE checked_at IS NOT NULL AND (send_flow IS NULL OR checkin_flow IS NULL) AND token_refused_at IS NULL
   AND flows_missed_at <= :'now'::timestamptz - interval '1 minute'
 UNION ALL
SELECT 'group', NULL, '' FROM gateway
 WHERE checked_at IS NOT NULL AND group_flow IS NULL AND token_refused_at IS NULL
   AND group_missed_at <= :'now'::timestamptz - interval '1 minute'
 UNION ALL
-- While RapidPro has asked us to wait, it is not the line.  What nurses wrote is late first.
SELECT 'waiting', NULL, '' FROM gateway g
 WHERE (g.paused_until IS NULL OR g.paused_until < :'now'::timestamptz - interval '15 minutes')
   AND EXISTS (SELECT FROM outbox o WHERE o.state = 'ready' AND o.priority < 20 AND o.run_at <= :'now'
                  AND coalesce(o.place_id, 0) <> ALL (ARRAY(SELECT r.place_id FROM sms_roads() r))
                  AND coalesce(o.released_at, o.created_at) < :'now'::timestamptz
                      - CASE WHEN o.priority <= 3 THEN interval '15 minutes' ELSE interval '1 hour' END)
 UNION ALL
SELECT 'gateway', place_id, '' FROM sms_gateway_late(:'now')
 UNION ALL
SELECT 'failing', NULL, prefix FROM failing_prefixes(:'now')
 UNION ALL
SELECT 'silence', place_id, '' FROM silent_places(:'now', :silent_minutes)
 UNION ALL
-- Of a step nobody has seen anything for a quarter of an hour, and neither a mail nor a text about it has left.
(SELECT DISTINCT 'unheard', n.place_id, '' FROM case_notice n
  WHERE n.seen_at IS NULL AND n.over_at IS NULL AND n.user_id IS NOT NULL AND n.why <> 'lost'
    AND n.at <= :'now'::timestamptz - interval '15 minutes'
    AND NOT EXISTS (SELECT FROM case_notice o
                     WHERE o.task_id = n.task_id AND o.clock = n.clock AND o.due = n.due AND o.step = n.step
                       AND (o.seen_at IS NOT NULL OR EXISTS (SELECT FROM mail m WHERE m.notice_id = o.id AND m.state = 'sent')
                            OR EXISTS (SELECT FROM message m WHERE m.id = o.message_id AND m.state IN ('sent', 'delivered')))));
