#!/bin/bash
# A call that was cut off is carried out after its text has been repeated and has arrived:
# the next text to that phone waits for it, since behind another's key it would not be
# known again.  In the end each has left once.
#
#   WORKER=program  KEEP=1 leaves the folder with the logs
#   CONTROL=1 moves the clocks past what holds the next one back: then it leaves twice
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/fault/scene.sh
. tests/fault/scene.sh
late=25000 # milliseconds
say() { ours -c "SELECT fault.say('$1')" >/dev/null; } # WORDS
arrives() { # WORDS
	until_true 180 "SELECT count(*) = 1 FROM message WHERE body = '$1' AND state IN ('sent', 'delivered')" || complain "$1 did not leave"
}

open_house() {
	start_scene
	ours -q <<-'END_OF_SQL'
		CREATE FUNCTION fault.say(words text) RETURNS void LANGUAGE sql AS $$
			WITH o AS (
				INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, created_at, created_by)
				VALUES (gen_random_uuid(), 'text', 1, 200, words, 1, true, business_now(), business_now(), 1) RETURNING id)
			INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, outbox_id)
			SELECT 200, 1, 200, 200, 'out', 'nurse', words, 1, 'queued', business_now(), id FROM o
		$$;
	END_OF_SQL
	start worker "$worker" "$house/worker.conf"
	until_true 60 "SELECT checked_at IS NOT NULL FROM gateway" || fail "the flows are not found" "$house/worker.log"
	say "Come at ten." # its contact is known from here on
	arrives "Come at ten."
}

open_house
switch "{\"faults\": [{\"name\": \"line_late\", \"endpoint\": \"POST\", \"next\": 1, \"amount\": $late}]}"
say "Keep it dry."
arrives "Keep it dry."
[ "$(ours -c "SELECT hold_until > business_now() AND sends > 1 FROM outbox WHERE body = 'Keep it dry.'")" = t ] ||
	fail "it was not cut off and repeated: this test says nothing" "$house/worker.log"
[ -z "${CONTROL:-}" ] || move_clocks 290
say "And rest."
arrives "And rest."
pause $late
found=$(theirs -F' ' -c "SELECT count(*), text FROM sim.ledger GROUP BY 2 ORDER BY 2" | paste -sd,)
[ "$found" = "1 And rest.,1 Come at ten.,1 Keep it dry." ] || complain "not each has left once: $found"
[ $wrong = 0 ] && echo ok
exit $wrong
