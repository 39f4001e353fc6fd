-- Answers that nobody looks at any more.
-- in:  before timestamptz
-- out: none
DELETE FROM rule_question WHERE answered >= asked AND answered_at < :'before';
