-- Everything that a person wrote or is called carries the mark of its place.
UPDATE patient SET given_name = given_name || mark, family_name = family_name || mark, number = number || mark,
	folded = folded || mark, lives_in = 'home' || mark, note = 'note' || mark, guardian_name = guardian_name || mark,
	phone_typed = phone_typed || mark
  FROM (SELECT id AS place, ' qz' || id || 'qz' AS mark FROM place) m WHERE m.place = place_id;
UPDATE message SET body = body || ' qz' || place_id || 'qz' WHERE place_id IS NOT NULL;
UPDATE outbox SET body = body || ' qz' || place_id || 'qz' WHERE place_id IS NOT NULL;
UPDATE thread SET last_words = last_words || ' qz' || place_id || 'qz' WHERE place_id IS NOT NULL;
UPDATE task SET who = who || ' qz' || place_id || 'qz', words = words || ' qz' || place_id || 'qz' WHERE place_id IS NOT NULL;
-- A history is not altered; these marks are put on it behind its back.
SET LOCAL session_replication_role = replica;
UPDATE task_event SET note = note || ' qz' || place_id || 'qz' WHERE place_id IS NOT NULL;
SET LOCAL session_replication_role = origin;
UPDATE task_view SET name = name || ' qz' || place_id || 'qz';
UPDATE case_view SET name = name || ' qz' || only_place || 'qz';
UPDATE filing SET said = said || ' qz' || place_id || 'qz';
UPDATE thread_event SET note = note || ' qz' || place_id || 'qz' WHERE place_id IS NOT NULL;
SET LOCAL session_replication_role = replica;
UPDATE thread_note SET body = body || ' qz' || place_id || 'qz' WHERE place_id IS NOT NULL;
SET LOCAL session_replication_role = origin;
UPDATE opt_out SET note = note || ' qz' || place_id || 'qz';
SET LOCAL session_replication_role = replica;
UPDATE consent SET name = name || ' qz' || place_id || 'qz';
SET LOCAL session_replication_role = origin;
UPDATE referral SET who = who || ' qz' || place_id || 'qz', note = note || ' qz' || place_id || 'qz' WHERE place_id IS NOT NULL;
UPDATE appointment SET note = note || ' qz' || place_id || 'qz';
UPDATE escalation SET note = 'note qz' || place_id || 'qz' WHERE place_id IS NOT NULL;
UPDATE draft SET body = body || ' qz' || place_id || 'qz' FROM thread t WHERE t.id = thread_id AND t.place_id IS NOT NULL;
UPDATE import SET file_name = file_name || ' qz' || place_id || 'qz',
	content = replace(content, ' secret', ' secret qz' || place_id || 'qz');
UPDATE mailing_text SET body = body || ' qz' || place_id || 'qz';
UPDATE mailing_person SET body = body || ' qz' || place_id || 'qz';
