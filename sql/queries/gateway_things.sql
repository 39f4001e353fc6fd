-- What RapidPro's workspace has, as it was last read, by name.
-- in:
-- out: many kind text, key text, name text, about text, seen_at timestamptz?, used bool, told_at timestamptz?
SELECT kind, key, name, about, seen_at, used, told_at FROM gateway_thing ORDER BY kind, lower(name), key LIMIT 2000;
