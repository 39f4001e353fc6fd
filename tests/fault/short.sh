#!/bin/bash
# Two workers are killed at random while the line to RapidPro breaks in every
# way the simulator knows.  Then everything that was asked for is counted
# against the simulator's ledger: nothing lost, nothing twice, nothing
# unexplained.  First with the guarded send, then with the look-up ladder.
#
#   SEED=n      replays the load and the kills (the faults are drawn anew)
#   CONTROL=1   falsifies the ledger afterwards: the run must then fail
#   KEEP=1      leaves the folder with the logs
#   MESSAGES ANSWERS KILLS FAULTS   another size of the first run
#   MODE=guarded|ladder   one of the two;  MOVE=0   no clock is moved
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/fault/house.sh
. tests/fault/house.sh

seed=${SEED:-$RANDOM}
RANDOM=$seed
faults=${FAULTS:-tests/fault/faults.json}
messages=${MESSAGES:-2000} answers=${ANSWERS:-300} kills=${KILLS:-20}
echo "seed $seed"
bad=0

# settle SECONDS: until nothing is on its way any more; the clocks of both
# sides are moved together where MOVE says so (seconds for each second).
settle() {
	local until=$((SECONDS + $1))
	while [ "$(ask "SELECT fault.open()")" != 0 ]; do
		if [ $SECONDS -ge $until ]; then
			echo "not settled:"
			ask "SELECT * FROM fault.what_is_open()"
			return 1
		fi
		[ "${MOVE:-0}" = 0 ] || move_clocks "$MOVE"
		sleep 1
	done
}

# recover SECONDS: until everything that a killed worker held is certain again.
recover() {
	local until=$((SECONDS + $1))
	while [ "$(ask "SELECT count(*) FROM fault.recovery WHERE seconds IS NULL")" != 0 ]; do
		[ $SECONDS -lt $until ] || return 1
		sleep 1
	done
}

# Kills a worker N times, a little while apart, and starts it again.
kill_workers() {
	local n=$1 which
	for ((i = 0; i < n; i++)); do
		pause "$((RANDOM % 2500 + 500))"
		which=$((RANDOM % 2))
		[ $((i % 2)) = 0 ] && kill_worker $which busy || kill_worker $which
		pause "$((RANDOM % 300))"
		start_worker $which
	done
}

check() {
	local mode=$1 name value
	[ "${CONTROL:-0}" = 0 ] || ask_file tests/fault/control.sql
	while IFS='|' read -r name value; do
		echo "figure fault.$mode$name $value"
		case $name in
		lost | sent_twice | unexplained) [ "$value" = 0 ] || bad=1 ;;
		esac
	done < <(ask "SELECT * FROM fault.figures('$mode')")
	ask "SELECT * FROM fault.complaints('$mode')"
}

guarded() {
	start_house
	ask_file tests/fault/load.sql -v messages="$messages" -v seed="$seed"
	set_faults "$faults"
	start_worker 0
	start_worker 1
	answer_phones "$answers" &
	local answering=$!
	kill_workers "$kills"
	wait $answering
	no_faults
	recover 90 || bad=1
	MOVE=${MOVE-10} settle 180 || bad=1
	move_clocks 180 # what a run alone has told is read two minutes later
	settle 60 || bad=1
	check ''
	stop_house
}

# The workspace has not imported the flow: plain messages, and the ladder.
ladder() {
	start_house
	ask_file tests/fault/load.sql -v messages=200 -v seed="$seed"
	without_send_flow
	set_faults "$faults"
	start_worker 0
	start_worker 1
	kill_workers 5
	no_faults
	MOVE=${MOVE-10} settle 180 || bad=1
	check ladder_
	stop_house
}

[ "${MODE:-guarded}" = ladder ] || guarded
[ "${MODE:-ladder}" = guarded ] || ladder
[ $bad = 0 ] && echo "ok"
exit $bad
