-- A country's clinics as the product would have left them on one morning:
-- :patients registered over half a year, a thousand to a facility, each with
-- twenty messages and three tasks.  The same seed makes the same rows, all of
-- them invented.  Set-based, in the order in which things happened, so that what
-- belongs to one patient is as scattered over the tables as it would be.
--
-- Switched off while it loads (load_begin.sql, load_end.sql): the checks of foreign
-- keys, the triggers of audit and of place versions (both written below instead),
-- and indexes, which are built afterwards.  Left out, since no page or job that is measured reads them: raw
-- inbox, runs of RapidPro, history of conversations being closed or assigned.

SET timezone = 'UTC';
SET client_min_messages = warning;
SELECT greatest(1, ceil(:patients / 1000.0))::int AS facilities,
       timestamptz '2035-03-14 10:00:00+00' AS now \gset

UPDATE business_clock
   SET advance = make_interval(secs => extract(epoch FROM :'now'::timestamptz - transaction_timestamp())::float8);

-- A number from 0 to n - 1, by what it is for.
CREATE FUNCTION pg_temp.pick(of bigint, what_for integer, n integer) RETURNS integer LANGUAGE sql IMMUTABLE
AS 'SELECT ((hashint8extended($1, $2) & 2147483647) % $3)::integer';
CREATE FUNCTION pg_temp.key(of text) RETURNS uuid LANGUAGE sql IMMUTABLE AS 'SELECT md5($1)::uuid';

-- Places and people ------------------------------------------------------------

INSERT INTO place (id, kind, name) OVERRIDING SYSTEM VALUE VALUES (1, 'programme', 'The programme');
INSERT INTO place (id, parent_id, kind, name) OVERRIDING SYSTEM VALUE
SELECT 1 + d, 1, 'district', 'District ' || d FROM generate_series(1, 1 + (:facilities - 1) / 20) d;
SELECT max(id) AS first_place FROM place \gset
INSERT INTO place (id, parent_id, kind, name, zone, region, language, emergency_phone) OVERRIDING SYSTEM VALUE
SELECT :first_place + f, 2 + (f - 1) / 20, 'facility', 'Clinic ' || f || ', ' ||
       (ARRAY['Hill Road', 'Old Market', 'River Side', 'Station Street', 'Mission Lane'])[1 + f % 5],
       (ARRAY['Africa/Harare', 'Africa/Lusaka', 'Africa/Johannesburg', 'Africa/Maputo'])[1 + f % 4], 'ZW', 'en',
       '0772 000 911'
  FROM generate_series(1, :facilities) f;

-- Two nurses a facility, a supervisor for ten facilities, one administrator.
INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
SELECT n, 'nurse' || n, 'Sr ' || (ARRAY['Rudo', 'Tendai', 'Chipo', 'Nyasha', 'Thandi', 'Wanjiku', 'Grace'])[1 + n % 7]
       || ' ' || (ARRAY['Moyo', 'Ncube', 'Phiri', 'Banda', 'Dube', 'Zulu'])[1 + n % 6], 'nurse', '-',
       :'now'::timestamptz - interval '200 days'
  FROM generate_series(1, 2 * :facilities) n;
INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
SELECT 2 * :facilities + n, 'supervisor' || n, 'Dr Nomsa Dlamini', 'supervisor', '-',
       :'now'::timestamptz - interval '200 days'
  FROM generate_series(1, 1 + (:facilities - 1) / 10) n;
INSERT INTO app_user (id, username, name, role, password_hash, created_at) OVERRIDING SYSTEM VALUE
SELECT max(id) + 1, 'admin', 'Farai Gumbo', 'admin', '-', :'now'::timestamptz - interval '200 days' FROM app_user;
INSERT INTO user_place (user_id, place_id)
SELECT n, :first_place + (n + 1) / 2 FROM generate_series(1, 2 * :facilities) n
 UNION ALL
SELECT 2 * :facilities + 1 + (f - 1) / 10, :first_place + f FROM generate_series(1, :facilities) f;

-- Patients ------------------------------------------------------------------------

