-- Open tasks that Aftercare has made before the rules made them become theirs.
-- in:  adult_age int4
-- out: none
SELECT rule_adopt(:adult_age);
