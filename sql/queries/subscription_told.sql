-- A topic's subscription, for what it was told of.
-- in:  id int8
-- out: one status text, topic text, told int8, error text, content text
SELECT s.status, CASE s.content WHEN '' THEN '' ELSE s.criteria END, s.told, s.error, s.content FROM subscription s WHERE s.id = :id;
