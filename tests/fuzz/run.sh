#!/bin/bash
# Runs the targets, two at a time, each from its kept corpus and dictionary.
#
#	FUZZ_S=60	seconds for each target
#	SEED=n		where chance begins, to run the same again
#	TARGETS="a b"	only these
#	KEEP=1		what was reached anew joins the kept corpora
#
# Before that it must find the faults of tests/fuzz/faults, which are planted
# in copies of the sources: a harness that misses one of them proves nothing.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
# Some ask PostgreSQL.
[ -n "${OWNER_DATABASE:-}" ] || exec tests/with_database.sh tests/fuzz/run.sh
seconds=${FUZZ_S:-60}
seed=${SEED:-$((RANDOM * 32768 + RANDOM + 1))}
findings=build/san/findings
work=$(mktemp -d /tmp/aftercare-fuzz.XXXXXX)
finish() {
	local pid
	for pid in $(cat "$work"/*.pid 2>/dev/null); do kill -KILL "$pid" 2>/dev/null; done
	wait
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

names=${TARGETS:-$(for f in tests/fuzz/fuzz_*.c; do
	f=${f##*/fuzz_}
	echo "${f%.c}"
done)}

# One of its own for each that asks PostgreSQL.
own_database() {
	createdb -U postgres -T aftercare "fuzz_$1" || exit 1
	export OWNER_DATABASE="host=$PGHOST user=postgres dbname=fuzz_$1"
	export DATABASE="host=$PGHOST user=aftercare_site dbname=fuzz_$1"
}

# One run: BINARY NAME SECONDS CORPUS...; what it says is in $work/NAME.log.
run() {
	local binary=$1 name=$2 time=$3 limit=5
	shift 3
	mkdir -p "$work/$name"
	case $name in
	postgres|inbox|pages|sim|import) own_database "$name"; limit=25 ;; # it may be busy
	esac
	[ -x "$binary" ] || { echo "$binary is not built; run make V=san fuzzers"; exit 1; }
	"$binary" -seed="$seed" -max_total_time="$time" -timeout="$limit" -rss_limit_mb=1500 \
	    -malloc_limit_mb=512 -max_len=4000 -print_final_stats=1 -verbosity=1 \
	    -dict="tests/fuzz/dict/${name#planted_}.dict" \
	    -artifact_prefix="$findings/$name-" \
	    "$work/$name" "$@" > "$work/$name.log" 2>&1 &
	echo $! > "$work/$name.pid"
	wait $!
	echo $? > "$work/$name.code"
	rm "$work/$name.pid"
}

# Waits until fewer than two are at work.
room() {
	while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
}

planted_faults() {
	local target file change missed=0
	while read -r target file change; do
		room
		run "build/san/planted_$target" "planted_$target" 60 &
	done < <(grep -v '^#' tests/fuzz/faults)
	wait
	while read -r target file change; do
		if ! grep -q 'Test unit written' "$work/planted_$target.log"; then
			echo "the fault planted in $file was not found by $target"
			missed=$((missed + 1))
		else
			printf 'found   the fault planted in %-24s by %s\n' "$file" "$target"
		fi
	done < <(grep -v '^#' tests/fuzz/faults)
	rm -f "$findings"/planted_*
	[ "$missed" = 0 ]
}

echo "seed $seed"
mkdir -p "$findings"
planted_faults || { echo "void: the harness is blind"; exit 1; }
for name in $names; do
	room
	corpus=tests/fuzz/corpus/$name
	[ -d "$corpus" ] || { echo "$name has no corpus"; exit 1; }
	run "build/san/fuzz_$name" "$name" "$seconds" "$corpus" &
done
wait

found=0
for name in $names; do
	if [ "$(cat "$work/$name.code")" != 0 ]; then
		found=$((found + 1))
		echo "FOUND   $name:"
		grep -E 'does not hold|runtime error|ERROR|SUMMARY|Test unit written' \
		    "$work/$name.log" | sed 's/^/    /'
		echo "    again: build/san/fuzz_$name FILE"
	fi
	if [ -n "${KEEP:-}" ]; then
		mkdir -p "$work/merged"
		"build/san/fuzz_$name" -set_cover_merge=1 -use_counters=0 "$work/merged" \
		    "tests/fuzz/corpus/$name" "$work/$name" > /dev/null 2>&1 &&
		    [ -n "$(ls "$work/merged")" ] && rm -f "tests/fuzz/corpus/$name"/* &&
		    mv "$work/merged"/* "tests/fuzz/corpus/$name"
		rm -rf "$work/merged"
	fi
done
for name in $names; do
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name.log")
	echo "figure fuzz.$name.runs ${runs:-0} runs"
done
echo "figure fuzz.findings $found findings"
[ "$found" = 0 ]
