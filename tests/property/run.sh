#!/bin/bash
# Histories of cases by chance, and what is wrong with them: tests/test_property.c.
# Then steps of a schedule, and what is wrong with their moments: tests/test_schedule_moment.c.
#	PROPERTY_CASES=n	so many cases: 10000
#	PROPERTY_SENDS=n	so many steps: 100000
#	PROPERTY_SEED=n		the same histories and steps again
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export PROPERTY_CASES=${PROPERTY_CASES:-10000} PROPERTY_SENDS=${PROPERTY_SENDS:-100000}
failed=0
for suite in property schedule_moment; do
	CK_RUN_CASE=$suite tests/with_database.sh "${1:-build/gcc}/check" 2>&1 | grep -vE '^(info|warn) ' || failed=1
done
exit $failed
