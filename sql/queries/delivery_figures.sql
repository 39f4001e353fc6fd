-- How today's texts fare.
-- in:  now timestamptz, midnight timestamptz
-- out: one failed int8, waiting int8, oldest timestamptz?, held int8, asked int8, delivered int8, sent int8
WITH mine AS (
	SELECT unnest(my_places()) AS place_id
)
SELECT (SELECT count(*) FROM mine JOIN message m ON m.place_id = mine.place_id
         WHERE m.state IN ('failed', 'unsure') AND m.at >= :'midnight')
       + (SELECT count(*) FROM message
           WHERE place_id IS NULL AND state IN ('failed', 'unsure') AND at >= :'midnight'),
       o.waiting, o.oldest, o.held, c.asked, c.delivered, c.sent
  FROM (SELECT count(*) FILTER (WHERE run_at <= :'now') AS waiting, min(run_at) FILTER (WHERE run_at <= :'now') AS oldest,
               count(*) FILTER (WHERE run_at > :'now') AS held
          FROM outbox WHERE state = 'ready') o,
       (SELECT count(*) AS asked, count(*) FILTER (WHERE m.state = 'delivered') AS delivered,
               count(*) FILTER (WHERE m.state = 'sent') AS sent
          FROM mine JOIN checkin k ON k.place_id = mine.place_id JOIN message m ON m.id = k.message_id
         WHERE k.asked_at >= :'midnight') c;
