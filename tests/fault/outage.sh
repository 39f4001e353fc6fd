#!/bin/bash
# Our house is dark for seven hours while people go on writing to RapidPro and nurses'
# words wait here, and every webhook is lost.  When the worker is back, each conversation
# must hold what RapidPro's ledger holds: everything, once, in order, at the moments at
# which it was written; answers count for the day of their question; and nothing is said
# by itself to who wrote long ago.
#
#   ANSWERS=n    SMS that people write in each of the hours;  SEED=n  who writes
#   WORKER=program  KEEP=1 leaves the folder with the logs
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/fault/scene.sh
. tests/fault/scene.sh
seed=${SEED:-$RANDOM} answers=${ANSWERS:-12} hours=7
echo "seed $seed"
says() { # MAN TEXT
	curl -sf -o /dev/null --retry 5 --retry-all-errors --data-urlencode "urn=$(urn "$1")" --data-urlencode "text=$2" \
	    "http://127.0.0.1:$behind/sim/phones/reply" || fail "a phone could not answer"
}

# Men 1 to 10 have been asked how they are when it gets dark.
open_house() {
	start_scene "$seed"
	ours -q <<-'END'
		CREATE TABLE fault.wanted (man bigint, body text, at timestamptz);
		CREATE FUNCTION fault.nurse_says(who bigint, words text) RETURNS void LANGUAGE sql AS $$
			WITH o AS (
				INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, created_at, created_by)
				VALUES (gen_random_uuid(), 'text', 1, who, words, 1, true, business_now(), business_now(), 1) RETURNING id)
			INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, outbox_id)
			SELECT who, 1, who, who, 'out', 'nurse', words, 1, 'queued', business_now(), id FROM o;
			INSERT INTO fault.wanted VALUES (who, words, business_now());
		$$;
		INSERT INTO reminder (enrolment_id, patient_id, place_id, step, day, due_date, due_at)
		SELECT n, n, 1, 'day_3', 3, business_now()::date, business_now() FROM generate_series(1, 10) n;
	END
	start worker "$worker" "$house/worker.conf"
	until_true 60 "SELECT count(*) = 10 FROM checkin k JOIN message m ON m.id = k.message_id WHERE m.state IN ('sent', 'delivered')" ||
		fail "they were not asked" "$house/worker.log"
}

# The webhook is never taken, and nobody looks.
go_dark() {
	stop api
	stop worker
	RANDOM=$seed
	for ((hour = 1; hour <= hours; hour++)); do
		for ((i = 0; i < answers; i++)); do
			says $((20 + RANDOM % 12)) "Hour $hour, word $i"
			ours -c "SELECT fault.nurse_says($((20 + RANDOM % 12)), 'Nurse, hour $hour, word $i')" >/dev/null
		done
		[ $hour != 2 ] || for ((man = 1; man <= 10; man++)); do says $man $((man % 5 == 0)); done
		[ $hour != 3 ] || { says 41 STOP; says 42 STOP; }
		[ $hour != 4 ] || says 42 START
		# RapidPro itself is not behind: what it has, it shows.
		until [ "$(theirs -c "SELECT count(*) FROM sim.message WHERE direction = 'in' AND status = 'pending'")" = 0 ]; do pause 200; done
		move_clocks 3600
	done
}

is_quiet="SELECT NOT EXISTS (SELECT FROM outbox WHERE state NOT IN ('done', 'cancelled')) AND NOT EXISTS (SELECT FROM inbox WHERE state = 'new' AND source <> 'run')"
come_back() {
	start worker "$worker" "$house/worker.conf"
	for ((i = 0; i < 90; i++)); do
		[ "$(ours -c "SELECT count(*) FROM message WHERE direction = 'in'")" = "$(theirs -c "SELECT count(*) FROM sim.message WHERE direction = 'in'")" ] &&
			[ "$(ours -c "$is_quiet")" = t ] && return
		pause 1000
	done
	complain "not caught up after 90 s: $(ours -F' ' -c "SELECT state, count(*) FROM outbox GROUP BY 1" | paste -sd';')"
}

