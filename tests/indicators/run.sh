#!/bin/bash
# The indicators, recomputed by a script of their definitions, are equal; and one that is wrong is found.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
inside() {
	wrong=$(mktemp /tmp/aftercare-wrong.XXXXXX)
	chmod 644 "$wrong"
	trap 'rm -f "$wrong"' EXIT
	ask() { psql "$OWNER_DATABASE" -v ON_ERROR_STOP=1 -qX "$@"; }
	ask -c "SET client_min_messages = warning" -f tests/indicators/population.sql >/dev/null || exit 1
	told=$(ask -f tests/indicators/recompute.sql) || exit 1
	echo "$told"
	! grep -q differs <<< "$told" || exit 1
	# A day that is counted by UTC's calendar has to be seen.
	ask -Atc "SELECT pg_get_functiondef('indicator_men'::regproc)" | sed "s/timezone(m\.zone, x\.at)/timezone('UTC', x.at)/" > "$wrong"
	ask -f "$wrong" >/dev/null || exit 1
	told=$(ask -f tests/indicators/recompute.sql) || exit 1
	grep -q differs <<< "$told" || { echo "a wrong day is not noticed"; exit 1; }
	echo "ok a wrong day is noticed"
}
if [ "${1:-}" = inside ]; then
	inside
else
	tests/with_database.sh "$0" inside
fi
