-- How today's texts fare.
-- in:  now timestamptz, midnight timestamptz
-- out: one failed int8, waiting int8, oldest timestamptz?, held int8, asked int8, delivered int8, sent int8
SELECT (SELECT count(*) FROM message WHERE state IN ('failed', 'unsure') AND at >= :'midnight'),
       o.waiting, o.oldest, o.held, c.asked, c.delivered, c.sent
  FROM (SELECT count(*) FILTER (WHERE run_at <= :'now') AS waiting, min(run_at) FILTER (WHERE run_at <= :'now') AS oldest,
               count(*) FILTER (WHERE run_at > :'now') AS held
          FROM outbox WHERE state = 'ready') o,
       (SELECT count(*) AS asked, count(*) FILTER (WHERE m.state = 'delivered') AS delivered,
               count(*) FILTER (WHERE m.state = 'sent') AS sent
          FROM checkin k JOIN message m ON m.id = k.message_id WHERE k.asked_at >= :'midnight') c;