-- In the order of registration; rank: 1 is the facility's newest.  The newest
-- eighty or so are still asked every day.
CREATE TEMP TABLE man AS
SELECT n, rank, f, place_id, zone, days, waiting_since,
       local_moment((:'now' AT TIME ZONE zone)::date - days, time '08:00' + make_interval(secs => secs), zone) AS registered,
       (:'now' AT TIME ZONE zone)::date - days AS anchor,
       coalesce(waiting_since, :'now'::timestamptz - interval '3 minutes') AS until,
       given[1 + pg_temp.pick(n, :seed + 1, 40)] AS given, family[1 + pg_temp.pick(n, :seed + 2, 40)] AS family,
       10 + pg_temp.pick(n, :seed + 3, 35) AS age, 2 * f - n % 2 AS nurse_id,
       rank % 25 = 0 AND n > :facilities AS shares
  FROM (SELECT n, rank, f, :first_place + f AS place_id,
               (ARRAY['Africa/Harare', 'Africa/Lusaka', 'Africa/Johannesburg', 'Africa/Maputo'])[1 + f % 4] AS zone,
               rank * 182 / 1000 AS days, pg_temp.pick(n, :seed + 4, 10800) AS secs,
               CASE WHEN (rank BETWEEN 6 AND 75 AND rank % 3 = 0) OR (rank > 150 AND rank % 200 = 0)
                    THEN :'now'::timestamptz - make_interval(mins => 5 + pg_temp.pick(n, :seed + 5, 170)) END AS waiting_since
          FROM (SELECT n, ((:patients - n) / :facilities + 1)::int AS rank, ((n - 1) % :facilities + 1)::int AS f
                  FROM generate_series(1, :patients::bigint) n) ranked) placed
 CROSS JOIN (SELECT string_to_array('Tinashe Kudzai Tapiwa Blessing Tatenda Farai Simba Ngoni Tawanda Brighton '
                 'Learnmore Panashe Rangarirai Munashe Sipho Thabo Lerato Bongani Johan Kagiso Mandla Andile Neo Sizwe '
                 'Lwazi Themba Karabo Brian Kevin Hassan Dennis Peter Collins Samuel Victor James Ali Felix George Moses', ' '),
                    string_to_array('Moyo Dube Ncube Sibanda Chuma Mutasa Zhou Mapfumo Hove Chirwa Gondo Makoni Banda '
                 'Khumalo Molefe Sithole Zulu Pretorius Motaung Ndlovu Mthembu Tshabalala Cele Gumede Radebe Phiri Ouma '
                 'Mwangi Juma Kiprono Njoroge Wafula Mutua Achieng Barasa Said Kimani Onyango Chebet Nyathi', ' ')) names (given, family);
CREATE INDEX ON man (n);
ANALYZE man;

INSERT INTO phone (id, e164, contact_uuid) OVERRIDING SYSTEM VALUE
SELECT n, '+2637' || lpad(n::text, 8, '0'), pg_temp.key('contact ' || n) FROM generate_series(1, :patients::bigint + 25) n;
INSERT INTO patient (id, place_id, number, given_name, family_name, folded, birth_date, birth_estimated, language, phone_id,
    phone_typed, phone_owner, phone_owner_name, guardian_name, guardian_relation, lives_in, note, opted_out_at, opted_out_how,
    created_at, created_by) OVERRIDING SYSTEM VALUE
SELECT n, place_id, 'C-' || 2000 - rank, given, family, lower(given || ' ' || family || ' c-' || 2000 - rank),
       anchor - age * 365 - pg_temp.pick(n, :seed + 6, 365), n % 5 = 0, 'en', CASE WHEN shares THEN n - :facilities ELSE n END,
       '07' || lpad(n::text, 8, '0'),
       CASE WHEN shares THEN 'shared' WHEN age < 18 THEN 'guardian' ELSE 'own' END,
       CASE WHEN age < 18 THEN 'Mrs ' || family ELSE '' END, CASE WHEN age < 18 THEN 'Mrs ' || family ELSE '' END,
       CASE WHEN age < 18 THEN 'mother' ELSE '' END,
       (ARRAY['Hill Road', 'Old Market', 'River Side', 'Station Street', 'Mission Lane'])[1 + n % 5],
       CASE WHEN n % 9 = 0 THEN 'Prefers to be phoned in the evening.' ELSE '' END,
       CASE WHEN rank % 97 = 0 AND days > 5 THEN registered + interval '5 days' END,
       CASE WHEN rank % 97 = 0 AND days > 5 THEN 'sms' ELSE '' END, registered, nurse_id
  FROM man ORDER BY man.n;

