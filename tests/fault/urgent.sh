#!/bin/bash
# RapidPro does not answer what nobody waits for: of the only worker's texts in bulk as
# many calls hang as it makes side by side.  A nurse's reply and the answer to STOP leave
# meanwhile, within seconds, through the worker's lane; while that is held still they do
# not.  In the end each text has left once.
#
#   WORKER=program  KEEP=1 leaves the folder with the logs
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/fault/scene.sh
. tests/fault/scene.sh
soon=5 # seconds that they may take
hung=32 # calls

open_house() {
	start_scene
	ours -q <<-'END'
		CREATE FUNCTION fault.say(men int[], urgency int, words text, author bigint) RETURNS void LANGUAGE sql AS $$
			WITH o AS (
				INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, created_at, created_by)
				SELECT gen_random_uuid(), 'text', 1, man, words, urgency, author IS NOT NULL, business_now(), business_now(), author
				  FROM unnest(men) man RETURNING id, phone_id)
			INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, outbox_id)
			SELECT phone_id, 1, phone_id, phone_id, 'out', CASE WHEN author IS NULL THEN 'automatic' ELSE 'nurse' END, words, author,
			       'queued', business_now(), id FROM o
		$$;
	END
	start worker "$worker" "$house/worker.conf"
	until_true 10 "SELECT checked_at IS NOT NULL FROM gateway" || fail "the flows are not found" "$house/worker.log"
}

left() { theirs -c "SELECT count(*) FROM sim.ledger WHERE urn = '$(urn "$1")'"; } # MAN
are_held="SELECT count(*) = $hung FROM outbox WHERE priority = 7 AND state = 'leased'"

# For men that RapidPro has to be asked for, and it says nothing.
hang() { # FIRST_MAN
	switch "{\"faults\": [{\"name\": \"slow_body\", \"endpoint\": \"POST contacts\", \"next\": $hung, \"amount\": 1}]}"
	ours -c "SELECT fault.say(array(SELECT generate_series($1, $1 + $hung - 1)), 7, 'The clinic moves.', NULL)" >/dev/null
	until_true 10 "$are_held" || fail "the texts in bulk were not taken" "$house/worker.log"
	pause 1000
}
calm_down() { until_true 60 "SELECT NOT EXISTS (SELECT FROM outbox WHERE state NOT IN ('done', 'cancelled'))" || complain "not all has left"; }

# How long until the ledger has the man's one text, while the others hang; -1: not soon.
wait_for() { # MAN
	local began=$EPOCHREALTIME until=$((SECONDS + soon + 1))
	until [ "$(left "$1")" = 1 ]; do
		[ $SECONDS -lt $until ] || { echo -1; return; }
		pause 50
	done
	[ "$(ours -c "$are_held")" = t ] || fail "the texts in bulk do not hang: this test says nothing" "$house/worker.log"
	awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $began }"
}
judge() { # FIGURE SECONDS
	echo "figure fault.$1 $2 s"
	awk "BEGIN { exit $2 >= 0 && $2 <= $soon }" && complain "$1 did not leave within $soon s"
}

open_house
hang 101
ours -c "SELECT fault.say('{200}', 1, 'Come at ten.', 1)" >/dev/null
judge urgent_reply "$(wait_for 200)"
curl -sf -o /dev/null --data-urlencode "urn=$(urn 201)" --data-urlencode "text=STOP" "http://127.0.0.1:$behind/sim/phones/reply"
judge urgent_stop "$(wait_for 201)"
calm_down

# The same while the lane stands still: this is what it is for.
lane=$(lane_of "${pids[worker]}")
hang 151
kill -STOP $lane
ours -c "SELECT fault.say('{202}', 1, 'Come at ten.', 1)" >/dev/null
[ "$(wait_for 202)" = -1 ] || complain "control: it left without the lane"
kill -CONT $lane
calm_down

# The loop and its lane end together, and what left has left once.
stop worker
for pid in $lane; do
	[ ! -e "/proc/$pid" ] || complain "a lane outlives its worker"
done
[ "$(theirs -c "SELECT count(*) || ' to ' || count(DISTINCT urn) FROM sim.ledger")" = "$((2 * hung + 3)) to $((2 * hung + 3))" ] ||
	complain "not each text has left once: $(theirs -c "SELECT count(*) || ' to ' || count(DISTINCT urn) FROM sim.ledger")"
[ $wrong = 0 ] && echo ok
exit $wrong
