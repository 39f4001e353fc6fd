-- Note that a session is in use, and what of a patient was looked at ('': nothing).
-- in:  token_hash text, touch bool, user_id int8, what text, what_id int8?, address text
-- out: none
SELECT session_note(:'token_hash', :touch, :user_id, :'what', :what_id, :'address');