INSERT INTO enrolment (id, patient_id, place_id, workflow, workflow_version, anchor_date, method, consent_at, consent_by,
    guardian_consent, state, ended_at, end_reason, last_sign_at, created_at) OVERRIDING SYSTEM VALUE
SELECT n, n, place_id, 'vmmc', '2022-guide.1', anchor, CASE WHEN n % 6 = 0 THEN 'device' ELSE 'surgical' END,
       registered - interval '10 minutes', nurse_id, age < 18, CASE WHEN days > 14 THEN 'finished' ELSE 'active' END,
       CASE WHEN days > 14 THEN local_moment(anchor + 14, '18:00', zone) END,
       CASE WHEN days > 14 THEN 'follow-up over' ELSE '' END,
       CASE WHEN days > 0 AND n % 11 > 0 THEN least(until, registered + make_interval(days => least(days, 11))) END, registered
  FROM man ORDER BY man.n;

-- What was said --------------------------------------------------------------------

-- Twenty lines each: a welcome, thirteen more of ours (the question of each day
-- that has come; a nurse's words for those that have not) and six of theirs.
CREATE TEMP TABLE line AS
SELECT row_number() OVER (ORDER BY at, n, k)::bigint AS id, * FROM (
	SELECT n, 0 AS k, 'out' AS direction, 'automatic' AS kind, 0 AS day, registered + interval '15 s' AS at FROM man
	UNION ALL
	SELECT n, day, 'out', CASE WHEN day <= days THEN 'checkin' WHEN day % 2 = 0 THEN 'nurse' ELSE 'automatic' END,
	       CASE WHEN day <= days THEN day ELSE 0 END,
	       CASE WHEN day <= days THEN local_moment(anchor + day, '07:00', zone) + make_interval(secs => 2 + n % 40)
	            ELSE registered + (until - registered) * ((day - 0.5) / 13) END
	  FROM man CROSS JOIN generate_series(1, 13) day
	UNION ALL
	SELECT n, 20 + i, 'in', 'reply', CASE WHEN i = 6 AND waiting_since IS NOT NULL THEN 0 WHEN 2 * i - 1 <= days THEN 2 * i - 1 ELSE 0 END,
	       CASE WHEN i = 6 AND waiting_since IS NOT NULL THEN waiting_since
	            WHEN 2 * i - 1 <= days THEN local_moment(anchor + 2 * i - 1, '07:00', zone) + make_interval(mins => 4 + pg_temp.pick(n, :seed + 10 + i, 160))
	            ELSE registered + (until - registered) * ((i - 0.3) / 6) END
	  FROM man CROSS JOIN generate_series(1, 6) i) said;
CREATE INDEX ON line (n);
ANALYZE line;

-- One call for the questions of a facility's morning, one for each other text.
INSERT INTO outbox (id, key, kind, place_id, body, state, priority, run_at, attempt, sent_at, sends, start_uuid, created_at,
    finished_at) OVERRIDING SYSTEM VALUE
SELECT calls.id, pg_temp.key('call ' || calls.id), 'checkin', place_id, 'How are you today? Reply 1 = problem, 0 = fine.', 'done', 7, at, 1, at, 1,
       pg_temp.key('start ' || calls.id), at, at + interval '20 s'
  FROM (SELECT ((man.anchor + line.day - date '2034-08-01') * :facilities::bigint + man.f) AS id, man.place_id, min(line.at) AS at
          FROM line JOIN man USING (n) WHERE line.kind = 'checkin' GROUP BY 1, 2) calls
 ORDER BY at;
INSERT INTO outbox (id, key, kind, place_id, phone_id, body, state, priority, clinical, run_at, attempt, sent_at, sends,
    start_uuid, created_at, created_by, finished_at) OVERRIDING SYSTEM VALUE
SELECT 400 * :facilities::bigint + line.id, pg_temp.key('call ' || 400 * :facilities::bigint + line.id), 'text', man.place_id, n,
       'Keep the bandage dry and take it off on the second day.', 'done', CASE kind WHEN 'nurse' THEN 1 ELSE 3 END, kind = 'nurse',
       at, 1, at, 1, pg_temp.key('start ' || 400 * :facilities::bigint + line.id), at, CASE kind WHEN 'nurse' THEN nurse_id END, at + interval '12 s'
  FROM line JOIN man USING (n) WHERE direction = 'out' AND kind <> 'checkin' ORDER BY line.id;

CREATE TEMP VIEW said AS
SELECT line.*, man.place_id, man.nurse_id, man.f, man.anchor, man.shares, man.waiting_since,
       CASE WHEN direction = 'out' THEN ''
            WHEN k = 26 AND waiting_since IS NOT NULL THEN 'words'
            WHEN pg_temp.pick(line.id, :seed + 20, 100) < 85 THEN 'fine'
            WHEN pg_temp.pick(line.id, :seed + 20, 100) < 93 THEN 'courtesy' ELSE 'problem' END AS reads,
       CASE WHEN k <> 26 OR waiting_since IS NULL THEN 0 ELSE 1 + pg_temp.pick(n, :seed + 21, 20) / 9 END AS urgency,
       CASE WHEN kind = 'checkin' THEN 'How are you today? Any bleeding, swelling, pus, pain, redness, wound opening or other '
                'problem? Reply 1 = yes, 0 = no. You may also write to us.'
            WHEN kind = 'nurse' THEN 'Thank you for telling us. A little swelling is usual on day ' || k || '. Rest today; we will call you tomorrow.'
            WHEN k = 0 THEN 'The clinic will text you each day. Replies are read in clinic hours only. In an emergency call 0772 000 911. Reply STOP to end.'
            WHEN direction = 'out' THEN 'The clinic is closed now. A nurse will read your message when it opens. If it is urgent call 0772 000 911 at any hour.'
            WHEN k = 26 AND waiting_since IS NOT NULL THEN (ARRAY['Can I go back to work on Monday? I carry boxes all day',
                'It is swollen on the left side since yesterday, is this usual', 'When may I bath again please',
                'There is a little blood on the bandage this morning', 'My brother wants to come also, which days are you open'])[1 + n % 5]
            WHEN pg_temp.pick(line.id, :seed + 20, 100) < 85 THEN '0'
            WHEN pg_temp.pick(line.id, :seed + 20, 100) < 93 THEN 'Thank you sister' ELSE '1' END AS body
  FROM line JOIN man USING (n);

INSERT INTO thread (id, kind, place_id, patient_id, phone_id, state, waiting_since, urgency, last_at, last_message_id,
    last_words, last_direction, assigned_to) OVERRIDING SYSTEM VALUE
SELECT n, 'patient', place_id, n, CASE WHEN shares THEN n - :facilities ELSE n END,
       CASE WHEN waiting_since IS NOT NULL THEN 'waiting' ELSE 'quiet' END, waiting_since, urgency, at, last.id, left(body, 160),
       direction, CASE WHEN n % 40 = 0 THEN nurse_id END
  FROM (SELECT DISTINCT ON (n) * FROM said ORDER BY n, (waiting_since IS NOT NULL AND k = 26) DESC, id DESC) last ORDER BY last.n;
-- Numbers that nobody knows yet: every nurse sees the five that wait.
INSERT INTO thread (id, kind, phone_id, state, waiting_since, urgency, last_at, last_words, last_direction) OVERRIDING SYSTEM VALUE
SELECT :patients::bigint + u, 'unknown', :patients::bigint + u, CASE WHEN u <= 5 THEN 'waiting' ELSE 'closed' END,
       CASE WHEN u <= 5 THEN :'now'::timestamptz - make_interval(mins => 20 * u) END, CASE WHEN u <= 5 THEN 1 ELSE 0 END,
       :'now'::timestamptz - make_interval(mins => 20 * u), 'Hello, my brother was at your clinic on Monday. Who can I ask?', 'in'
  FROM generate_series(1, 25) u;

INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, sent_at,
    delivered_at, outbox_id, rapidpro_id, reads, urgency, reason) OVERRIDING SYSTEM VALUE
