-- The replies that the demonstration's script leaves to the product.
-- in:
-- out: many e164 text, body text, at timestamptz
SELECT r.e164, r.body, r.at
  FROM jsonb_to_recordset(current_setting('demo.replies')::jsonb) AS r (e164 text, body text, at timestamptz)
 ORDER BY r.at;
