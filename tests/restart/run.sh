#!/bin/bash
# Site, api and nginx are renewed, restarted and replaced again and again while
# nurses and machines ask 300 times a second, half of it POSTs; then children are
# killed in the midst of their work.  Every POST that was acknowledged must be in
# the database, and once.  docs/proof.md tells what is counted.
#
#   RESTART_S=n   seconds of restarts (300);  KILL_S=n   seconds of kills (60)
#   MOMENTS="W1 W2 W3 W4"   the moments of app/base/fault.h at which children die as
#                 well, MOMENT_S=n seconds each (10); they need build/fault
#   RATE=n        requests a second (300)
#   SEED=n        replays the requests, and the order of what is done to the programs
#   CONTROL=1     restarts without a kept socket, and falsifies the database: the
#                 run must then fail
#   TIMED=0       prints, and does not judge, what a busy machine decides: the rate that
#                 was held, how many children died, and what was sent again
#   KEEP=1        leaves the folder with the logs
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/restart/house.sh
. tests/restart/house.sh

seed=${SEED:-$RANDOM}
RANDOM=$seed
rate=${RATE:-300} restart_s=${RESTART_S:-300} kill_s=${KILL_S:-60} control=${CONTROL:-0}
moments=${MOMENTS-W1 W2 W3 W4} moment_s=${MOMENT_S:-10} timed=${TIMED:-1}
echo "seed $seed"
[ "$control" = 0 ] || export UNKEPT=1
bad=0 restarts=0 killed=0 slowest=0

complain() {
	echo "$1"
	bad=1
}

program() { cat "$house/run/$1.sock.pid"; } # NAME: its process
children_of() { cat "/proc/$1/task/$1/children" 2>/dev/null; }
runs() { [ -n "${pids[load]:-}" ] && kill -0 "${pids[load]}" 2>/dev/null; }

load() { # PART SECONDS SEED
	start load "$programs/load" --url "http://127.0.0.1:$port" --script "$house/script.txt" \
	    --rate "$rate" --seconds "$2" --seed "$3" --out "$house/$1.txt"
}
loaded() { # PART
	wait "${pids[load]}" || complain "the load generator failed"
	unset 'pids[load]'
	ask -c "\\copy restart.result (at, us, code, verdict, tries, name, key) from '$house/$1.txt' delimiter ' '" \
	    -c "UPDATE restart.result SET part = '$1' WHERE part = 'restart' AND '$1' <> 'restart'
		AND at >= $2" || fail "the results cannot be read"
}

# The same process goes on with other children: NAME.
renew() {
	local pid before old
	pid=$(program "$1")
	before=" $(children_of "$pid")"
	kill -HUP "$pid"
	for ((t = 0; t < 200; t++)); do
		sleep 0.05
		old=0
		for child in $(children_of "$pid"); do
			[[ $before != *" $child "* ]] || old=1
		done
		[ $old = 1 ] || return 0
	done
	complain "$1 was not renewed"
}

# Another process takes the socket: NAME.
restart() {
	local pid
	pid=$(program "$1")
	kill -USR1 "${pids[$1]}"
	for ((t = 0; t < 200; t++)); do
		sleep 0.05
		[ "$(program "$1")" = "$pid" ] || return 0
	done
	complain "$1 was not restarted"
}

# New programs and a new stylesheet, as after an installation.
replace() {
	echo "/* $1 */" >> "$house/static/app.css"
	deploy
	renew site
	[[ $(readlink "/proc/$(program site)/exe") != *deleted* ]] ||
	    complain "the new program does not run"
}

# A configuration with a fault in it changes nothing, whenever it comes to be read.
refusals() { grep -c 'the new program does not start' "$house/site.log"; }
mistake() {
	local before refused
	before=$(children_of "$(program site)") refused=$(refusals)
	mv "$house/site.conf" "$house/site.right"
	echo "children = many" > "$house/site.conf"
	kill -HUP "$(program site)"
	for ((t = 0; t < 200; t++)); do
		[ "$(refusals)" = "$refused" ] || break
		sleep 0.05
	done
	mv "$house/site.right" "$house/site.conf"
	[ "$(refusals)" -gt "$refused" ] || complain "a wrong configuration was not refused"
	[ "$(children_of "$(program site)")" = "$before" ] || complain "a wrong configuration was taken"
}

restart_something() {
	local which=$((RANDOM % 12))
	[ "$control" = 0 ] || which=$((which % 2))
	case $which in
	0 | 2) restart site ;;
	1 | 3) restart api ;;
	4 | 5 | 6) renew site ;;
	7 | 8) renew api ;;
	9 | 10)
		date +%s%6N >> "$house/reloads"
		kill -HUP "${pids[nginx]}"
		;;
	11) if [ $((restarts % 2)) = 0 ]; then replace $restarts; else mistake; fi ;;
	esac
	restarts=$((restarts + 1))
}

