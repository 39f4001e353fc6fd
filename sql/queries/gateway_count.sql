-- Count calls against the hour.
-- in:  scope text, now timestamptz, n int4
-- out: none
INSERT INTO gateway_call (minute, scope, calls) VALUES (date_trunc('minute', :'now'::timestamptz), :'scope', :n)
ON CONFLICT (minute, scope) DO UPDATE SET calls = gateway_call.calls + :n;
