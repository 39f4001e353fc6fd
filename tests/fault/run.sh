#!/bin/bash
# Texts and answers go through workers that are killed at random and at each named
# point of a dispatch, past a database that is restarted, over a line that breaks in
# every way the simulator knows.  Then everything that was asked for is counted
# against the simulator's ledger: nothing lost, nothing twice, nothing unexplained.
# First with the guarded send, then with the look-up ladder.
#
#   SEED=n       the same load, kills, restarts and chances of faults
#   MESSAGES ANSWERS KILLS POINT_KILLS RESTARTS   the size of each of the two runs
#   SECONDS_OF_LOAD  in which the texts fall due;  WORKERS  how many at a time
#   FAULTS=file  what breaks;  MODE=guarded|ladder  one of the two
#   RECOVERY=n  seconds that fault.recovery_p99 may be; 0: it is only printed
#   ALL=1        every fault must have struck, and every point have killed
#   KEEP=1       leaves the folder with the logs
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/fault/house.sh
. tests/fault/house.sh

seed=${SEED:-$RANDOM}
faults=${FAULTS:-tests/fault/faults.json}
messages=${MESSAGES:-20000} answers=${ANSWERS:-5000} kills=${KILLS:-200} point_kills=${POINT_KILLS:-20}
restarts=${RESTARTS:-6} workers=${WORKERS:-4} load=${SECONDS_OF_LOAD:-600} all=${ALL:-1}
recovery=${RECOVERY:-60}
points='K0 K1 K2 K3 K4 K5 K6 K7 K8 K9'
echo "seed $seed"
wrong=()

# Said at once, and once more at the end.
complain() { # WORDS
	wrong+=("wrong: $1")
	echo "info $1"
}
stage() { echo "info $SECONDS s: $1"; } # WORDS

# The lives of the workers: each ends by a kill after so many milliseconds, or at a
# point passed so many times.  In an order of chance, the points not last.
plan_lives() {
	local life=$((load * 1000 * workers / (kills + 10 * point_kills + 1)))
	local passes=$((life / 250 > 3 ? life / 250 : 3))
	# A batch has one claim and one result, whatever leaves with it.
	local batches=$((life / 1000 > 3 ? life / 1000 : 3))
	RANDOM=$seed
	{
		for ((i = 0; i < kills; i++)); do
			echo "$((RANDOM + (i % 2 ? 20000 : 0))) random $((life / 5 + RANDOM % (life + 1)))"
		done
		for ((i = 0; i < point_kills; i++)); do
			for point in $points; do
				case $point in
				K9) echo "$RANDOM K9 K9:$((1 + RANDOM % 2))" ;;
				K7) echo "$RANDOM K7 K7:$((1 + RANDOM % batches)):$((RANDOM % 4000))" ;;
				K1 | K6 | K8) echo "$RANDOM $point $point:$((1 + RANDOM % batches))" ;;
				*) echo "$RANDOM $point $point:$((1 + RANDOM % passes))" ;;
				esac
			done
		done
	} | sort -n -k1,1 -k2 | cut -d' ' -f2- > "$house/lives"
	: > "$house/lived"
}

# One life, of a worker and its lane: they die together.  False if it ended otherwise:
# the database was away when it began, or the point was not reached in time.
live() { # N KIND WHEN
	local ids log=$house/life$1 now code
	if [ "$2" = random ]; then
		"$worker" "$house/worker.conf" > "$log" 2>&1 &
		alive=$!
		pause $((300 + $3))
		kill -KILL $alive $(lane_of $alive)
	else
		FAULT_POINT=$3 timeout 20 "$worker" "$house/worker.conf" > "$log" 2>&1 &
		alive=$!
	fi
	wait $alive
	code=$? now=$EPOCHREALTIME alive=''
	cat "$log" >> "$house/worker$1.log"
	ids=$(grep -o 'worker=[0-9a-f-]* starts' "$log" | cut -c8-43 | paste -sd,)
	[ $code = 137 ] && [ -n "$ids" ] || return 1
	until ours -c "SELECT fault.note_kill('{$ids}', '$2', $now)" >/dev/null 2>&1; do pause 200; done
}

# Every n-th life; a point that was not reached is tried again.
keep_worker() { # N
	local n=0 kind when until alive=''
	trap '[ -z "$alive" ] || kill $alive; exit 0' TERM
	while read -r kind when <&3; do
		[ $((n++ % workers)) = "$1" ] || continue
		until=$((SECONDS + 120))
		stage "life $n: $kind $when"
		until live "$1" "$kind" "$when" || [ $SECONDS -ge $until ]; do pause 300; done
		stage "lived"
		echo "$1" >> "$house/lived"
	done 3< "$house/lives"
	"$worker" "$house/worker.conf" >> "$house/worker$1.log" 2>&1 &
	alive=$!
	wait $alive
}

