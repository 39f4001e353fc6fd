-- The calls to RapidPro in the last hour, by their kind.
-- in:  now timestamptz
-- out: many scope text, calls int8
SELECT scope, calls FROM gateway_calls(:'now');
