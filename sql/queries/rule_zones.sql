-- Zones whose days the rules reckon by other clocks than the rest.
-- in:
-- out: many zone text, since timestamptz
SELECT zone, since FROM rule_zone ORDER BY zone;
