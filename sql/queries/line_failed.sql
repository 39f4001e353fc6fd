-- Texts that failed since then, by reason, the most first.
-- in:  since timestamptz
-- out: many why text, texts int8
SELECT reason, texts FROM line_failed(:'since') ORDER BY texts DESC, reason;