same() { # WHAT OURS THEIRS
	diff <(ours -c "$2") <(theirs -c "$3") > "$house/differs" || complain "$1 differ: $(head -4 "$house/differs" | paste -sd';')"
}

compare() {
	# In the order of a conversation, with its moments: nothing lost, nothing twice.
	same 'what came in' \
	    "SELECT ph.e164, row_number() OVER (PARTITION BY ph.id ORDER BY m.at, m.id), m.body, extract(epoch FROM date_trunc('second', m.at))::bigint
	       FROM message m JOIN phone ph ON ph.id = m.phone_id WHERE m.direction = 'in' ORDER BY 1, 2" \
	    "SELECT substr(urn, 5), row_number() OVER (PARTITION BY urn ORDER BY created_on, id), text, extract(epoch FROM date_trunc('second', created_on))::bigint
	       FROM sim.message WHERE direction = 'in' ORDER BY 1, 2"
	same 'what left' \
	    "SELECT ph.e164, row_number() OVER (PARTITION BY ph.id ORDER BY m.id), m.body FROM message m JOIN phone ph ON ph.id = m.phone_id
	      WHERE m.direction = 'out' AND m.kind = 'nurse' AND m.state IN ('sent', 'delivered') ORDER BY 1, 2" \
	    "SELECT substr(urn, 5), row_number() OVER (PARTITION BY urn ORDER BY seq), text FROM sim.ledger WHERE text LIKE 'Nurse%' ORDER BY 1, 2"
	[ "$(ours -c "SELECT count(*) FROM message WHERE body LIKE 'Nurse%' AND state IN ('sent', 'delivered')")" = $((hours * answers)) ] ||
		complain "not each text of a nurse has left"
	[ "$(ours -c "SELECT count(*) FILTER (WHERE answer = 'fine'), count(*) FILTER (WHERE answer = 'problem') FROM checkin")" = "8|2" ] ||
		complain "the answers do not count for their day"
	[ "$(ours -c "SELECT count(*) FROM message WHERE direction = 'in' AND came_at IS NULL")" = 0 ] || complain "one that came late does not say so"
	[ "$(ours -c "SELECT string_agg((opted_out_at IS NOT NULL)::text, ' ' ORDER BY id) FROM patient WHERE id IN (41, 42)")" = 'true false' ] ||
		complain "of STOP and START not the last holds"
	# Who wrote STOP hears so; on a day on which the clinic is closed whoever has a problem is told whom to call.
	[ "$(ours -c "SELECT count(*) FROM message WHERE kind = 'automatic' AND phone_id NOT IN (5, 10, 41, 42)")" = 0 ] ||
		complain "something was said by itself: $(ours -c "SELECT body FROM message WHERE kind = 'automatic' AND phone_id NOT IN (5, 10, 41, 42) LIMIT 2" | paste -sd';')"
	[ "$(ours -c "SELECT count(*) FROM (SELECT kind FROM trouble GROUP BY kind, place_id, prefix HAVING count(*) > 1) t")" = 0 ] ||
		complain "a trouble was told more than once"
}

open_house
go_dark
began=$SECONDS
come_back
echo "figure fault.outage_caught_up $((SECONDS - began)) s"
compare
echo "figure fault.outage_in $(ours -c "SELECT count(*) FROM message WHERE direction = 'in'") texts"
echo "figure fault.outage_out $(ours -c "SELECT count(*) FROM message WHERE body LIKE 'Nurse%'") texts"
# The judge must notice one that is lost.
ours -c "DELETE FROM message_past; DELETE FROM message WHERE id = (SELECT max(id) FROM message WHERE direction = 'in' AND body LIKE 'Hour%')" >/dev/null 2>&1
[ "$(ours -c "SELECT count(*) FROM message WHERE direction = 'in'")" != "$(theirs -c "SELECT count(*) FROM sim.message WHERE direction = 'in'")" ] ||
	complain "control: nothing was taken away"
[ $wrong = 0 ] && echo ok
exit $wrong
