-- The other side of the demonstration: the same men as contacts of the
-- simulated RapidPro, their phones with the history, and what they wrote.

INSERT INTO sim.contact (created_on, modified_on, name, uuid)
SELECT business_now() - interval '30 days', business_now() - interval '1 day',
       (SELECT string_agg(given_name, ' and ' ORDER BY id) FROM patient WHERE phone_id = ph.id),
       md5('demo contact ' || e164)::uuid
  FROM phone ph ORDER BY id;
INSERT INTO sim.urn (urn, contact_id)
SELECT 'tel:' || ph.e164, c.id FROM phone ph JOIN sim.contact c ON c.uuid = md5('demo contact ' || ph.e164)::uuid;
UPDATE phone SET contact_uuid = md5('demo contact ' || e164)::uuid;

INSERT INTO sim.message (uuid, contact_id, urn, direction, status, text, visible_on, created_on, sent_on, modified_on)
SELECT md5('demo message ' || m.id)::uuid, u.contact_id, u.urn, m.direction,
       CASE m.state WHEN 'received' THEN 'handled' ELSE m.state END, m.body, m.at, m.at, m.sent_at,
       coalesce(m.delivered_at, m.at)
  FROM message m
  JOIN phone ph ON ph.id = m.phone_id
  JOIN sim.urn u ON u.urn = 'tel:' || ph.e164
 WHERE m.state IN ('received', 'delivered', 'failed')
 ORDER BY m.at, m.id;
UPDATE message m SET rapidpro_id = s.id::text
  FROM sim.message s WHERE s.uuid = md5('demo message ' || m.id)::uuid;

-- What arrived stands on the handsets, as if it had been asked for then.
INSERT INTO sim.ledger (at, contact, urn, text, source, flow, message_id, delivered_at)
SELECT m.sent_at, c.uuid, s.urn, s.text, 'flow',
       CASE m.kind WHEN 'checkin' THEN 'Aftercare check-in' ELSE 'Aftercare guarded send' END, s.id, m.delivered_at
  FROM message m
  JOIN sim.message s ON s.id::text = m.rapidpro_id
  JOIN sim.contact c ON c.id = s.contact_id
 WHERE m.direction = 'out' AND m.state = 'delivered'
 ORDER BY m.at, m.id;

-- Shown from the start: those with something to say, and the broken ones.
INSERT INTO sim.phone (urn, shown, fate, added_on)
SELECT 'tel:' || ph.e164, p.given_name IN ('Tinashe', 'Kudzai', 'Sipho', 'Brian', 'Lwazi', 'Blessing'),
       CASE p.given_name WHEN 'Ngoni' THEN 'wrong' WHEN 'Kagiso' THEN 'undeliverable' ELSE 'normal' END,
       business_now() - interval '1 day' + p.id * interval '1 s'
  FROM phone ph
  JOIN LATERAL (SELECT id, given_name FROM patient WHERE phone_id = ph.id ORDER BY id LIMIT 1) p ON true;
