-- A line of a list of conversations: whose it is, and how long it waits.
thread_names(t.kind, t.phone_id, ph.e164, p.given_name, p.family_name),
       coalesce(ph.e164, ''), t.state, t.waiting_since, t.urgency::int4, t.last_at
