-- The latest SMS of the ledger, newest first.
-- in:  most int4
-- out: many seq int8, at timestamptz, urn text, text text, source text, flow text?,
--      intent text?, status text, delivered_at timestamptz?
SELECT l.seq, l.at, l.urn, l.text, l.source, l.flow, l.intent, m.status, l.delivered_at
  FROM sim.ledger l JOIN sim.message m ON m.id = l.message_id
 ORDER BY l.seq DESC LIMIT :most;
