#!/bin/bash
# Histories of cases by chance, and what is wrong with them: tests/test_property.c.
#	PROPERTY_CASES=n	so many cases: 10000
#	PROPERTY_SEED=n		the same histories again
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export PROPERTY_CASES=${PROPERTY_CASES:-10000}
CK_RUN_CASE=property tests/with_database.sh "${1:-build/gcc}/check" 2>&1 | grep -vE '^(info|warn) '
