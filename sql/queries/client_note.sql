-- That a client asked, and what it was shown, if anything.
-- in:  user_id int8, shown text, shown_id int8?, address text
-- out: none
SELECT client_note(:user_id, :'shown', :shown_id, :'address');
