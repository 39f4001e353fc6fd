-- One mail about a case: to a colleague who has an address, or to those who are told of troubles.
-- in:  key uuid, notice_id int8, user_id int8?, person_id int8?, subject text, body text, now timestamptz
-- out: none
INSERT INTO mail (key, notice_id, what, user_id, person_id, subject, body, run_at, created_at)
SELECT :'key', :notice_id, 'case', :user_id, :person_id, :'subject', :'body', :'now', :'now'
 WHERE :person_id::int8 IS NOT NULL OR EXISTS (SELECT FROM app_user u WHERE u.id = :user_id AND u.mail <> '')
ON CONFLICT DO NOTHING;
