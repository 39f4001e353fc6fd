-- Whom a client was shown.
-- in:  what text, ids int8[], address text
-- out: none
SELECT client_shown(:'what', :'ids', :'address');
