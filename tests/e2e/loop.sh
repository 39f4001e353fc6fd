#!/bin/bash
# The nurse's whole day in a real browser and the hunt for what is left of it, and beside it
# every page, form and conversation: each row of parts against a demonstration of its own, on
# a free port, that is gone afterwards.
#   tests/e2e/loop.sh [FOLDER-WITH-THE-PROGRAMS]
# SHOTS=FOLDER keeps pictures of the pages; PARTS names parts, one after the other;
# ONLY=WORDS plays the steps with these words in their names.
set -euo pipefail
cd "$(dirname "$0")/../.."
programs=${1:-build/gcc}

# A browser waits more than it works: four at once, the longest rows first.
side_by_side() {
	local failed=0 pids=() i
	said=$(mktemp -d /tmp/aftercare-loop.XXXXXX)
	trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$said"' EXIT
	trap 'exit 130' INT TERM
	for parts in 'pages headers' 'forms inbox messages' 'automatic whose colleagues' 'loop canary' \
	    'delivery gateway cases' 'schedule texts fhir' 'referral duty' 'tracing thread' 'team diary' 'children screening' 'asked fhir_clients'; do
		while [ "$(jobs -pr | wc -l)" -ge 4 ]; do wait -n || true; done
		PARTS=$parts tests/e2e/loop.sh "$programs" >"$said/${#pids[@]}" 2>&1 &
		pids+=($!)
	done
	for i in "${!pids[@]}"; do
		wait "${pids[$i]}" || failed=1
		cat "$said/$i"
	done
	exit "$failed"
}
[ -n "${PARTS:-}" ] || side_by_side

data=$(mktemp -d /tmp/aftercare-loop.XXXXXX)
demo= test=

finish() {
	[ -z "$test" ] || kill "$test" 2>/dev/null || true
	if [ -n "$demo" ]; then
		kill -INT "$demo" 2>/dev/null || true
		wait "$demo" 2>/dev/null || true
	fi
	rm -rf "$data"
}
trap finish EXIT
trap 'exit 130' INT TERM

# shellcheck source=tests/free_port.sh
. tests/free_port.sh

start() {
	# Whoever falls may leave a core, so that its absence says something.
	ulimit -c "$(ulimit -Hc)"
	port=$(free_port)
	base=http://127.0.0.1:$port
	# In a group of its own, so that Ctrl-C here leaves stopping it to us.
	set -m
	"$programs/aftercarectl" demo run --data "$data/var" --port "$port" --begin "$begin" >"$data/out" 2>&1 </dev/null &
	demo=$!
	set +m
	# The pages are another program than the one that tells of health.
	until curl -fsS --fail-early -o /dev/null "$base/health/ready" -o /dev/null "$base/help" 2>/dev/null; do
		if ! kill -0 "$demo" 2>/dev/null || [ "$SECONDS" -gt 60 ]; then
			echo "The demonstration does not start:" >&2
			cat "$data/out" >&2
			exit 1
		fi
		sleep 0.1
	done
}

# The clinic's quiet hours and closed days are the same whenever this is run.
begin=$(date -u -d "next tuesday 07:15" +%FT%TZ)

failed=0
start
for name in $PARTS; do
	# Waited for, so that a signal to us alone ends it too.
	case $name in
	headers | canary) "tests/$name.sh" "$base" "$data/var" & ;;
	*) AFTERCARECTL=$programs/aftercarectl node "tests/e2e/$name.js" "$base" "$data/var" ${ONLY:+"$ONLY"} & ;;
	esac
	test=$!
	wait "$test" || failed=1
	test=
done
if [ "$failed" = 1 ]; then
	grep -hE '^(error|warn)' "$data"/var/log/*.log | tail -20 >&2 || true
fi
exit "$failed"
