-- What is told to whom, under this name, from now on.
-- in:  name text, settings jsonb, url text, auth text, username text, credential text, cron text, per_minute int4, now timestamptz
-- out: one fresh bool, waits bool
WITH was AS (SELECT id FROM outbound_push WHERE name = :'name'), put AS (
	INSERT INTO outbound_push AS p (name, settings, url, auth, username, credential, cron, per_minute, changed_at)
	VALUES (:'name', :'settings', :'url', :'auth', :'username', :'credential', :'cron', :per_minute, :'now')
	    ON CONFLICT (name) DO UPDATE SET settings = excluded.settings, url = excluded.url, auth = excluded.auth, username = excluded.username,
	       credential = excluded.credential, cron = excluded.cron, per_minute = excluded.per_minute, changed_at = excluded.changed_at,
	       status = 'active', error = '', tries = 0, next_at = '-infinity'
	RETURNING credential
)
SELECT NOT EXISTS (SELECT FROM was), credential <> '' AND NOT EXISTS (SELECT FROM outbound_credential c WHERE c.key = put.credential) FROM put;
