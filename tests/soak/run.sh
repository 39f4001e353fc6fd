#!/bin/bash
# A day of a programme in minutes: from six in the evening to six in the evening of the
# next day men write when they like, are asked in the morning, answer, and nurses answer
# them through the pages.  The clocks of both houses are moved step by step, and not
# before what is due has been done.  Meanwhile RapidPro and the line fail in every way
# the simulator knows, workers die, PostgreSQL is restarted, and for an hour no worker
# runs.  Then every SMS of the simulator's ledger is held against the threads.
#
#   SEED=n       the same people, words and chances of faults
#   MESSAGES=n   in both directions, about
#   STEP=n       seconds of the clinic's clock at a time
#   KILLS=n      of workers;  WORKERS=n  at a time
#   KEEP=1       leaves the folder with the logs
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
WORKER=${WORKER:-build/gcc/worker}
# shellcheck source=tests/fault/house.sh
. tests/fault/house.sh

seed=${SEED:-$RANDOM} messages=${MESSAGES:-100000} step=${STEP:-120} kills=${KILLS:-40} workers=${WORKERS:-3}
men=$((messages * 100 / 213)) steps=$((86400 / step))
patience=${PATIENCE:-10} # seconds that is waited for what is due, while nothing is broken on purpose
front=0 wrong=()
echo "seed $seed"
complain() { # WORDS
	wrong+=("wrong: $1")
	echo "info $1"
}
stage() { echo "info $SECONDS s: $1"; } # WORDS

# The pages, as the demonstration serves them.
start_pages() {
	front=$(free_port)
	mkdir -p "$house/front/nginx" "$house/front/log"
	write_config site "$house/ours" aftercare_site "$house/site.sock" 2 "static_folder = static"
	start site "$programs/site" "$house/site.conf"
	sed -e "s|@ROOT@|$PWD|g; s|@DATA@|$house/front|g; s|@RUN@|$house|g; s|@PORT@|$front|g" \
	    -e "s|@USER@|$(nginx_user)|; s|@SIM@||" nginx/demo.conf.in > "$house/front/nginx.conf"
	start front nginx -p "$house/front/nginx" -e stderr -c "$house/front/nginx.conf"
	for ((i = 0; i < 100; i++)); do
		curl -sf -o /dev/null "http://127.0.0.1:$front/sign-in" && return
		pause 100
	done
	fail "the pages do not answer" "$house/site.log"
}
stop_workers() { for ((n = 0; n < workers; n++)); do stop "worker$n"; done; }
start_workers() { for ((n = 0; n < workers; n++)); do start "worker$n" "$worker" "$house/worker.conf"; done; }
kill_worker() { # N
	local id=${pids[worker$1]:-}
	[ -n "$id" ] || return 0
	kill -KILL "$id" $(lane_of "$id")
	wait "$id" 2>/dev/null
	start "worker$1" "$worker" "$house/worker.conf"
}

# What people say at this moment, in their order.
men_speak() {
	theirs -c "SELECT urn, text FROM there.speak()" | awk -F'|' -v port="$behind" '{
		if (NR > 1) print "next"
		printf "url = \"http://127.0.0.1:%s/sim/phones/reply\"\noutput = /dev/null\nsilent\nfail\nretry = 5\nretry-all-errors\n", port
		printf "write-out = \"%%{http_code} %s to %s\\n\"\n", $2, $1
		printf "data-urlencode = \"urn=%s\"\ndata-urlencode = \"text=%s\"\n", $1, $2 }' > "$house/phones"
	[ -s "$house/phones" ] || return 0
	curl -Z --parallel-max 4 -K "$house/phones" 2>/dev/null >> "$house/said"
	they_are_calm # RapidPro handles what has come before its clock jumps
}
they_are_calm() { for ((i = 0; i < 200; i++)); do [ "$(theirs -c "SELECT there.is_busy()")" != 0 ] || return; pause 100; done; }

