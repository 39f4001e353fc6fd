#!/bin/bash
# The programme's own rules on clients written by hand; our engine beside the reference
# on generated programmes and patients, and that a spoilt answer of ours would be found.
#   SEED=n CASES=n | LONG=SECONDS   how many, from which; ONE=NAME replays one (compare.js tells more)
set -uo pipefail
cd "$(dirname "$0")" || exit 1
export PROGRAMS=${PROGRAMS:-$PWD/../../build/gcc}
[[ $PROGRAMS = /* ]] || PROGRAMS=$PWD/../../$PROGRAMS
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --silent || exit 1

[ -z "${ONE:-}${CASES:-}${LONG:-}" ] || exec node compare.js
node vmmc.js || exit 1
LONG=${LONG:-35} COMPILED=1 node compare.js || exit 1
CONTROL=1 CASES=10 node compare.js > /dev/null || { echo "a spoilt answer was not found"; exit 1; }
