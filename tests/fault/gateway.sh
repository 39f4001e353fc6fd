#!/bin/bash
# A phone comes for the texts of one facility while RapidPro sends another's, and answers
# get lost, the API and the worker are killed and the road is changed.  Afterwards each
# text stands once in the ledgers of the two together, in its man's order, and each
# conversation says of it what the phone said.
#
#   TEXTS=n  how many are written;  SEED=n  by whom, and what breaks
#   KEEP=1 leaves the folder with the logs
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/fault/scene.sh
. tests/fault/scene.sh
seed=${SEED:-$RANDOM} texts=${TEXTS:-120}
echo "seed $seed"
polls=0 lost=0 kills=0 offered=0

# Men 1 to 12 are Riverside's, whose texts the phone sends; 13 to 20 go by RapidPro.
open_house() {
	start_scene "$seed"
	ours -q >/dev/null <<-'END'
		INSERT INTO place (id, kind, name, zone, opens, closes, open_days, emergency_phone) OVERRIDING SYSTEM VALUE
		VALUES (2, 'facility', 'Hillview Clinic', 'Africa/Harare', '00:00', '00:00', '1234567', '+263772000101');
		SELECT setval('app_user_id_seq', 100);
		UPDATE place SET quiet_from = '00:00', quiet_until = '00:00';
		UPDATE patient SET place_id = 2 WHERE id > 12;
		CREATE TABLE fault.wanted (n bigint GENERATED ALWAYS AS IDENTITY, man bigint, body text);
		CREATE FUNCTION fault.nurse_says(who bigint, words text) RETURNS void LANGUAGE sql AS $$
			WITH o AS (
				INSERT INTO outbox (key, kind, place_id, phone_id, body, priority, clinical, run_at, created_at, created_by)
				SELECT gen_random_uuid(), 'text', place_id, who, words, 1, true, business_now(), business_now(), 1
				  FROM patient WHERE id = who RETURNING id, place_id)
			INSERT INTO message (thread_id, place_id, patient_id, phone_id, direction, kind, body, author_id, state, at, outbox_id)
			SELECT who, place_id, who, who, 'out', 'nurse', words, 1, 'queued', business_now(), id FROM o;
			INSERT INTO fault.wanted (man, body) VALUES (who, words);
		$$;
	END
	# The phone's own memory: it drops an id that it has, and tells of each until it is heard.
	theirs -q <<-'END'
		CREATE TABLE phone_sent (n bigint GENERATED ALWAYS AS IDENTITY, id uuid PRIMARY KEY, number text, words text,
			says text, told boolean NOT NULL DEFAULT false);
	END
	token=$("$programs/aftercarectl" client add phone --name "The phone" --role nurse --places "Riverside Clinic" \
	    --scopes system/Communication.c --per-minute 100000 \
	    --database "host=$house/ours user=postgres dbname=aftercare" 2>"$house/client.log") || fail "no client" "$house/client.log"
	by_gateway
	start worker "$worker" "$house/worker.conf"
}
by_gateway() { ours -c "UPDATE place SET gateway_id = (SELECT user_id FROM client) WHERE id = 1"; }
by_rapidpro() { ours -c "UPDATE place SET gateway_id = NULL WHERE id = 1"; }

# It comes once.  Three in ten answers never arrive, and one in twenty of what it says is heard of too late.
comes() {
	local updates body
	updates=$(theirs -c "SELECT coalesce(json_agg(json_build_object('id', id, 'status', says, 'reason', 'no-service') ORDER BY n), '[]')
	    FROM phone_sent WHERE NOT told")
	polls=$((polls + 1))
	body=$(curl -sf --max-time 5 -u "phone:$token" -H 'Content-Type: application/json' \
	    --data "{\"messages\": [], \"updates\": $updates}" "http://127.0.0.1:$behind/api/sms") || return 0
	[ $((RANDOM % 10)) -ge 3 ] || { lost=$((lost + 1)); return 0; }
	offered=$((offered + $(grep -o '"id"' <<<"$body" | wc -l)))
	theirs -q -v body="$body" -v updates="$updates" -v luck="$RANDOM" <<-'END'
		UPDATE phone_sent p SET told = true FROM jsonb_to_recordset(:'updates'::jsonb) AS u (id uuid, status text)
		 WHERE p.id = u.id AND p.says = u.status;
		-- What it had handed to its network it hears of again.
		UPDATE phone_sent SET says = CASE says WHEN 'PENDING' THEN 'SENT' WHEN 'SENT' THEN 'DELIVERED' END, told = false
		 WHERE told AND says IN ('PENDING', 'SENT') AND n % 3 = :luck % 3;
		INSERT INTO phone_sent (id, number, words, says)
		SELECT m.id, m."to", m.content, CASE WHEN (:luck + m.place) % 12 = 0 THEN 'FAILED' ELSE 'PENDING' END
		  FROM ROWS FROM (jsonb_to_recordset(:'body'::jsonb -> 'messages') AS (id uuid, "to" text, content text))
		    WITH ORDINALITY AS m (id, "to", content, place)
		 ORDER BY m.place ON CONFLICT (id) DO NOTHING;
	END
}

breaks() {
	case $((RANDOM % 8)) in
	0)
		# shellcheck disable=SC2046
		kill -9 "${pids[api]}" $(lane_of "${pids[api]}") 2>/dev/null
		wait "${pids[api]}" 2>/dev/null
		start api "$programs/api" "$house/api.conf"
		kills=$((kills + 1))
		;;
	1)
		# shellcheck disable=SC2046
		kill -9 "${pids[worker]}" $(lane_of "${pids[worker]}") 2>/dev/null
		wait "${pids[worker]}" 2>/dev/null
		start worker "$worker" "$house/worker.conf"
		kills=$((kills + 1))
		;;
	2) by_rapidpro ;;
	esac
}

