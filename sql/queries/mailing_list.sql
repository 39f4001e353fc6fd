-- Messages to several of the last month, those that wait for a second person first.
-- in:  now timestamptz
-- out: many id int8, place_name text, zone text, state text, created_at timestamptz, created_by int8, writer text,
--      expires_at timestamptz, words text, people int8, skipped int8
WITH latest AS (
	SELECT m.*, m.state = 'asked' AND m.expires_at > :'now' AS first
	  FROM mailing m
	 WHERE m.place_id = ANY (my_places()) AND m.created_at > :'now'::timestamptz - interval '31 days'
	   AND (m.state <> 'draft' OR m.created_by = my_id())
	 ORDER BY (m.state = 'asked' AND m.expires_at > :'now') DESC, m.created_at DESC, m.id DESC
	 LIMIT 100
), people AS (
	SELECT p.mailing_id, count(*) FILTER (WHERE p.skipped = '') AS getting, count(*) FILTER (WHERE p.skipped <> '') AS skipped
	  FROM mailing_person p WHERE p.mailing_id = ANY (ARRAY(SELECT id FROM latest)) GROUP BY p.mailing_id
)
SELECT m.id, pl.name, pl.zone, m.state, m.created_at, m.created_by, w.name, m.expires_at,
       coalesce((SELECT x.body FROM mailing_text x WHERE x.mailing_id = m.id ORDER BY x.language <> 'en', x.language LIMIT 1), ''),
       coalesce(n.getting, 0), coalesce(n.skipped, 0)
  FROM latest m JOIN place pl ON pl.id = m.place_id JOIN app_user w ON w.id = m.created_by
  LEFT JOIN people n ON n.mailing_id = m.id
 ORDER BY m.first DESC, m.created_at DESC, m.id DESC;