restart_database() {
	local mode
	for ((i = 0; i < restarts; i++)); do
		pause $((load * 1000 / (restarts + 1)))
		[ $((i % 2)) = 0 ] && mode=immediate || mode=fast
		# A checkpointer that begins in that moment may not hear that all is to end.
		as_postgres "$bin/pg_ctl" -D "$house/ours/pg" -l "$house/ours/pg/log" -m $mode -w -t 20 restart >/dev/null ||
			as_postgres "$bin/pg_ctl" -D "$house/ours/pg" -l "$house/ours/pg/log" -m immediate -w restart >/dev/null
		until ours -c "INSERT INTO fault.restart (mode) VALUES ('$mode')" 2>/dev/null; do pause 200; done
	done
}

# People answer, in their order and through the whole time.  Where the simulator says
# 409, as when the worker makes the same contact at that moment, or 5xx, it has taken
# nothing, and they say it again.
answer_phones() {
	# On a busy machine the restart may come first.
	until ours -c "SELECT urn, text FROM fault.answer ORDER BY n" > "$house/answers" 2>/dev/null; do pause 200; done
	awk -F'|' -v port="$behind" '{
		if (NR > 1) print "next"
		printf "url = \"http://127.0.0.1:%s/sim/phones/reply\"\noutput = /dev/null\nsilent\nfail\nretry = 5\nretry-all-errors\n", port
		printf "write-out = \"%%{http_code} %s to %s\\n\"\n", $2, $1
		printf "data-urlencode = \"urn=%s\"\ndata-urlencode = \"text=%s\"\n", $1, $2 }' "$house/answers" > "$house/phones"
	curl --rate $((answers * 60 / load + 1))/m -K "$house/phones" > "$house/said"
}
what_was_not_said() {
	local line
	while read -r line; do
		complain "a phone could not answer: $line"
	done < <(grep -v '^[23]' "$house/said" | head -5)
	[ "$(wc -l < "$house/said")" = "$(ours -c "SELECT count(*) FROM fault.answer")" ] || complain "the phones did not come to say all"
}

# Others knock too: with no secret, a wrong one, or one that is almost right.
forge_webhooks() {
	local secret urn
	for ((i = 0; i < load / 4; i++)); do
		case $((i % 3)) in
		0) secret='Token wrong' ;;
		1) secret='Token a-secret-of-the-fault-run-onlx' ;;
		2) secret='' ;;
		esac
		urn="tel:+26377$((5000000 + (1 + i) * 13))"
		echo "INSERT INTO fault.forged VALUES ('$(curl -s -o /dev/null -w '%{http_code}' \
		    -H 'Content-Type: application/json' -H "Authorization: $secret" \
		    --data "{\"event\":\"answer\",\"contact\":{\"uuid\":\"7c1d3a52-91e4-4f0b-8a6d-2e5b9f10c3d4\",\"urn\":\"$urn\"},
			\"run\":{\"uuid\":\"$(printf '3d9f0b7a-6c2e-4e18-a5d1-%012d' $i)\"},\"input\":{\"text\":\"Forged $i\",\"urn\":\"$urn\",
			\"created_on\":\"2026-01-01T00:00:00Z\"}}" "http://127.0.0.1:$behind/hooks/rapidpro")');" >> "$house/forged"
		pause 3000
	done
}

# A flow is archived for a while, or the token refused, again and again.
weather() { # NAME_OF_A_FLOW
	local uuid
	uuid=$(flow_uuid "$1")
	for ((i = 0; i < 1 + load / 150; i++)); do
		pause 20000
		switch '{"name": "token_refused", "probability": 1}'
		pause 4000
		switch '{"name": "token_refused", "probability": 0}'
		pause 8000
		theirs -c "INSERT INTO there.away (flow) VALUES ('Aftercare $1')"
		switch "{\"archive\": \"$uuid\"}"
		pause 5000
		switch "{\"unarchive\": \"$uuid\"}"
		theirs -c "UPDATE there.away SET ended = sim.business_now() WHERE ended IS NULL"
	done
}

