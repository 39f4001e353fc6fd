-- Whether the rules reckon the days of a zone by other clocks than the rest; it says nothing of it if they do not.
-- in:  zone text, wrong bool, now timestamptz
-- out: none
WITH right_again AS (
	DELETE FROM rule_zone WHERE zone = :'zone' AND NOT :'wrong'
)
INSERT INTO rule_zone (zone, since) SELECT :'zone', :'now' WHERE :'wrong' ON CONFLICT (zone) DO NOTHING;