SELECT id, n, place_id, n, CASE WHEN shares THEN n - :facilities ELSE n END, direction, kind, body,
       CASE kind WHEN 'nurse' THEN nurse_id END,
       CASE WHEN direction = 'in' THEN 'received' WHEN pg_temp.pick(id, :seed + 22, 200) = 0 THEN 'failed' ELSE 'delivered' END,
       at, CASE direction WHEN 'out' THEN at + interval '2 s' END,
       CASE WHEN direction = 'out' AND pg_temp.pick(id, :seed + 22, 200) > 0 THEN at + interval '9 s' END,
       CASE WHEN kind = 'checkin' THEN (anchor + day - date '2034-08-01') * :facilities::bigint + f
            WHEN direction = 'out' THEN 400 * :facilities::bigint + id END,
       (100000000 + id)::text, reads, urgency,
       CASE WHEN direction = 'out' AND pg_temp.pick(id, :seed + 22, 200) = 0 THEN 'The phone was switched off or out of reach.' ELSE '' END
  FROM said ORDER BY id;
SELECT max(id) AS messages FROM message \gset
INSERT INTO message (id, thread_id, phone_id, direction, kind, body, state, at, rapidpro_id, reads, urgency) OVERRIDING SYSTEM VALUE
SELECT :messages + row_number() OVER (), id, phone_id, 'in', 'reply', last_words, 'received', last_at,
       (200000000000 + id)::text, 'words', 1
  FROM thread WHERE kind = 'unknown';
