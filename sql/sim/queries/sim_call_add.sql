-- Remember a call for the rate limit, and forget those of windows long past.
-- in:  scope text, moment timestamptz, forget timestamptz
-- out: none
WITH past AS (DELETE FROM sim.call WHERE scope = :'scope' AND at < :'forget')
INSERT INTO sim.call (scope, at) VALUES (:'scope', :'moment');
