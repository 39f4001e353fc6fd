#!/bin/bash
# Histories of cases by chance, and what is wrong with them: tests/test_property.c.
# Then steps of a schedule, and what is wrong with their moments: tests/test_schedule_moment.c; and follow-ups whose steps are
# off, silent and cleared: tests/test_schedule_hush.c.
# As many at once as there are processors, each with a database and a seed of its own.
#	PROPERTY_CASES=n	so many cases in all: 10000
#	PROPERTY_SENDS=n	so many steps in all: 1000000
#	PROPERTY_SEED=n		the same histories and steps again: n, n + 1, ...
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
cases=${PROPERTY_CASES:-10000} sends=${PROPERTY_SENDS:-1000000} seed=${PROPERTY_SEED:-$(date +%s)} shares=$(nproc)
folder=$(mktemp -d /tmp/aftercare-property.XXXXXX)
finish() {
	# shellcheck disable=SC2046
	kill $(jobs -p) 2>/dev/null
	wait
	rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM
export PROPERTY_CASES=$(((cases + shares - 1) / shares)) PROPERTY_SENDS=$(((sends + shares - 1) / shares))
failed=0
for suite in property schedule_moment schedule_hush; do
	for ((share = 0; share < shares; share++)); do
		PROPERTY_SEED=$((seed + share)) CK_RUN_CASE=$suite \
		    tests/with_database.sh "${1:-build/gcc}/check" >"$folder/$suite.$share" 2>&1 &
	done
	wait
	for ((share = 0; share < shares; share++)); do
		grep -vE '^(info|warn|figure) |^Running suite' "$folder/$suite.$share"
		grep -q '^100%' "$folder/$suite.$share" || failed=1
	done
done
awk '$1 == "figure" { sum[$2] += $3; unit[$2] = $4 } END { for (f in sum) print "figure", f, sum[f], unit[f] }' "$folder"/* | sort
exit $failed
