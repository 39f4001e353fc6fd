-- Each time that one left, the last first.
-- in:  id int8
-- out: many attempt int4, at timestamptz, answered_at timestamptz?, words text
SELECT attempt, at, answered_at, words FROM outbound_attempt WHERE event_id = :id ORDER BY attempt DESC LIMIT 200;