UPDATE thread t SET last_message_id = m.id FROM message m WHERE m.thread_id = t.id AND t.kind = 'unknown';

-- Fourteen dated sends each, planned at registration.
INSERT INTO reminder (id, enrolment_id, patient_id, place_id, step, day, due_date, due_at, state, message_id) OVERRIDING SYSTEM VALUE
SELECT (man.n - 1) * 14 + d.day, man.n, man.n, man.place_id, CASE d.day WHEN 14 THEN 'closing' ELSE 'day_' || d.day END, d.day, anchor + d.day,
       local_moment(anchor + d.day, '07:00', zone), CASE WHEN d.day <= days THEN 'sent' ELSE 'planned' END, line.id
  FROM man CROSS JOIN generate_series(1, 14) d (day)
  LEFT JOIN line ON line.n = man.n AND line.kind = 'checkin' AND line.day = d.day
 ORDER BY 1;
INSERT INTO checkin (reminder_id, enrolment_id, patient_id, place_id, day, asked_at, message_id, answer, answer_message_id, answered_at)
SELECT (q.n - 1) * 14 + q.day, q.n, q.n, q.place_id, q.day, q.at, q.id,
       CASE a.reads WHEN 'fine' THEN 'fine' WHEN 'problem' THEN 'problem' WHEN 'courtesy' THEN 'words' ELSE '' END, a.id, a.at
  FROM said q LEFT JOIN said a ON a.n = q.n AND a.direction = 'in' AND a.day = q.day AND a.day > 0
 WHERE q.kind = 'checkin' ORDER BY q.id;

-- One conversation of two thousand texts a facility: after the days of the questions, which
-- the page folds, it went on and on.
CREATE TEMP TABLE long AS
SELECT man.n, place_id, local_moment(anchor + 14, '06:00', zone) AS began, until, nurse_id, shares FROM man WHERE rank = 160;
SELECT max(id) AS messages FROM message \gset
INSERT INTO message (id, thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, sent_at, delivered_at,
    rapidpro_id, reads) OVERRIDING SYSTEM VALUE
SELECT :messages + row_number() OVER (ORDER BY at, n), n, place_id, n, CASE WHEN shares THEN n - :facilities ELSE n END,
       CASE WHEN hers THEN 'out' ELSE 'in' END, CASE WHEN hers THEN 'nurse' ELSE 'reply' END,
       CASE WHEN hers THEN 'Thank you for telling us. Keep it dry, and write again tomorrow.'
            ELSE 'Today it is as it was, and I have one more question' END,
       CASE WHEN hers THEN nurse_id END, CASE WHEN hers THEN 'delivered' ELSE 'received' END,
       at, CASE WHEN hers THEN at END, CASE WHEN hers THEN at END, (300000000000 + n * 10000 + k)::text, CASE WHEN hers THEN '' ELSE 'words' END
  FROM (SELECT long.*, k, k % 2 = 0 AS hers, began + (until - began) * (k / 1982.0) AS at FROM long CROSS JOIN generate_series(1, 1980) k) said;

-- Work -------------------------------------------------------------------------------