restarts_under_load() {
	load restart "$restart_s" "$seed"
	sleep 1
	while runs; do
		restart_something
		pause $((RANDOM % 2000))
	done
	loaded restart 0
}

# Hundredths of a second since the machine started.
now() { read -r up _ < /proc/uptime && echo "${up/./}"; }
started() { cut -d')' -f2 "/proc/$1/stat" 2>/dev/null | cut -d' ' -f21; }

# Kills a child and sees when the next one was started in its place.
kill_one() { # NAME
	local pid mine at begun before
	pid=$(program "$1")
	read -ra mine < <(children_of "$pid")
	[ ${#mine[@]} = "$children" ] || return
	before=" ${mine[*]} "
	at=$(now)
	kill -9 "${mine[RANDOM % children]}" 2>/dev/null || return
	killed=$((killed + 1))
	for ((t = 0; t < 100; t++)); do
		for child in $(children_of "$pid"); do
			[[ $before == *" $child "* ]] && continue
			begun=$(started "$child")
			[ -z "$begun" ] || [ $((begun - at)) -le $slowest ] || slowest=$((begun - at))
			return
		done
		sleep 0.01
	done
	complain "nobody took the place of a killed child of $1"
}

kills_under_load() {
	local began until
	began=$(date +%s%6N)
	load kill $((kill_s + 5)) $((seed + 1))
	until=$((SECONDS + kill_s))
	sleep 1
	while runs && [ $SECONDS -lt $until ]; do
		kill_one site
		[ $((RANDOM % 3)) != 0 ] || kill_one api
		pause $((RANDOM % 300))
	done
	loaded kill "$began"
}

deaths() { grep -hc 'ended with 9$' "$house/site.log" "$house/api.log" | awk '{ n += $1 } END { print n }'; }
# Children that die by themselves, each when it comes to this moment for the
# twentieth time: MOMENT.
die_at() {
	local began until before
	began=$(date +%s%6N)
	before=$(deaths)
	for name in site api; do
		install "build/fault/$name" "$house/bin/$name.fault"
		printf '#!/bin/bash\nFAULT_POINT=%s:20 exec %s "$@"\n' "$1" "$house/bin/$name.fault" > "$house/bin/$name.new"
		chmod +x "$house/bin/$name.new"
		mv "$house/bin/$name.new" "$house/bin/$name"
		restart $name
	done
	load kill $((moment_s + 5)) $((seed + ${1#W} + 1))
	until=$((SECONDS + moment_s))
	while runs && [ $SECONDS -lt $until ]; do
		sleep 0.2
	done
	deploy
	restart site
	restart api
	loaded kill "$began"
	before=$(($(deaths) - before))
	echo "$before children died at $1"
	[ $before -ge $((timed ? moment_s : 1)) ] || complain "too few"
	killed=$((killed + before))
}
count() {
	local line
	[ ! -e "$house/reloads" ] || ask -c "\\copy restart.reload from '$house/reloads'" || fail "the reloads cannot be read"
	while read -r line; do
		echo "$line"
		case $line in
		"figure restart.rate "*)
			awk -v asked="$rate" '{ exit !($3 >= asked * 0.98) }' <<< "$line" || [ "$timed" = 0 ] ||
			    complain "$rate requests/s were asked for and not held"
			;;
		"figure restart.retried_unexplained 0 "*) ;;
		*retried_unexplained*) [ "$timed" = 0 ] || bad=1 ;;
		"figure restart.failed 0 "* | "figure restart.posts_lost 0 "* | "figure restart.posts_doubled 0 "* | \
		    "figure restart.kill_wrong 0 "* | "figure restart.resent_lost 0 "*) ;;
		*failed* | *posts_lost* | *doubled* | *wrong* | *resent_lost*) bad=1 ;;
		esac
	done < <(ask -v control="$control" -f tests/restart/count.sql || echo "failed: the count")
	echo "figure restart.restarts $restarts restarts"
	echo "figure restart.killed $killed children"
	[ "$kill_s" = 0 ] || echo "figure restart.respawn_max $((slowest * 10)) ms"
}

start_house
{ people; cat tests/restart/script.txt; } > "$house/script.txt"
restarts_under_load
[ "$kill_s" = 0 ] || [ "$control" != 0 ] || kills_under_load
for moment in $moments; do
	[ "$control" != 0 ] || die_at "$moment"
done
count
[ $bad = 0 ] && echo "ok" || tail -5 "$house/load.log"
exit $bad