# One of the nurses answers who has waited for twenty minutes, from her first morning
# hour to late in the evening; a few she leaves.  A form that broke off, or came after new
# words of his, is sent again with the next step: it has its key, and is one text.
nurses_answer() { # N_OF_THE_STEP
	local token csrf=csrf-of-$1 who=$((1 + $1 % 6))
	ours -c "INSERT INTO soak.reply (key, thread_id, text, last_seen, code)
	    SELECT md5('$seed ' || t.id || ' ' || m.last)::uuid, t.id, 'Answer ' || m.last || ': keep it dry, and write again tomorrow.', m.last, ''
	      FROM thread t JOIN place p ON p.id = t.place_id, LATERAL (SELECT max(id) AS last FROM message WHERE thread_id = t.id) m
	     WHERE t.state = 'waiting' AND t.waiting_since < business_now() - interval '20 minutes' AND (t.id + m.last) % 10 <> 0
	       AND (business_now() AT TIME ZONE p.zone)::time BETWEEN '07:30' AND '22:00'
	       AND NOT EXISTS (SELECT FROM soak.reply r WHERE r.thread_id = t.id AND (r.code = '' OR r.last_seen = m.last))
	     ORDER BY t.waiting_since LIMIT 400"
	[ "$(ours -c "SELECT count(*) FROM soak.reply WHERE code = ''")" != 0 ] || return 1
	token=$(printf '%043d' $(($1 * 100000 + seed)))
	ours -c "SELECT session_open($who, '$(printf %s "$token" | b2sum -l 256 | cut -d' ' -f1)', '$csrf', business_now(), '12 h', '127.0.0.1', 'soak')" >/dev/null
	ours -c "SELECT r.thread_id, r.key, r.text, (SELECT max(id) FROM message m WHERE m.thread_id = r.thread_id) FROM soak.reply r WHERE r.code = ''" |
	    awk -F'|' -v port="$front" -v token="$token" -v csrf="$csrf" '{
		if (NR > 1) print "next"
		printf "url = \"http://127.0.0.1:%s/messages/%s/reply\"\noutput = /dev/null\nsilent\n", port, $1
		printf "header = \"Origin: http://127.0.0.1:%s\"\ncookie = \"session=%s\"\n", port, token
		printf "write-out = \"%%{http_code} %s\\n\"\n", $2
		printf "data = \"_csrf=%s&once=%s&last_seen=%s\"\ndata-urlencode = \"body=%s\"\n", csrf, $2, $4, $3 }' > "$house/replies"
	curl -K "$house/replies" > "$house/answered" 2>/dev/null
	awk '$1 == 303 || $1 == 409 { printf "UPDATE soak.reply SET code = \x27%s\x27 WHERE key = \x27%s\x27;\n", $1, $2 }' "$house/answered" > "$house/answered.sql"
	ours -1 -f "$house/answered.sql"
}

# Nothing is due any more, nobody works on anything, and the messages are read to this moment:
# what is under way now waits for a later one.
under_way="SELECT count(*) FROM outbox WHERE state IN ('leased', 'unsure', 'accepted')"
worked_on="SELECT count(*) FROM outbox WHERE state = 'leased' AND lease_until >= business_now()
	    OR state IN ('unsure', 'accepted') AND (owner IS NOT NULL OR run_at <= business_now())"
due="SELECT (SELECT count(*) FROM outbox o WHERE o.state = 'ready' AND o.run_at <= business_now() AND (o.good_until IS NULL OR o.good_until >= business_now())
	          AND NOT EXISTS (SELECT FROM outbox f WHERE f.phone_id = o.phone_id AND f.kind = 'text' AND f.state IN ('leased', 'unsure', 'accepted')))
	+ (SELECT count(*) FROM reminder WHERE state = 'planned' AND due_at <= business_now())
	+ (SELECT count(*) FROM inbox WHERE state = 'new' AND source <> 'run')
	+ (SELECT count(*) FROM aside)" # what waits for another text to its phone is not due
calm_down() { # SECONDS MOMENT
	local until=$((SECONDS + $1))
	they_are_calm
	while [ $SECONDS -lt $until ]; do
		[ "$(ours -c "SELECT (read_at >= '$2') IS TRUE AND ($due) + ($worked_on) = 0 FROM feed WHERE name = 'messages'" 2>/dev/null)" = t ] &&
			[ "$(theirs -c "SELECT there.is_busy()")" = 0 ] && return
		pause 100
	done
}

