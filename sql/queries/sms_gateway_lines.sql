-- The gateways by which texts of the reader's facilities leave, and how they are; no row without one.
-- in:  now timestamptz
-- out: many client_id int8, name text, places text, fetched_at timestamptz?, stands bool, waiting int8, oldest timestamptz?, offered int8
SELECT client_id, name, places, fetched_at, stands, waiting, oldest, offered FROM sms_gateway_lines(:'now');