-- Three tasks each.  Of a facility, thirty are to be done now, ten later, twelve
-- were done today; four cases are open and a few were closed this week.
CREATE TEMP TABLE work AS
SELECT row_number() OVER (ORDER BY created, n, t)::bigint AS id, * FROM (
	SELECT m.n, t, m.place_id, m.nurse_id, m.given || ' ' || m.family AS who, m.anchor, m.f, rank,
	       CASE WHEN t = 3 AND rank % 40 = 7 THEN 'escalation' WHEN t = 2 THEN 'trace'
	            ELSE (ARRAY['problem', 'visit', 'free', 'number', 'problem', 'handed-back'])[1 + pg_temp.pick(n * 3 + t, :seed + 30, 6)] END AS kind,
	       t = 3 AND (rank <= 40 OR (rank % 40 = 7 AND rank <= 127)) AS open,
	       CASE WHEN t = 3 AND rank BETWEEN 31 AND 40 THEN :'now'::timestamptz + make_interval(days => 1 + rank % 6) END AS shown,
	       CASE WHEN t = 2 AND rank <= 12 THEN :'now'::timestamptz - make_interval(mins => 5 + rank * 12)
	            WHEN t = 3 AND rank % 40 = 7 AND rank BETWEEN 128 AND 247 THEN :'now'::timestamptz - make_interval(hours => rank % 150) END AS done,
	       CASE WHEN t = 3 AND (rank <= 40 OR (rank % 40 = 7 AND rank <= 247)) THEN :'now'::timestamptz - make_interval(mins => 15 + rank * 30)
	            ELSE registered + (until - registered) * (t / 5.0) END AS created
	  FROM man m CROSS JOIN generate_series(1, 3) t) made;
CREATE INDEX ON work (id);
ANALYZE work;
CREATE TEMP VIEW task_made AS
SELECT w.*, CASE WHEN kind = 'escalation' THEN (SELECT 2 * :facilities + 1 + (w.f - 1) / 10) ELSE w.nurse_id END AS by_id,
       CASE WHEN NOT open THEN coalesce(done, created + make_interval(mins => 20 + pg_temp.pick(id, :seed + 31, 300))) END AS closed
  FROM work w;
INSERT INTO task (id, place_id, patient_id, thread_id, enrolment_id, kind, source, status, priority, performer, who, anchor_date,
    words, owner_id, starts_at, due_at, created_at, created_by, started_at, closed_at, closed_by, outcome, outcome_note, version)
    OVERRIDING SYSTEM VALUE
SELECT id, place_id, n, n, n, kind, kind || ':bench:' || n || ':' || t,
       CASE WHEN NOT open THEN 'completed' WHEN n % 3 = 0 THEN 'accepted' ELSE 'requested' END,
       CASE kind WHEN 'escalation' THEN 1 WHEN 'problem' THEN 2 WHEN 'trace' THEN 3 ELSE 4 END,
       CASE kind WHEN 'escalation' THEN 'supervisor' ELSE 'nurse' END, who, anchor,
       CASE kind WHEN 'problem' THEN 'It is swollen on the left side since yesterday' WHEN 'trace' THEN 'Seven silent days'
            WHEN 'escalation' THEN 'pus and it is painful' ELSE 'Ask how the wound is and whether he can come on Friday' END,
       CASE WHEN NOT open OR n % 3 = 0 THEN by_id END, coalesce(shown, created),
       coalesce(shown, created) + CASE kind WHEN 'problem' THEN interval '30 minutes' ELSE interval '8 hours' END,
       created, CASE WHEN kind IN ('escalation', 'free', 'handed-back') THEN nurse_id END,
       CASE WHEN NOT open OR n % 3 = 0 THEN created + interval '9 minutes' END, closed, CASE WHEN NOT open THEN by_id END,
       CASE WHEN open THEN '' WHEN kind = 'escalation' THEN 'clinic' ELSE 'reached-fine' END,
       CASE WHEN NOT open THEN 'A little swelling. Rest, loose clothes.' ELSE '' END, CASE WHEN open THEN 1 ELSE 3 END
  FROM task_made ORDER BY id;
INSERT INTO escalation (task_id, place_id, patient_id, severity, sign, message_id, raised_by, raised_at, first_due, first_at,
    decide_due, decided_at, decided_by, outcome, event, grade, note)
