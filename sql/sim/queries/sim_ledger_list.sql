-- SMS of the ledger after a number, in order.
-- in:  after int8, most int4
-- out: many seq int8, at timestamptz, contact uuid, urn text, text text, source text,
--      flow text?, intent text?, message_id int8, status text, delivered_at timestamptz?
SELECT l.seq, l.at, l.contact, l.urn, l.text, l.source, l.flow, l.intent, l.message_id,
       m.status, l.delivered_at
  FROM sim.ledger l JOIN sim.message m ON m.id = l.message_id
 WHERE l.seq > :after
 ORDER BY l.seq LIMIT :most;