what_is_open() {
	ours -c "SELECT * FROM fault.what_is_open()"
	theirs -c "SELECT * FROM there.what_is_open()"
}
# What has arrived and our threads do not say so; answers that we have not.
what_is_not_told() {
	comm -23 <(theirs -c "SELECT id FROM sim.message WHERE direction = 'out' AND status = 'delivered'" | sort) \
	    <(ours -c "SELECT rapidpro_id FROM message WHERE direction = 'out' AND state = 'delivered'" | sort) | sed 's/^/delivered, not told: /'
	[ "$(theirs -c "SELECT count(*) FROM sim.message WHERE direction = 'in'")" = \
	    "$(ours -c "SELECT count(*) FROM message WHERE direction = 'in'")" ] || echo "answers not read"
}

# settle SECONDS MOVE: until nothing is on its way any more; the clocks of both
# houses are moved by so many seconds for each, but not past what has not been read
# since: a run told by then what its message had still to say.  Where much is left
# over beside a busy machine, it may take four times as long, but never stand still.
settle() {
	local until=$((SECONDS + $1)) last=$((SECONDS + 4 * $1)) open moved before=''
	while open=$(what_is_open) && { [ -n "$open" ] || { open=$(what_is_not_told) && [ -n "$open" ]; }; }; do
		[ "$open" = "$before" ] || until=$((SECONDS + $1 < last ? SECONDS + $1 : last))
		before=$open
		if [ $SECONDS -ge $until ]; then
			complain "not settled after $1 s: $(head -5 <<< "$open" | paste -sd';')"
			return
		fi
		if [ "$2" != 0 ]; then
			move_clocks "$2"
			moved=$(ours -c "SELECT business_now()")
			until [ "$(ours -c "SELECT read_at >= '$moved' FROM feed WHERE name = 'messages'")" = t ] || [ $SECONDS -ge $until ]; do
				pause 200
			done
		fi
		pause 1000
	done
}

# Until what killed workers held is taken up, and, if need be, certain.
recover() { # SECONDS WHAT_IS_NOT
	local until=$((SECONDS + $1))
	while [ "$(ours -c "SELECT count(*) FROM fault.recovery WHERE $2")" != 0 ]; do
		if [ $SECONDS -ge $until ]; then
			complain "after $1 s still $2: $(ours -F' ' -c "SELECT 'outbox', outbox_id, 'of kill', n, point
			    FROM fault.recovery WHERE $2 ORDER BY n LIMIT 5" | paste -sd';')"
			return
		fi
		pause 1000
	done
}

judge() { # MODE
	local line
	stage "judged"
	for name in "${!pids[@]}"; do
		stop "$name"
	done
	[ ! -f "$house/forged" ] || ours -f "$house/forged"
	"$bin/createdb" -h "$house/ours" -U postgres -T aftercare judge || fail "nothing to judge"
	DB=judge ours -c "SET client_min_messages = warning; DROP SCHEMA sim CASCADE"
	"$bin/pg_dump" -h "$house/theirs" -U postgres -n sim -n there aftercare | DB=judge ours -f - >/dev/null
	DB=judge ours -f tests/fault/judge.sql
	DB=judge ours -c "ANALYZE"
	while read -r line; do
		complain "$line"
	done < <(DB=judge ours -F': ' -c "SELECT * FROM judge.complaints() LIMIT 20")
	DB=judge ours -F' x ' -c "SELECT times, name FROM judge.struck ORDER BY name" | sed 's/^/info /'
	[ "$(DB=judge ours -c "SELECT count(*) FROM fault.forged WHERE code LIKE '2%'")" = 0 ] ||
		complain "a forged webhook was taken"
	line=$(DB=judge ours -c "SELECT string_agg(name, ', ') FROM judge.struck WHERE times = 0")
	[ "$all" = 0 ] || [ -z "$line" ] || complain "not every fault has struck: $line"
	for point in $points; do
		line=$(DB=judge ours -c "SELECT count(*) FROM fault.killing WHERE point = '$point'")
		[ "$line" -ge "$point_kills" ] || complain "$line kills at $point, not $point_kills"
	done
	# The send flow is never away for as long as it is waited for.
	line=$(DB=judge ours -c "SELECT count(*) FROM judge.want WHERE by = 'message'")
	[ "$1" = ladder ] || [ "$line" = 0 ] || complain "$line texts left without the send flow"
	prove_judge tests/fault/controls.txt
	while read -r line; do
		echo "$line"
		case $line in
		*lost\ 0\ * | *sent_twice\ 0\ * | *unexplained\ 0\ *) ;;
		*lost\ * | *sent_twice\ * | *unexplained\ *) complain "$line, not 0" ;;
		*fault.recovery_p99\ *) [ "$recovery" = 0 ] ||
			awk '{ exit $3 > '"$recovery"' }' <<< "$line" || complain "$line, over $recovery" ;;
		esac
	done < <(DB=judge ours -c "SELECT * FROM judge.figures('$1')")
}

