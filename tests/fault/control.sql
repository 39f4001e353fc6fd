-- One SMS more than was wanted, and one that was wanted and never left.
INSERT INTO sim.ledger (at, contact, urn, text, source, flow, intent, message_id)
SELECT at, contact, urn, text, source, flow, intent, -1 FROM sim.ledger WHERE source <> 'broadcast' ORDER BY seq LIMIT 1;
INSERT INTO outbox (key, kind, place_id, phone_id, body, state, run_at, created_at)
VALUES (gen_random_uuid(), 'text', 1, 1, 'This one never left.', 'done', business_now(), business_now());
INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, state, at, outbox_id)
SELECT 1, 1, 1, 1, 'out', 'automatic', body, 'delivered', business_now(), id FROM outbox
 WHERE body = 'This one never left.';
