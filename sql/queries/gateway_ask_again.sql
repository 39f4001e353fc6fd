-- A worker asks RapidPro what it is asked every half a minute, in the next seconds.
-- in:
-- out: none
SELECT FROM gateway_ask_again();
