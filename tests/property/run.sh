#!/bin/bash
# Histories of cases by chance, and what is wrong with them: tests/test_property.c.
# As many at once as there are processors, each with a database and a seed of its own.
#	PROPERTY_CASES=n	so many cases in all: 10000
#	PROPERTY_SEED=n		the same histories again: n, n + 1, ...
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
wanted=${PROPERTY_CASES:-10000} seed=${PROPERTY_SEED:-$(date +%s)} shares=$(nproc)
folder=$(mktemp -d /tmp/aftercare-property.XXXXXX)
finish() {
	# shellcheck disable=SC2046
	kill $(jobs -p) 2>/dev/null
	wait
	rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM
for ((share = 0; share < shares; share++)); do
	PROPERTY_CASES=$(((wanted + shares - 1) / shares)) PROPERTY_SEED=$((seed + share)) CK_RUN_CASE=property \
	    tests/with_database.sh "${1:-build/gcc}/check" >"$folder/$share" 2>&1 &
done
wait
failed=0
for ((share = 0; share < shares; share++)); do
	grep -vE '^(info|warn|figure) |^Running suite' "$folder/$share"
	grep -q '^100%' "$folder/$share" || failed=1
done
awk '$1 == "figure" { sum[$2] += $3; unit[$2] = $4 } END { for (f in sum) print "figure", f, sum[f], unit[f] }' "$folder"/* | sort
exit $failed
