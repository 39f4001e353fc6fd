-- Questions whose flow ended without an answer or never began, of one kind or of all but the expired ones.
-- in:  now timestamptz, how text
-- out: many id int8, thread_id int8, patient_id int8, who text, place_name text, zone text, day int4, asked_at timestamptz,
--      ended_at timestamptz?, how text, today bool, today_id int8?
SELECT message_id, thread_id, patient_id, who, place_name, zone, day, asked_at, ended_at, how, today, today_id
  FROM delivery_runs(:'now')
 WHERE (:'how' = '' AND how <> 'expired') OR how = :'how'
 ORDER BY asked_at DESC, message_id DESC LIMIT 200;
