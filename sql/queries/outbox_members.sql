-- Whom a flow start is for: those who have not been shown to have it.
-- in:  outbox_id int8
-- out: many phone_id int8, e164 text, contact_uuid uuid?
SELECT m.phone_id, ph.e164, ph.contact_uuid
  FROM message m JOIN phone ph ON ph.id = m.phone_id
 WHERE m.outbox_id = :outbox_id AND m.rapidpro_id IS NULL AND m.state IN ('held', 'queued', 'sending', 'unsure')
 ORDER BY m.id;
