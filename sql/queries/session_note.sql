-- Note that a session is in use, and what of a patient was looked at ('': nothing).  later: the transaction did no more
-- than look, and nobody waits for the disk; PostgreSQL writes the note there within 0.6 s.
-- in:  token_hash text, touch bool, user_id int8, what text, what_id int8?, address text, later bool
-- out: none
SELECT CASE WHEN :'later' THEN set_config('synchronous_commit', 'off', true) END,
       session_note(:'token_hash', :touch, :user_id, :'what', :what_id, :'address');
