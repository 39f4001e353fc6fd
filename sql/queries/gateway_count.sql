-- Count a call against the hour.
-- in:  scope text, now timestamptz
-- out: none
INSERT INTO gateway_call (minute, scope, calls) VALUES (date_trunc('minute', :'now'::timestamptz), :'scope', 1)
ON CONFLICT (minute, scope) DO UPDATE SET calls = gateway_call.calls + 1;