# While the fate of a text is not known its seconds count: what takes RapidPro one may not
# seem to take ten minutes.  So the clocks stand to a call under way as they do in the world,
# leap no further than a lease while a text is in doubt, and not before the second is over
# after which a call that was cut off is carried out.
lease=30
# Whoever has read the clock holds a lock on it until he commits: with all of them out,
# nobody can begin to send between the look and the leap, nor write down a moment that has
# gone by.  Both clocks move, or neither.
move_if_calm() { # SECONDS
	local said
	said=$(ours 2>/dev/null <<-END
		SET lock_timeout = '3s';
		BEGIN;
		LOCK TABLE business_clock IN ACCESS EXCLUSIVE MODE;
		SELECT NOT EXISTS (SELECT FROM outbox WHERE state = 'leased' AND lease_until >= business_now())
		   AND ($1 <= $lease OR ($under_way) = 0) AS calm \gset
		\if :calm
		UPDATE business_clock SET advance = advance + interval '$1 s';
		\! "$bin/psql" -h "$house/theirs" -U postgres -d aftercare -qAtXc "UPDATE sim.clock SET advance = advance + interval '$1 s'"
		\endif
		COMMIT;
		\echo :calm
	END
	)
	[ "$said" = t ]
}
advance() { # SECONDS
	local left=$1 bit moved=-infinity
	while [ "$left" -gt 0 ]; do
		calm_down "$wait_for" "$moved"
		bit=$left
		if [ "$(ours -c "$under_way")" != 0 ]; then
			bit=$((lease < left ? lease : left))
			pause 1200
		fi
		move_if_calm "$bit" || continue
		left=$((left - bit))
		moved=$(ours -c "SELECT business_now()")
	done
	calm_down "$wait_for" "$moved"
}

# What is broken on purpose, by the hundredths of the day that have gone, and for how
# long; a step is not waited for then.
break_things() { # N_OF_THE_STEP
	for (( ; hundredth <= $1 * 100 / steps; hundredth++)); do
		case $hundredth in
		30) stage "RapidPro is not reached"; switch '{"name": "line_refused", "probability": 1}'; wait_for=0 ;;
		35) switch '{"name": "line_refused", "probability": 0.003}'; wait_for=$patience ;;
		47) stage "the token is refused"; switch '{"name": "token_refused", "probability": 1}'; wait_for=0 ;;
		51) switch '{"name": "token_refused", "probability": 0}'; wait_for=$patience ;;
		55) stage "PostgreSQL is restarted"
			as_postgres "$bin/pg_ctl" -D "$house/ours/pg" -l "$house/ours/pg/log" -m immediate -w restart >/dev/null
			until ours -c "SELECT 1" >/dev/null 2>&1; do pause 200; done ;;
		64) stage "no worker runs"; stop_workers; wait_for=0 ;;
		69) start_workers; wait_for=$patience ;;
		85) # what left as a plain message is looked for ten minutes, and half a minute at a time
			[ "$step" -gt 600 ] && continue
			stage "the send flow is away"; switch "{\"archive\": \"$(flow_uuid 'guarded send')\"}" ;;
		88) switch "{\"unarchive\": \"$(flow_uuid 'guarded send')\"}" ;;
		esac
	done
}

live_through_the_day() {
	local wait_for=$patience hundredth=0
	for ((s = 0; s < steps; s++)); do
		break_things $s
		[ $((s * kills % steps)) -ge $kills ] || [ "$wait_for" = 0 ] || kill_worker $((s % workers))
		men_speak
		if nurses_answer $s; then
			# Their 8 seconds of Undo, and what RapidPro is asked before the text leaves.
			advance 10
			advance $((step - 10))
		else
			advance "$step"
		fi
		[ $((s * 24 % steps)) -ge 24 ] || stage "hour $((s * 24 / steps)): $(ours -c "SELECT count(*) FROM message WHERE state NOT IN ('queued', 'held')") messages"
	done
}

