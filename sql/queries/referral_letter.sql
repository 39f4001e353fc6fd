-- Who is sent, for those who are to see him.
-- in:  id int8
-- out: one name text, number text, birth_date date?, anchor_date date?, e164 text, guardian_name text, words text, said text,
--      said_at timestamptz?, severity text, event text, decided_by text
SELECT name, number, birth_date, anchor_date, e164, guardian_name, words, said, said_at, severity, event, decided_by
  FROM referral_letter(:id) WHERE name IS NOT NULL;
