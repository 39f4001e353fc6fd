#!/bin/bash
# That the bench works, not how fast it is: a thousand patients, one short round of
# everything; whether what was loaded holds together; and that a pgbench which
# leaves out a statement is noticed.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export BENCH_PATIENTS=1000 ROUNDS=1 ASKERS=2 CHILDREN=2 CLIENTS=4 SECONDS_A_ROUND=0.5 WARM=0.3 OUTBOX_SECONDS=2 BURST_SECONDS=2
export FORM_REQUESTS=5 RULES_PATIENTS=200 RULES_FULL=50 HISTORY=/dev/null
folder=$(mktemp -d /tmp/aftercare-bench-short.XXXXXX)
chmod 711 "$folder"
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP
export BENCH_DATA=$folder/data

OUT=$folder/bench.svg CHECK_DATA=1 tests/bench/run.sh > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
cat "$folder/log"
while read -r name _; do
	[[ $name = bench.growth* ]] || grep -q "^figure $name [0-9]" "$folder/log" || { echo "no figure $name"; exit 1; }
done < tests/bench/targets.txt
grep -q '</svg>' "$folder/bench.svg" || { echo "no picture"; exit 1; }

if PAGES=tasks PARTS=pages CONTROL=1 OUT=/dev/null tests/bench/run.sh > "$folder/control" 2>&1; then
	echo "a statement less in pgbench was not noticed"
	exit 1
fi
grep -q "pgbench does not ask what the product asks" "$folder/control" || { cat "$folder/control"; exit 1; }
