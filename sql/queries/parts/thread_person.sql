-- Whom a conversation is with, as the page of it tells.
SELECT p.id, trim(p.given_name || ' ' || p.family_name), p.number, p.birth_date, p.birth_estimated, p.language,
       p.lives_in, p.note, p.phone_owner_name, coalesce(ph2.e164, ''),
       p.phone2_owner_name, p.guardian_name,
       e.id, e.anchor_date, coalesce(e.method, ''), r.day, r.due_at, coalesce(ph.e164, ''),
       coalesce((SELECT string_agg(trim(o.given_name || ' ' || o.family_name), ', ' ORDER BY o.id) FROM patient o
                  WHERE o.id <> p.id AND (o.phone_id = p.phone_id OR o.phone2_id = p.phone_id)), ''),
       w.id, coalesce(w.form, ''), coalesce(w.title, ''), w.reported_at,
       CASE WHEN e.paused_until > (:'now'::timestamptz AT TIME ZONE pl.zone)::date THEN e.paused_until END, coalesce(e.pause_reason, '')