SELECT w.id, w.place_id, w.n, (ARRAY['severe', 'moderate', 'moderate', 'mild', 'ungraded'])[1 + pg_temp.pick(w.n, :seed + 32, 5)], 'pus',
       (SELECT max(line.id) FROM line WHERE line.n = w.n AND direction = 'in'), w.nurse_id, w.created, w.created + interval '2 hours',
       CASE WHEN NOT open OR n % 3 = 0 THEN created + interval '9 minutes' END, w.created + interval '8 hours', closed,
       CASE WHEN NOT open THEN by_id END, CASE WHEN open THEN '' ELSE 'clinic' END, CASE WHEN open THEN '' ELSE 'infection' END,
       CASE WHEN open THEN '' ELSE 'moderate' END, CASE WHEN open THEN '' ELSE 'Clean and dress, antibiotic, see again in two days.' END
  FROM task_made w WHERE kind = 'escalation' ORDER BY id;
INSERT INTO task_event (task_id, place_id, at, user_id, what, note)
SELECT id, place_id, at, user_id, what, note
  FROM (SELECT id, place_id, created + interval '9 minutes' AS at, by_id AS user_id, 'taken' AS what, '' AS note
	  FROM task_made WHERE NOT open OR n % 3 = 0
	 UNION ALL
	SELECT id, place_id, closed, by_id, 'reached-fine', 'A little swelling. Rest, loose clothes.' FROM task_made WHERE NOT open) events
 ORDER BY at, id;

-- The trail: what was written, as its triggers would have written it, and that
-- each patient was looked at three times.
CREATE FUNCTION pg_temp.all_new(r jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_object_agg(key, jsonb_build_array(NULL, value)) FROM jsonb_each($1)
	 WHERE key NOT IN ('version', 'folded', 'open') AND value <> 'null'
$$;
INSERT INTO audit (at, user_id, place_id, action, object, object_id, change)
SELECT at, user_id, place_id, action, object, object_id, change FROM (
	SELECT created_at AS at, created_by AS user_id, place_id, 'insert' AS action, 'patient' AS object, id AS object_id,
	       pg_temp.all_new(to_jsonb(patient)) AS change FROM patient
	UNION ALL
	SELECT created_at, consent_by, place_id, 'insert', 'enrolment', id, pg_temp.all_new(to_jsonb(enrolment)) FROM enrolment
	UNION ALL
	SELECT ended_at, NULL, place_id, 'update', 'enrolment', id,
	       jsonb_build_object('state', jsonb_build_array('active', 'finished'), 'ended_at', jsonb_build_array(NULL, ended_at),
	           'end_reason', jsonb_build_array('', end_reason)) FROM enrolment WHERE state = 'finished'
	UNION ALL
	SELECT created_at, created_by, place_id, 'insert', 'task', id, pg_temp.all_new(to_jsonb(task)) FROM task
	UNION ALL
	SELECT closed_at, closed_by, place_id, 'update', 'task', id,
	       jsonb_build_object('status', jsonb_build_array('accepted', status), 'closed_at', jsonb_build_array(NULL, closed_at),
	           'closed_by', jsonb_build_array(NULL, closed_by), 'outcome', jsonb_build_array('', outcome)) FROM task WHERE NOT open
	UNION ALL
	SELECT raised_at, raised_by, place_id, 'insert', 'escalation', task_id, pg_temp.all_new(to_jsonb(escalation)) FROM escalation
	UNION ALL
	SELECT at, author_id, place_id, 'insert', 'message', id, pg_temp.all_new(to_jsonb(message)) FROM message WHERE author_id IS NOT NULL
	UNION ALL
	SELECT registered + (until - registered) * (r / 4.0), nurse_id, NULL, 'read', CASE r WHEN 2 THEN 'thread' ELSE 'patient' END, n, NULL
	  FROM man CROSS JOIN generate_series(1, 3) r) trail
 ORDER BY at;

UPDATE feed SET checkpoint = :'now', read_at = :'now', polled_at = :'now';
UPDATE place_version v SET version = 1 + 23 * p.patients
  FROM (SELECT place_id, count(*) AS patients FROM patient GROUP BY 1) p WHERE p.place_id = v.place_id;