# Nothing leaves before a worker knows which flows are there; that it finds out in peace.
find_flows() {
	local until=$((SECONDS + 30))
	start first "$worker" "$house/worker.conf"
	until [ "$(ours -c "SELECT checked_at IS NOT NULL FROM gateway")" = t ]; do
		[ $SECONDS -lt $until ] || fail "the flows are not found" "$house/first.log"
		pause 100
	done
	stop first
}

# All at once, for the time of the load, and until the last kill: who is to die at
# a text has one to die at, also where the others were quick.
storm() { # FLOW FAULTS
	local last lived lives untried
	find_flows
	last=$((SECONDS + load))
	stage "the storm begins"
	theirs -c "UPDATE sim.setting SET seed = $seed"
	switch "$2"
	plan_lives
	for ((n = 0; n < workers; n++)); do
		keep_worker $n > "$house/keeper$n.log" 2>&1 &
		pids[keeper$n]=$!
	done
	for what in answer_phones forge_webhooks restart_database; do
		start $what $what
	done
	start weather weather "$1"
	for what in answer_phones forge_webhooks restart_database weather; do
		wait "${pids[$what]}"
		unset "pids[$what]"
	done
	what_was_not_said
	lives=$(wc -l < "$house/lives")
	while lived=$(wc -l < "$house/lived"); untried=$(ours -c "SELECT fault.untried()")
	    [ $SECONDS -lt $last ] || [ "$lived" -lt "$lives" ] || [ "$untried" != 0 ]; do
		if [ $SECONDS -ge $((last + 300)) ]; then
			complain "the storm does not end: $lived of $lives lives, $untried texts never tried"
			break
		fi
		[ $SECONDS -lt $last ] || [ "$lived" = "$lives" ] || [ "${untried:-20}" -ge 20 ] ||
			ours -c "SELECT fault.wish_more('$seed', 20)"
		pause 1000
	done
	theirs -c "UPDATE sim.fault SET probability = 0, next_calls = 0"
	calm=$SECONDS
	stage "the storm is over"
}

# A call that was cut may be carried out 20 s later.
wait_for_late_calls() {
	while [ $SECONDS -lt $((calm + 25)) ]; do pause 500; done
}

open_house() {
	start_house
	# On a Monday morning, with the clinic open, whatever day it is.
	move_clocks "$(theirs -c "SELECT ceil(extract(epoch FROM date_trunc('week', now() AT TIME ZONE 'UTC') + interval '7 days 6 hours' - now() AT TIME ZONE 'UTC'))")"
	ours -f tests/fault/watch.sql
	theirs -f tests/fault/there.sql
	ours -q -v messages="$messages" -v answers="$answers" -v seconds="$load" -v seed="$seed" -f tests/fault/load.sql >/dev/null
	for urn in $(ours -c "SELECT 'tel:' || e164 FROM phone JOIN fault.blocked ON phone_id = id"); do
		theirs -c "SELECT sim.contact_for('$urn', sim.business_now())" >/dev/null
	done
	theirs -c "UPDATE sim.contact SET status = 'blocked'"
}

guarded() {
	open_house
	storm 'guarded send' "$(cat "$faults")"
	# A plain message, which left while the flow was away, waits for the clocks to move.
	recover 300 "certain IS NULL AND by IS DISTINCT FROM 'message'"
	wait_for_late_calls
	settle 300 20
	move_clocks 180 # now also what a run alone has told is to be read
	settle 60 0
	judge guarded
	stop_house
}

# The workspace has not imported the flow: plain messages, and the ladder.
ladder() {
	open_house
	switch "{\"archive\": \"$(flow_uuid 'guarded send')\"}"
	# Few flows are started here, and no contact is asked for: other calls have its faults.
	storm check-in "$(sed 's/GET contacts/GET messages/; /start_ignored/s/0.003/0.2/' "$faults")"
	recover 300 'taken IS NULL'
	wait_for_late_calls
	settle 300 20
	move_clocks 180
	settle 60 0
	judge ladder
	stop_house
}

[ "${MODE:-guarded}" = ladder ] || guarded
[ "${MODE:-ladder}" = guarded ] || ladder
[ ${#wrong[@]} = 0 ] && echo "ok" && exit
printf '%s\n' "${wrong[@]}"
exit 1
