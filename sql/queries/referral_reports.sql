-- The last forms about him.
-- in:  id int8
-- out: many form text, title text, reported_at timestamptz, by_name text, note text
SELECT form, title, reported_at, by_name, note FROM referral_reports(:id);
