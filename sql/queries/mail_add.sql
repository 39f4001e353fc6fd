-- One mail for one person; a trouble is told once to each, and once that it is over.
-- in:  key uuid, trouble_id int8?, what text, person_id int8, subject text, body text, user_id int8?, now timestamptz
-- out: none
INSERT INTO mail (key, trouble_id, what, person_id, subject, body, run_at, created_at, created_by)
SELECT :'key', :trouble_id, :'what', p.id, :'subject', :'body', :'now', :'now', :user_id
  FROM mail_person p WHERE p.id = :person_id AND p.removed_at IS NULL
ON CONFLICT DO NOTHING;
