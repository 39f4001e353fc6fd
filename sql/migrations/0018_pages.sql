-- The name and the zone of a conversation's place are looked up for the rows that are
-- shown.  As a join PostgreSQL read all places for each row: beside the cost it
-- expects of the search, a thousand places more seemed nothing.
CREATE OR REPLACE VIEW thread_item WITH (security_invoker = true) AS
SELECT t.id, t.kind, t.place_id, t.patient_id, t.state, t.waiting_since, t.urgency, t.last_at,
       t.last_words, t.last_direction, t.failed, t.assigned_to, t.not_patient,
       coalesce(CASE t.kind
           WHEN 'patient' THEN trim(p.given_name || ' ' || p.family_name)
           WHEN 'shared' THEN (SELECT string_agg(trim(s.given_name || ' ' || s.family_name), E'\n' ORDER BY s.id)
                                 FROM patient s WHERE s.phone_id = t.phone_id OR s.phone2_id = t.phone_id)
           END, '') AS names,
       coalesce(CASE WHEN t.kind <> 'patient' THEN (SELECT e164 FROM phone ph WHERE ph.id = t.phone_id) END, '') AS e164,
       coalesce(p.folded, '') AS folded,
       coalesce((SELECT name FROM place pl WHERE pl.id = t.place_id), '') AS place_name,
       coalesce((SELECT zone FROM place pl WHERE pl.id = t.place_id), '') AS zone,
       EXISTS (SELECT FROM draft d WHERE d.thread_id = t.id AND d.user_id = (SELECT my_id())) AS draft
  FROM thread t
  LEFT JOIN patient p ON p.id = t.patient_id;