play() {
	RANDOM=$seed
	for ((i = 1; i <= texts; i++)); do
		ours -c "SELECT fault.nurse_says($((1 + RANDOM % 20)), 'Text $i')" >/dev/null
		[ $((i % 4)) != 0 ] || comes &
		[ $((i % 4)) != 0 ] || comes
		wait $!  2>/dev/null
		[ $((i % 12)) != 0 ] || { breaks; move_clocks 70; }
		[ $((i % 12)) != 6 ] || by_gateway
	done
	by_gateway
	for ((i = 0; i < 80; i++)); do
		comes
		move_clocks 40
		[ "$(ours -c "SELECT count(*) FROM outbox WHERE state NOT IN ('done', 'parked')")" != 0 ] ||
		    [ "$(theirs -c "SELECT count(*) FROM phone_sent WHERE NOT told OR says IN ('PENDING', 'SENT')")" != 0 ] || break
		pause 100
	done
}

none() { # WORDS SQL
	local n
	n=$(ours -c "$2")
	[ "$n" = 0 ] || complain "$1: $n"
}

# Both ledgers beside what was wanted.
judge() {
	theirs -c "COPY (SELECT n, id, number, words, says, told FROM phone_sent) TO STDOUT" >"$house/phone"
	theirs -c "COPY (SELECT text FROM sim.message WHERE direction = 'out') TO STDOUT" >"$house/rapidpro"
	ours -q <<-END
		CREATE TABLE fault.phone (n bigint, id uuid, number text, words text, says text, told boolean);
		CREATE TABLE fault.rapidpro (words text);
		\copy fault.phone FROM '$house/phone'
		\copy fault.rapidpro FROM '$house/rapidpro'
	END
	none "texts that left by no road" "SELECT count(*) FROM fault.wanted w
	    WHERE NOT EXISTS (SELECT FROM fault.phone p WHERE p.words = w.body) AND NOT EXISTS (SELECT FROM fault.rapidpro r WHERE r.words = w.body)"
	none "texts that left twice" "SELECT count(*) FROM (SELECT words FROM (SELECT words FROM fault.phone UNION ALL SELECT words FROM fault.rapidpro) a
	    JOIN fault.wanted w ON w.body = a.words GROUP BY words HAVING count(*) > 1) d"
	none "texts of another facility on the phone" "SELECT count(*) FROM fault.phone p JOIN phone h ON h.e164 = p.number WHERE h.id > 12"
	none "texts out of their order on the phone" "SELECT count(*) FROM fault.phone a JOIN fault.phone b ON a.number = b.number AND a.n < b.n
	    JOIN fault.wanted v ON v.body = a.words JOIN fault.wanted w ON w.body = b.words WHERE v.n > w.n"
	none "conversations that say something else than the phone" "SELECT count(*) FROM fault.phone p JOIN message m ON m.body = p.words
	    WHERE m.state <> CASE p.says WHEN 'DELIVERED' THEN 'delivered' WHEN 'SENT' THEN 'sent' WHEN 'FAILED' THEN 'failed' ELSE 'sending' END"
	none "texts in doubt" "SELECT count(*) FROM message m JOIN fault.wanted w ON w.body = m.body WHERE m.state IN ('unsure', 'queued', 'held')"
	[ "$(ours -c "SELECT count(*) FROM fault.phone")" -gt $((texts / 4)) ] || complain "the phone had little to do"
	[ "$(ours -c "SELECT count(*) FROM fault.rapidpro")" -gt $((texts / 6)) ] || complain "RapidPro had little to do"
}

open_house
play
judge
echo "figure fault.gateway_texts $(ours -c "SELECT count(*) FROM fault.phone") by the phone, $(ours -c "SELECT count(*) FROM fault.rapidpro") by RapidPro"
echo "figure fault.gateway_polls $polls, of which $lost answers were lost, $offered offers; $kills kills"
[ $wrong = 0 ] && echo "gateway: every text once"
exit $wrong