what_is_open() {
	ours -c "SELECT 'outbox ' || state, count(*) FROM outbox WHERE state IN ('ready', 'leased', 'unsure', 'accepted') GROUP BY 1
	    UNION ALL SELECT 'inbox', count(*) FROM inbox WHERE state = 'new' HAVING count(*) > 0
	    UNION ALL SELECT 'reminders', count(*) FROM reminder WHERE state = 'planned' HAVING count(*) > 0"
	theirs -c "SELECT 'RapidPro', there.is_busy() WHERE there.is_busy() > 0
	    UNION ALL SELECT 'texts under way', count(*) FROM sim.message WHERE next_at IS NOT NULL HAVING count(*) > 0"
	comm -23 <(theirs -c "SELECT id FROM sim.message WHERE direction = 'out' AND status = 'delivered'" | sort) \
	    <(ours -c "SELECT rapidpro_id FROM message WHERE direction = 'out' AND state = 'delivered'" | sort) | sed 's/^/delivered, not told: /' | head -5
	comm -23 <(theirs -c "SELECT id FROM sim.message WHERE direction = 'in'" | sort) \
	    <(ours -c "SELECT rapidpro_id FROM message WHERE direction = 'in'" | sort) | sed 's/^/answer not read: /' | head -5
}
# On a busy machine it may take long, but never stand still.
settle() {
	local open before='' until last=$((SECONDS + 900))
	while open=$(what_is_open); [ -n "$open" ]; do
		[ "$open" = "$before" ] || until=$((SECONDS + 120 < last ? SECONDS + 120 : last))
		before=$open
		[ $SECONDS -lt "$until" ] || { complain "not settled: $(head -5 <<< "$open" | paste -sd';')"; return; }
		men_speak
		move_if_calm 20
		calm_down 5 "$(ours -c "SELECT business_now()")"
	done
}

judge() { # SECONDS
	local line
	for name in "${!pids[@]}"; do
		stop "$name"
	done
	"$bin/createdb" -h "$house/ours" -U postgres -T aftercare judge || fail "nothing to judge"
	DB=judge ours -c "SET client_min_messages = warning; DROP SCHEMA sim CASCADE"
	"$bin/pg_dump" -h "$house/theirs" -U postgres -n sim -n there aftercare | DB=judge ours -f - >/dev/null
	DB=judge ours -c "ANALYZE" -f tests/soak/judge.sql
	while read -r line; do
		complain "$line"
	done < <(DB=judge ours -F': ' -c "SELECT * FROM judge.complaints() LIMIT 20")
	prove_judge tests/soak/controls.txt
	line=$(DB=judge ours -c "SELECT count(*) FROM trail.impossible")
	[ "$line" = 0 ] || complain "the clocks leapt $line times past a text whose fate was not known"
	while read -r line; do
		complain "a phone could not speak: $line"
	done < <(grep -v '^[23]' "$house/said" | head -5)
	DB=judge ours -c "SELECT * FROM judge.figures()"
	echo "figure soak.seconds $1 s"
}

start_house
# From a Sunday evening on, whatever day it is: 16:00 UTC is six in Harare.
move_clocks "$(theirs -c "SELECT ceil(extract(epoch FROM date_trunc('week', now() AT TIME ZONE 'UTC') + interval '13 days 16 hours' - now() AT TIME ZONE 'UTC'))")"
ours -q -v men="$men" -v seed="$seed" -v step="$step" -f tests/soak/load.sql >/dev/null || fail "the people cannot be loaded"
ours -f tests/soak/trail.sql
theirs -f tests/soak/there.sql
ours -c "COPY (SELECT n, urn, waits_for, text, later, at FROM soak.plan) TO STDOUT" |
    theirs -c "COPY there.plan (n, urn, waits_for, text, later, at) FROM STDIN"
ours -c "ANALYZE"
theirs -c "ANALYZE" -c "UPDATE sim.setting SET seed = $seed"
start_pages
: > "$house/said"
start_workers
for ((i = 0; i < 100; i++)); do
	[ "$(ours -c "SELECT checked_at IS NOT NULL FROM gateway")" != t ] || break
	pause 100
done
# What is carried out late is late by these seconds, and the clock goes on meanwhile.
switch "$(sed '/line_late/s/20000/1000/' tests/fault/faults.json)"
began=$SECONDS
stage "the day begins: $men men, $steps steps"
live_through_the_day
theirs -c "UPDATE sim.fault SET probability = 0, next_calls = 0"
stage "the day is over"
settle
judge $((SECONDS - began))
stop_house
[ ${#wrong[@]} = 0 ] && echo "ok" && exit
printf '%s\n' "${wrong[@]}"
exit 1
