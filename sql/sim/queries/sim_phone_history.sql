-- What a handset shows: texts that reached it and texts it sent, oldest first.
-- in:  urn text, most int4
-- out: many direction text, text text, at timestamptz
SELECT h.direction, h.text, h.at
  FROM (SELECT 'out' AS direction, l.text, l.delivered_at AS at, l.message_id AS id
	  FROM sim.ledger l WHERE l.urn = :'urn' AND l.delivered_at IS NOT NULL
	 UNION ALL
	SELECT 'in', m.text, m.created_on, m.id
	  FROM sim.message m WHERE m.urn = :'urn' AND m.direction = 'in'
	 ORDER BY at DESC, id DESC LIMIT :most) h
 ORDER BY h.at, h.id;
