-- How today's texts fare.
-- in:  now timestamptz, midnight timestamptz
-- out: one failed int8, waiting int8, oldest timestamptz?, held int8, asked int8, delivered int8,
--      too_old int8, cut_off int8, expired int8, unmatched int8, failing int8
WITH mine AS (
	SELECT unnest(my_places()) AS place_id
)
SELECT (SELECT count(*) FROM mine JOIN message m ON m.place_id = mine.place_id
         WHERE m.state IN ('failed', 'unsure') AND m.at >= :'midnight' AND m.set_aside_at IS NULL)
       + (SELECT count(*) FROM message
           WHERE place_id IS NULL AND state IN ('failed', 'unsure') AND at >= :'midnight' AND set_aside_at IS NULL),
       o.waiting, o.oldest, o.held, c.asked, c.delivered,
       (SELECT count(*) FROM outbox WHERE state = 'held'),
       r.cut_off, r.expired,
       (SELECT count(*) FROM thread WHERE place_id IS NULL AND state = 'waiting' AND kind = 'unknown' AND NOT not_patient),
       (SELECT count(*) FROM mine JOIN message m ON m.place_id = mine.place_id
         WHERE m.state IN ('failed', 'unsure') AND m.at > :'now'::timestamptz - interval '7 days' AND m.set_aside_at IS NULL)
       + (SELECT count(*) FROM message WHERE place_id IS NULL AND state IN ('failed', 'unsure')
             AND at > :'now'::timestamptz - interval '7 days' AND set_aside_at IS NULL)
  FROM (SELECT count(*) FILTER (WHERE run_at <= :'now') AS waiting, min(run_at) FILTER (WHERE run_at <= :'now') AS oldest,
               count(*) FILTER (WHERE run_at > :'now') AS held
          FROM outbox WHERE state = 'ready') o,
       (SELECT count(*) AS asked, count(*) FILTER (WHERE m.state = 'delivered') AS delivered
          FROM mine JOIN checkin k ON k.place_id = mine.place_id JOIN message m ON m.id = k.message_id
         WHERE k.asked_at >= :'midnight') c,
       (SELECT count(*) FILTER (WHERE how <> 'expired') AS cut_off, count(*) FILTER (WHERE how = 'expired') AS expired
          FROM delivery_runs(:'now')) r;
