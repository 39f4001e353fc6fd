-- How many SMS were asked for, how many arrived, and how many intents went out twice.
-- out: one requested int8, delivered int8, repeated int8
SELECT count(*), count(l.delivered_at),
       (SELECT count(*) FROM (SELECT FROM sim.ledger i WHERE i.intent IS NOT NULL
	 GROUP BY i.intent, i.contact HAVING count(*) > 1) twice)
  FROM sim.ledger l;
